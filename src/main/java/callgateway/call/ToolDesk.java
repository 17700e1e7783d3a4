package callgateway.call;

import callgateway.omni.OmniEvent;
import callgateway.tools.ToolCaller;
import callgateway.tools.ToolEndpoint;
import callgateway.tools.ToolFault;
import callgateway.tools.ToolOutcome;
import callgateway.tools.ToolRequest;
import callgateway.twilio.PhoneNumber;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tool calls of one phone call: each is run once, however often the agent sends it, and answered in the order in which
 * the agent asked. Belongs to the call, whose thread it is used on; outcomes come back to it as {@link Done}.
 *
 * <p>Tools run at the same time and results are held back: all deadlines are counted from the agent's call, so an earlier
 * call has its outcome before a later one runs out of time, and nobody is made late by the order. One after the other, a
 * slow first tool would use up the patience with the second. What is refused without being tried is answered at once.
 */
final class ToolDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ToolDesk.class);

    /** Unanswered at once in one phone call; more is an agent in a loop. */
    static final int AT_ONCE = 8;

    static final int MAX_ARGUMENTS = 64 * 1024;
    private static final int MAX_ID = 256;
    private static final int SHOWN_NAME = 64;

    private final CallId id;
    private final CalledPool pool;
    private final ToolCaller caller;
    private final Consumer<Done> later;
    private final BiConsumer<String, ToolOutcome> agent;
    private final Consumer<CallEvent> diary;
    /** In the order of the agent's calls. */
    private final Map<String, Asked> unanswered = new LinkedHashMap<>();

    private AnsweredTools answered = new AnsweredTools();
    private String session = newSession();

    /**
     * An outcome.
     *
     * @param session whose call it was
     * @param took since the agent asked
     */
    record Done(String session, String toolCallId, String name, ToolOutcome outcome, Duration took) {
        /** What a later session may be told of it, without the answer. */
        CallEvent event() {
            return new CallEvent.ToolRun(
                    name,
                    outcome instanceof ToolOutcome.Failed failed
                            ? failed.fault().forAgent()
                            : "answered",
                    took);
        }
    }

    private static final class Asked {
        private ToolCaller.@Nullable Run run;
        private @Nullable ToolOutcome outcome;
    }

    /**
     * @param later takes an outcome on any thread and brings it to {@link #done} on the call's
     * @param agent sends an outcome to the present session
     * @param diary told at once of what is not even tried
     */
    ToolDesk(
            CallId id,
            CalledPool pool,
            ToolCaller caller,
            Consumer<Done> later,
            BiConsumer<String, ToolOutcome> agent,
            Consumer<CallEvent> diary) {
        this.id = id;
        this.pool = pool;
        this.caller = caller;
        this.later = later;
        this.agent = agent;
        this.diary = diary;
    }

    /**
     * The agent asks for a tool.
     *
     * @param agentCallId the agent's id of its session, when it has told it
     */
    void asked(OmniEvent.ToolCall call, @Nullable String agentCallId) {
        String toolCallId = call.callId();
        if (unanswered.containsKey(toolCallId)) {
            caller.monitor().duplicate();
        } else if (answered.knows(toolCallId)) {
            caller.monitor().duplicate();
            answered.outcome(toolCallId).ifPresent(outcome -> agent.accept(toolCallId, outcome));
        } else {
            ToolEndpoint endpoint = pool.agent().tools().get(call.name());
            ToolFault refusal = refusal(call, endpoint);
            if (endpoint == null || refusal != null) {
                refuse(call, refusal == null ? ToolFault.UNKNOWN_TOOL : refusal);
            } else {
                run(call, endpoint, agentCallId);
            }
        }
    }

    private @Nullable ToolFault refusal(OmniEvent.ToolCall call, @Nullable ToolEndpoint endpoint) {
        if (call.callId().length() > MAX_ID || call.argumentsJson().length() > MAX_ARGUMENTS) {
            return ToolFault.ARGUMENTS_TOO_LONG;
        }
        if (endpoint == null) {
            return ToolFault.UNKNOWN_TOOL;
        }
        return unanswered.size() >= AT_ONCE ? ToolFault.TOO_MANY_CALLS : null;
    }

    private void refuse(OmniEvent.ToolCall call, ToolFault fault) {
        caller.monitor().refused(fault);
        String name = shown(call.name());
        LOG.info("tool {}: {}, not tried", name, fault.code());
        diary.accept(new CallEvent.ToolRun(name, fault.forAgent(), Duration.ZERO));
        answer(call.callId(), new ToolOutcome.Failed(fault));
    }

    private void run(OmniEvent.ToolCall call, ToolEndpoint endpoint, @Nullable String agentCallId) {
        String toolCallId = call.callId();
        String of = session;
        long nanos = System.nanoTime();
        Asked asked = new Asked();
        unanswered.put(toolCallId, asked);
        asked.run = caller.begin(
                new ToolRequest(
                        endpoint,
                        id.callSid(),
                        pool.name(),
                        session,
                        toolCallId,
                        call.name(),
                        call.argumentsJson(),
                        agentCallId,
                        from(endpoint),
                        id.to()),
                outcome -> later.accept(
                        new Done(of, toolCallId, call.name(), outcome, Duration.ofNanos(System.nanoTime() - nanos))));
    }

    private @Nullable String from(ToolEndpoint endpoint) {
        return switch (endpoint.caller()) {
            case FULL -> id.from();
            case MASKED -> PhoneNumber.mask(id.from());
            case NONE -> null;
        };
    }

    /**
     * An outcome is there; it is sent unless an earlier one is missing, or the session that asked is over.
     *
     * @return whether it is worth a note: what was broken off is not
     */
    boolean done(Done done) {
        if (done.outcome().equals(new ToolOutcome.Failed(ToolFault.ABANDONED))) {
            return false;
        }
        Asked asked = done.session().equals(session) ? unanswered.get(done.toolCallId()) : null;
        if (asked == null) {
            caller.monitor().tooLateForAgent();
            LOG.info("tool {}: the session that asked for it is over", done.name());
            return true;
        }
        asked.outcome = done.outcome();
        sendWhatIsDone();
        return true;
    }

    private void sendWhatIsDone() {
        Iterator<Map.Entry<String, Asked>> first = unanswered.entrySet().iterator();
        while (first.hasNext()) {
            Map.Entry<String, Asked> next = first.next();
            ToolOutcome outcome = next.getValue().outcome;
            if (outcome == null) {
                return;
            }
            first.remove();
            answer(next.getKey(), outcome);
        }
    }

    private void answer(String toolCallId, ToolOutcome outcome) {
        answered.add(toolCallId, outcome);
        agent.accept(toolCallId, outcome);
    }

    /** The agent's session is over; another one counts its calls anew, and hears nothing of these. */
    void sessionOver() {
        for (Asked asked : unanswered.values()) {
            if (asked.run != null) {
                asked.run.abandon();
            }
        }
        unanswered.clear();
        answered = new AnsweredTools();
        session = newSession();
    }

    private static String newSession() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** A name that the agent made up. */
    private static String shown(String name) {
        String cut = name.length() > SHOWN_NAME ? name.substring(0, SHOWN_NAME) + "..." : name;
        return cut.replaceAll("[^A-Za-z0-9_.-]", "?");
    }
}
