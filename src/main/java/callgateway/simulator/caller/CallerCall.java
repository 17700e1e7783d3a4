package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerResult.Ending;
import callgateway.simulator.caller.CallerStream.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call as Twilio conducts it: asks for TwiML, does what it says verb by verb, and asks again where a verb names an
 * {@code action}. A document without a next verb ends the call.
 */
final class CallerCall {
    /** Twilio's other verbs: noted, and nothing is done. */
    private static final Set<String> NOTED =
            Set.of("Start", "Stop", "Refer", "Pay", "Prompt", "Sms", "Message", "Echo");

    /** Where a document is from that was sent by the REST API: nothing in it may be relative. */
    private static final String UNASKED = "rest:document";

    private static final int DIAL_TIMEOUT_SECONDS = 30;
    private static final int MAX_MESSAGE_SECONDS = 3600;

    private final CallerSettings settings;
    private final CallLine line;
    private final Sounds sounds;
    private final StreamConnector connector;
    private final Webhooks webhooks;
    private final String callSid;

    private volatile @Nullable CallerStream stream;
    private volatile boolean abandoned;
    /** What a call that was taken out of its stream does next. */
    private volatile List<Verb> redirectedTo = List.of();

    CallerCall(
            Exchange exchange,
            CallerSettings settings,
            CallerScript script,
            String callSid,
            long originNanos,
            Consumer<CallerEvent> listener) {
        this.settings = settings;
        this.callSid = callSid;
        CallParts parts = CallParts.create(
                new Timeline(originNanos), script, settings.recordedSeconds() * (int) Timeline.samples(1000), listener);
        this.webhooks = new Webhooks(exchange.loops(), settings, parts.log(), callSid);
        this.line = new CallLine(exchange, settings, parts, webhooks, callSid, originNanos);
        this.sounds = new Sounds(line);
        this.connector =
                new StreamConnector(exchange.loops(), exchange.metronome(), settings, parts, webhooks, callSid);
    }

    CompletableFuture<CallerResult> start() {
        String url = webhooks.url(settings.voicePath());
        line.ending(Ending.WEBHOOK_FAILED);
        line.beginPatience();
        line.request(url, null, "POST", Map.of(), (from, verbs) -> {
            line.ending(Ending.NO_STREAM);
            follow(from, verbs, 0);
        });
        return line.result();
    }

    String callSid() {
        return callSid;
    }

    /** Does something else from now on. False if the call is over or not answered yet. */
    boolean redirect(List<Verb> verbs) {
        // Not under the line's lock, as in abandon.
        CallerStream live = stream;
        redirectedTo = verbs;
        if (live != null && live.redirect(Metronome.now())) {
            line.log(CallerEvent.Kind.REDIRECTED, "");
            return true;
        }
        return line.redirect(() -> {
            line.log(CallerEvent.Kind.REDIRECTED, "");
            follow(UNASKED, verbs, 0);
        });
    }

    /** The caller hangs up as soon as that is possible. */
    void abandon() {
        abandoned = true;
        // Not under the line's lock: a stream takes that under its own.
        CallerStream live = stream;
        if (live != null) {
            live.abandon(Metronome.now());
        }
        line.hangUp(Ending.CALLER_HUNG_UP);
    }

    /** Does the verbs from {@code at} on. */
    private void follow(String base, List<Verb> verbs, int at) {
        if (at == verbs.size() || line.isCallerGone()) {
            line.end();
            return;
        }
        Verb verb = verbs.get(at);
        Runnable next = () -> follow(base, verbs, at + 1);
        line.verb(verb);
        switch (verb.name()) {
            case "Say", "Play", "Pause", "Gather" -> sounds.hear(base, verb, next);
            case "Connect" -> connect(base, verb, next);
            case "Dial" -> dial(base, verb, next);
            case "Enqueue" ->
                new QueueStay(line, sounds, base, verb).begin(outcome -> action(base, verb, outcome, next));
            case "Record" -> record(base, verb, next);
            case "Redirect" ->
                line.request(
                        base,
                        verb.text(),
                        verb.method("method"),
                        Map.of(),
                        (from, verbsThere) -> follow(from, verbsThere, 0));
            case "Reject" -> reject(verb, at);
            case "Hangup" -> {
                line.answer();
                line.end();
            }
            default -> {
                if (NOTED.contains(verb.name())) {
                    line.answer();
                    next.run();
                } else {
                    line.applicationError(Complaint.BAD_VERB, base + ": <" + verb.name() + "> is no verb here");
                }
            }
        }
    }

    private void reject(Verb verb, int at) {
        if (line.isAnswered()) {
            line.applicationError(Complaint.BAD_VERB, "<Reject> of a call that has been answered");
        } else if (at > 0) {
            line.applicationError(Complaint.BAD_VERB, "<Reject> that is not the first verb");
        } else {
            line.reject("busy".equals(verb.attribute("reason")) ? "busy" : "no-answer");
        }
    }

    private void connect(String base, Verb connect, Runnable next) {
        line.answer();
        Verb noun = connect.child("Stream");
        if (noun == null) {
            next.run();
            return;
        }
        // Hanging up is told to the stream, which ends, now or when it has opened.
        line.whenHungUp(() -> {});
        connector
                .connect(noun, opened -> {
                    stream = opened;
                    if (abandoned) {
                        opened.abandon(Metronome.now());
                    }
                })
                .whenComplete((end, failure) -> line.run(() -> {
                    stream = null;
                    line.whenHungUp(null);
                    if (end == null) {
                        line.ending(Ending.STREAM_FAILED);
                        Throwable cause = CallLine.cause(failure);
                        line.note("the stream failed: " + (cause == null ? "" : cause.getMessage()));
                    } else {
                        ended(end);
                    }
                    line.tell(connector.takeTold());
                    if (end == End.CALLER_VANISHED) {
                        line.end();
                    } else if (end == End.REDIRECTED) {
                        follow(UNASKED, redirectedTo, 0);
                    } else {
                        action(base, connect, Map.of(), next);
                    }
                }));
    }

    private void ended(End end) {
        line.ending(
                switch (end) {
                    case GATEWAY_CLOSED, REDIRECTED -> Ending.GATEWAY_ENDED;
                    case CALLER_HUNG_UP -> Ending.CALLER_HUNG_UP;
                    case CALLER_VANISHED -> Ending.CALLER_VANISHED;
                });
        if (end == End.CALLER_HUNG_UP || end == End.CALLER_VANISHED) {
            line.gone();
        }
    }

    private void dial(String base, Verb dial, Runnable next) {
        if (!"true".equals(dial.attribute("answerOnBridge"))) {
            line.answer();
        }
        HumanStandIn human = settings.human();
        Duration timeout = Duration.ofSeconds(dial.number("timeout", DIAL_TIMEOUT_SECONDS));
        boolean inVain = human.rings().compareTo(timeout) > 0;
        Callee callee = callee(dial);
        line.whenHungUp(() -> dialled(base, dial, callee, "canceled", false, Duration.ZERO, next));
        line.hold(inVain ? timeout : human.rings(), () -> {
            if (!human.answersWithin(timeout)) {
                String status = inVain ? HumanStandIn.NO_ANSWER : human.status();
                dialled(base, dial, callee, status, false, Duration.ZERO, next);
                return;
            }
            line.answer();
            new CalleeLeg(line, human.manner(), callee, connected -> {
                        if (connected) {
                            talk(base, dial, callee, next);
                        } else {
                            dialled(base, dial, callee, HumanStandIn.COMPLETED, false, Duration.ZERO, next);
                        }
                    })
                    .begin(base, noun(dial));
        });
    }

    private void talk(String base, Verb dial, Callee callee, Runnable next) {
        Duration talks = settings.human().talks();
        Runnable talked = () -> dialled(base, dial, callee, HumanStandIn.COMPLETED, true, talks, next);
        line.whenHungUp(talked);
        line.hold(talks, talked);
    }

    /** What is dialled: a number, an address, or what stands in the verb itself. */
    private static Verb noun(Verb dial) {
        return dial.children().isEmpty() ? dial : dial.children().get(0);
    }

    private static Callee callee(Verb dial) {
        return new Callee(Sids.call(), noun(dial).text());
    }

    private void dialled(
            String base, Verb dial, Callee callee, String status, boolean bridged, Duration talked, Runnable next) {
        line.whenHungUp(null);
        line.log(CallerEvent.Kind.DIALLED, status);
        Map<String, String> outcome = Map.of(
                "DialCallStatus",
                status,
                "DialBridged",
                String.valueOf(bridged),
                "DialCallSid",
                callee.callSid(),
                "DialCallDuration",
                String.valueOf(talked.toSeconds()));
        action(base, dial, outcome, next);
    }

    private void record(String base, Verb record, Runnable next) {
        line.answer();
        Duration message = settings.times().message();
        if (message.isZero()) {
            line.hold(Duration.ofSeconds(record.number("timeout", 5)), next);
            return;
        }
        Duration longest = Duration.ofSeconds(record.number("maxLength", MAX_MESSAGE_SECONDS));
        Duration said = message.compareTo(longest) > 0 ? longest : message;
        Runnable recorded = () -> recorded(base, record, said);
        line.whenHungUp(recorded);
        line.hold(said, recorded);
    }

    /** Without an action, Twilio asks for the same document again. */
    private void recorded(String base, Verb record, Duration said) {
        line.whenHungUp(null);
        String seconds = String.valueOf(said.toSeconds());
        line.log(CallerEvent.Kind.RECORDED, seconds);
        String sid = Sids.recording();
        Map<String, String> outcome = Map.of(
                "RecordingSid",
                sid,
                "RecordingUrl",
                "https://api.twilio.com/2010-04-01/Accounts/" + settings.accountSid() + "/Recordings/" + sid,
                "RecordingDuration",
                seconds,
                "Digits",
                line.isCallerGone() ? "hangup" : "");
        line.request(
                base,
                record.attribute("action"),
                record.method("method"),
                outcome,
                (from, verbs) -> follow(from, verbs, 0));
    }

    /** Asks the verb's action how to go on, or goes on with the next verb. A call that is over gets no answer that counts. */
    private void action(String base, Verb verb, Map<String, String> outcome, Runnable next) {
        String action = verb.attribute("action");
        if (action == null) {
            next.run();
        } else {
            line.request(base, action, verb.method("method"), outcome, (from, verbs) -> follow(from, verbs, 0));
        }
    }
}
