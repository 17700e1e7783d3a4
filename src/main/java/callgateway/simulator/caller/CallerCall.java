package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerResult.Ending;
import callgateway.simulator.caller.CallerStream.End;
import callgateway.transport.stock.StockLoops;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call as Twilio conducts it: asks for TwiML, does what it says verb by verb, and asks again where a verb names an
 * {@code action}. {@code Say}, {@code Play} and the like are noted and take no time; a {@code Dial} ends at once with the
 * status that the settings name; a document without a next verb ends the call.
 */
final class CallerCall {
    /** Documents after which the call is ended: a gateway that goes in circles. */
    private static final int MAX_DOCUMENTS = 20;

    private final CallerSettings settings;
    private final CallParts parts;
    private final Webhooks webhooks;
    private final StreamConnector connector;
    private final String callSid;
    private final long originNanos;
    private final CompletableFuture<CallerResult> result = new CompletableFuture<>();
    private final List<CompletableFuture<?>> told = new ArrayList<>();

    private volatile @Nullable CallerStream stream;
    private volatile boolean abandoned;
    private Ending ending = Ending.NO_STREAM;
    private boolean callerGone;
    private @Nullable String problem;
    private int documents;

    CallerCall(
            StockLoops loops,
            Metronome metronome,
            CallerSettings settings,
            CallerScript script,
            String callSid,
            long originNanos,
            Consumer<CallerEvent> listener) {
        this.settings = settings;
        this.callSid = callSid;
        this.originNanos = originNanos;
        this.parts = CallParts.create(
                new Timeline(originNanos), script, settings.recordedSeconds() * (int) Timeline.samples(1000), listener);
        this.webhooks = new Webhooks(loops, settings, parts.log(), callSid);
        this.connector = new StreamConnector(loops, metronome, settings, parts, webhooks, callSid);
    }

    CompletableFuture<CallerResult> start() {
        String url = webhooks.url(settings.voicePath());
        ending = Ending.WEBHOOK_FAILED;
        fetch(url, "POST", "ringing", Map.of(), verbs -> {
            ending = Ending.NO_STREAM;
            follow(url, verbs, 0);
        });
        return result;
    }

    /** The caller hangs up as soon as that is possible. */
    void abandon() {
        abandoned = true;
        CallerStream live = stream;
        if (live != null) {
            live.abandon(Metronome.now());
        }
    }

    /** Does the verbs from {@code at} on. */
    private void follow(String base, List<Verb> verbs, int at) {
        if (at == verbs.size() || callerGone || abandoned) {
            end();
            return;
        }
        Verb verb = verbs.get(at);
        parts.log().verb(Metronome.now(), verb);
        switch (verb.name()) {
            case "Connect" -> connect(base, verb, () -> follow(base, verbs, at + 1));
            case "Dial" -> {
                String status = settings.dialStatus();
                // Completed alone may have been a voicemail; this callee takes the call.
                Map<String, String> outcome =
                        Map.of("DialCallStatus", status, "DialBridged", String.valueOf(status.equals("completed")));
                action(base, verb, outcome, () -> follow(base, verbs, at + 1));
            }
            case "Redirect" ->
                fetch(
                        resolve(base, verb.text()),
                        method(verb),
                        "in-progress",
                        Map.of(),
                        next -> follow(resolve(base, verb.text()), next, 0));
            case "Hangup", "Reject" -> end();
            default -> follow(base, verbs, at + 1);
        }
    }

    private void connect(String base, Verb connect, Runnable next) {
        Verb noun = connect.child("Stream");
        if (noun == null) {
            next.run();
            return;
        }
        connector
                .connect(noun, opened -> {
                    stream = opened;
                    if (abandoned) {
                        opened.abandon(Metronome.now());
                    }
                })
                .whenComplete((end, failure) -> {
                    stream = null;
                    if (end == null) {
                        ending = Ending.STREAM_FAILED;
                        note("the stream failed: " + cause(failure));
                    } else {
                        ended(end);
                    }
                    tell(connector.takeTold());
                    if (ending == Ending.CALLER_VANISHED) {
                        end();
                    } else {
                        action(base, connect, Map.of(), next);
                    }
                });
    }

    private void ended(End end) {
        ending = switch (end) {
            case GATEWAY_CLOSED -> Ending.GATEWAY_ENDED;
            case CALLER_HUNG_UP -> Ending.CALLER_HUNG_UP;
            case CALLER_VANISHED -> Ending.CALLER_VANISHED;
        };
        callerGone = end != End.GATEWAY_CLOSED;
    }

    /** Asks the verb's action how to go on, or goes on with the next verb. A call that is over gets no answer that counts. */
    private void action(String base, Verb verb, Map<String, String> outcome, Runnable next) {
        String action = verb.attribute("action");
        if (action == null) {
            next.run();
            return;
        }
        String url = resolve(base, action);
        String status = callerGone ? "completed" : "in-progress";
        fetch(url, method(verb), status, outcome, verbs -> follow(url, verbs, 0));
    }

    private void fetch(
            String url, String method, String callStatus, Map<String, String> more, Consumer<List<Verb>> then) {
        if (++documents > MAX_DOCUMENTS) {
            note("more than " + MAX_DOCUMENTS + " documents");
            end();
            return;
        }
        CompletionStage<List<Verb>> document = webhooks.document(url, method, callStatus, more);
        var unused = document.whenComplete((verbs, failure) -> {
            if (verbs == null) {
                note("application error: " + cause(failure));
                end();
            } else {
                then.accept(verbs);
            }
        });
    }

    private void end() {
        parts.log().atNanos(Metronome.now(), CallerEvent.Kind.CALL_ENDED, ending.name());
        parts.meter().end(parts.log().timeline().sampleAt(Metronome.now()));
        if (settings.statusPath() != null) {
            Map<String, String> params = new LinkedHashMap<>();
            params.put("CallSid", callSid);
            params.put("AccountSid", settings.accountSid());
            params.put("From", settings.from());
            params.put("To", settings.to());
            params.put("Direction", "inbound");
            params.put("CallStatus", "completed");
            params.put("CallDuration", String.valueOf((Metronome.now() - originNanos) / 1_000_000_000L));
            tell(List.of(
                    webhooks.tell(webhooks.url(settings.statusPath()), params).toCompletableFuture()));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]));
        var unused = all.whenComplete((done, failure) -> result.complete(summary()));
    }

    private void tell(List<CompletableFuture<Integer>> more) {
        told.addAll(more);
    }

    private CallerResult summary() {
        ScriptRunner script = parts.script();
        if (script.failure() != null) {
            problem = script.failure();
        } else if (!script.isFinished() && !abandoned) {
            note("the call was over before " + script.position());
        }
        long skipped = parts.stats().framesSkipped;
        if (problem != null && skipped > 0) {
            problem += " (this machine stood still for about " + skipped * 20 + " ms meanwhile)";
        }
        int samples = Math.max(parts.said().length(), parts.heard().length());
        return new CallerResult(
                callSid,
                originNanos,
                ending,
                problem,
                parts.log().events(),
                parts.meter().turns(),
                parts.meter().bargeIns(),
                parts.log().complaints(),
                parts.log().verbs(),
                parts.stats().toResult(),
                parts.said().copy(samples),
                parts.heard().copy(samples));
    }

    /** The first thing that went wrong is what the others follow from. */
    private void note(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    private static String method(Verb verb) {
        String method = verb.attribute("method");
        return method == null ? "POST" : method;
    }

    private static String resolve(String base, String url) {
        return url.startsWith("http://") || url.startsWith("https://")
                ? url
                : URI.create(base).resolve(url).toString();
    }

    private static String cause(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }
}
