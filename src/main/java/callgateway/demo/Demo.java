package callgateway.demo;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs the demo's call and follows it. */
public final class Demo {
    private static final long STEP_MS = 20;
    private static final Duration WARM_WITHIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(3);

    private final Conversation conversation;

    private Demo(Conversation conversation) {
        this.conversation = conversation;
    }

    /** The conversation that everybody gets to hear. */
    public static Demo hotel() {
        return new Demo(Conversation.hotel());
    }

    static Demo of(Conversation conversation) {
        return new Demo(conversation);
    }

    /**
     * Starts everything, has the call, stops everything.
     *
     * @param listener told of every moment as soon as it is known, on the thread that calls this
     * @throws IOException if it cannot be started
     */
    public CallReport run(Consumer<Moment> listener) throws IOException, InterruptedException {
        Instant startedAt = Instant.now();
        try (Stage stage = Stage.open(conversation.agent())) {
            int before = warmUp(stage);
            CallerResult result = call(stage, before, listener);
            boolean clean = waitFor(() -> stage.omni().live() == 0
                    && stage.callers().live() == 0
                    && stage.gateway().metrics().live() == 0);
            List<OmniSession> sessions = sessions(stage, before);
            return CallReport.of(conversation, startedAt, result, sessions, clean);
        }
    }

    /** One call to the greeting, so that the next finds a running gateway and not a cold one; returns sessions so far. */
    private static int warmUp(Stage stage) {
        stage.callers()
                .call(CallerScript.builder().waitForAgent(WARM_WITHIN).hangUp().build())
                .join();
        return stage.omni().sessions().size();
    }

    private CallerResult call(Stage stage, int before, Consumer<Moment> listener) throws InterruptedException {
        LinkedBlockingQueue<CallerEvent> heard = new LinkedBlockingQueue<>();
        long origin = Metronome.now();
        CompletableFuture<CallerResult> call = stage.callers().call(conversation.caller(), heard::add);
        LiveStory story = new LiveStory(new Storyline(conversation), origin, listener);
        while (!call.isDone()) {
            CallerEvent first = heard.poll(STEP_MS, TimeUnit.MILLISECONDS);
            List<CallerEvent> fresh = new ArrayList<>();
            if (first != null) {
                fresh.add(first);
                heard.drainTo(fresh);
            }
            story.add(fresh, sessionEvents(stage, before));
            story.tellUntil(Metronome.now());
            if (Metronome.now() - origin > LONGEST_CALL.toNanos()) {
                stage.callers().close();
            }
        }
        List<CallerEvent> last = new ArrayList<>();
        heard.drainTo(last);
        story.add(last, sessionEvents(stage, before));
        story.tellAll();
        return call.join();
    }

    private static List<OmniSession> sessions(Stage stage, int before) {
        List<OmniSession> all = stage.omni().sessions();
        return all.subList(before, all.size());
    }

    private static List<OmniSessionEvent> sessionEvents(Stage stage, int before) {
        return sessions(stage, before).stream()
                .flatMap(session -> session.events().stream())
                .toList();
    }

    private static boolean waitFor(BooleanSupplier condition) throws InterruptedException {
        long until = Metronome.now() + LEAVE_WITHIN.toNanos();
        while (!condition.getAsBoolean()) {
            if (Metronome.now() - until > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        }
        return true;
    }
}
