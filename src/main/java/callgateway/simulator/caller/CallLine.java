package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerResult.Ending;
import callgateway.transport.stock.StockResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call as Twilio knows it: whether it has been answered, what it waits for, what became of it. Everything that a call
 * does runs under its line's lock, one thing after the other; no thread waits for anything.
 */
final class CallLine {
    /** Documents in a row that took no time, after which the call is ended: a gateway that goes in circles. */
    private static final int MAX_DOCUMENTS = 20;

    private final Exchange exchange;
    private final CallerSettings settings;
    private final CallParts parts;
    private final Webhooks webhooks;
    private final String callSid;
    private final long originNanos;
    private final CompletableFuture<CallerResult> result = new CompletableFuture<>();
    private final List<CompletableFuture<?>> told = new ArrayList<>();

    private Ending ending = Ending.NO_STREAM;
    private String lastStatus = "completed";
    private boolean answered;
    private boolean callerGone;
    private boolean hungUp;
    private boolean over;
    private @Nullable String problem;
    private int documents;
    /** Counted up when the caller hangs up: answers and alarms of before come too late. */
    private int episode;

    private @Nullable Alarm alarm;
    private @Nullable Alarm patience;
    private @Nullable Runnable whenHungUp;
    private Runnable atEnd = () -> {};

    CallLine(
            Exchange exchange,
            CallerSettings settings,
            CallParts parts,
            Webhooks webhooks,
            String callSid,
            long originNanos) {
        this.exchange = exchange;
        this.settings = settings;
        this.parts = parts;
        this.webhooks = webhooks;
        this.callSid = callSid;
        this.originNanos = originNanos;
    }

    CompletableFuture<CallerResult> result() {
        return result;
    }

    Exchange exchange() {
        return exchange;
    }

    void log(CallerEvent.Kind kind, String detail) {
        parts.log().atNanos(Metronome.now(), kind, detail);
    }

    void verb(Verb verb) {
        parts.log().verb(Metronome.now(), verb);
    }

    /** Runs this unless the call is over. */
    synchronized void run(Runnable task) {
        if (!over) {
            task.run();
        }
    }

    /** Asks for TwiML and goes on with it and with the URL it is from. Without any, it is an application error. */
    synchronized void request(
            String base,
            @Nullable String url,
            String method,
            Map<String, String> more,
            BiConsumer<String, List<Verb>> then) {
        if (++documents > MAX_DOCUMENTS) {
            note("more than " + MAX_DOCUMENTS + " documents");
            end();
            return;
        }
        String asked = resolved(base, url);
        if (asked != null) {
            ask(asked, () -> webhooks.document(asked, method, status(), more), verbs -> then.accept(asked, verbs));
        }
    }

    /** Asks for TwiML for the leg of whoever was dialled for this call. Without any, it is an application error. */
    synchronized void requestForCallee(
            String base,
            @Nullable String url,
            String method,
            Callee callee,
            Map<String, String> more,
            BiConsumer<String, List<Verb>> then) {
        String asked = resolved(base, url);
        if (asked != null) {
            ask(
                    asked,
                    () -> webhooks.documentForCallee(asked, method, callee, more),
                    verbs -> then.accept(asked, verbs));
        }
    }

    /** The call does something else from now on. False if it is over, or has never been answered. */
    synchronized boolean redirect(Runnable then) {
        if (over || callerGone || !answered) {
            return false;
        }
        episode++;
        endPatience();
        if (alarm != null) {
            alarm.cancel();
        }
        whenHungUp = null;
        Runnable leave = atEnd;
        atEnd = () -> {};
        leave.run();
        then.run();
        return true;
    }

    /** Fetches a file. Without an answer, it is an application error. */
    synchronized void file(String url, Consumer<StockResponse> then) {
        ask(url, () -> webhooks.file(url), then);
    }

    /** Goes on after something that takes so long, were this not a simulation in a hurry. */
    synchronized void hold(Duration length, Runnable then) {
        hold(settings.times().nanos(length), then);
    }

    /** As {@link #hold}, for something that began before. */
    synchronized void hold(Duration length, long sinceNanos, Runnable then) {
        hold(settings.times().nanos(length) - (Metronome.now() - sinceNanos), then);
    }

    private void hold(long nanos, Runnable then) {
        if (nanos <= 0) {
            then.run();
            return;
        }
        documents = 0;
        int asked = episode;
        alarm = Alarm.in(nanos, exchange.metronome(), () -> inTime(asked, then));
    }

    /** From now on the caller gives up when patience is at its end; whatever was begun before counts no more. */
    synchronized void beginPatience() {
        endPatience();
        Duration atMost = settings.times().patience();
        if (atMost != null) {
            patience = Alarm.in(atMost.toNanos(), exchange.metronome(), () -> giveUp(atMost));
        }
    }

    synchronized void endPatience() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    synchronized void answer() {
        if (!answered) {
            answered = true;
            endPatience();
            log(CallerEvent.Kind.ANSWERED, "");
        }
    }

    synchronized boolean isAnswered() {
        return answered;
    }

    synchronized boolean isCallerGone() {
        return callerGone;
    }

    /** What happens when the caller hangs up now; null: the call is over. */
    synchronized void whenHungUp(@Nullable Runnable task) {
        whenHungUp = task;
    }

    /** What happens when the call is over, however that comes. */
    synchronized void atEnd(Runnable task) {
        atEnd = task;
    }

    synchronized void hangUp(Ending how) {
        if (over || callerGone) {
            return;
        }
        ending = how;
        gone();
        if (whenHungUp == null) {
            end();
        } else {
            whenHungUp.run();
        }
    }

    /** The caller has hung up; what the call waited for does not come. */
    synchronized void gone() {
        hungUp = true;
        cutOff();
    }

    /** The gateway has hung up; only an action is still told of it. */
    synchronized void cutOff() {
        callerGone = true;
        episode++;
        endPatience();
        if (alarm != null) {
            alarm.cancel();
        }
    }

    synchronized void ending(Ending how) {
        ending = how;
    }

    /** The call ends unanswered. */
    synchronized void reject(String status) {
        lastStatus = status;
        end();
    }

    synchronized void applicationError(int code, String text) {
        parts.log().complain(Metronome.now(), code, text);
        applicationError(code + " " + text);
    }

    /** The first thing that went wrong is what the others follow from. */
    synchronized void note(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    /** Callbacks that are under way; the result waits for them. */
    synchronized void tell(List<CompletableFuture<Integer>> more) {
        told.addAll(more);
    }

    synchronized void end() {
        if (over) {
            return;
        }
        over = true;
        endPatience();
        if (alarm != null) {
            alarm.cancel();
        }
        atEnd.run();
        log(CallerEvent.Kind.CALL_ENDED, ending.name());
        parts.meter().end(parts.log().timeline().sampleAt(Metronome.now()));
        if (settings.statusPath() != null) {
            String last = callerGone ? status() : lastStatus;
            long seconds = (Metronome.now() - originNanos) / 1_000_000_000L;
            told.add(webhooks.ended(webhooks.url(settings.statusPath()), last, seconds)
                    .toCompletableFuture());
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]));
        var unused = all.whenComplete((done, failure) -> result.complete(summary()));
    }

    private <T> void ask(String url, Supplier<CompletionStage<T>> question, Consumer<T> then) {
        int asked = episode;
        CompletionStage<T> answer;
        try {
            answer = question.get();
        } catch (IllegalArgumentException | NullPointerException e) {
            applicationError(Complaint.BAD_URL, "no such URL: " + url);
            return;
        }
        var unused = answer.whenComplete((value, failure) -> inTime(asked, () -> {
            if (value != null) {
                then.accept(value);
            } else if (cause(failure) instanceof Webhooks.NoTwiml none) {
                applicationError(String.valueOf(none.getMessage()));
            } else {
                applicationError(Complaint.HTTP_FAILED, url + ": " + cause(failure));
            }
        }));
    }

    private synchronized void inTime(int asked, Runnable task) {
        if (asked == episode && !over) {
            task.run();
        }
    }

    private synchronized void giveUp(Duration after) {
        if (patience != null && !over) {
            log(CallerEvent.Kind.GAVE_UP, "after " + after.toMillis() + " ms");
            note("the caller gave up after " + after.toMillis() + " ms");
            hangUp(Ending.GAVE_UP);
        }
    }

    private void applicationError(String text) {
        log(CallerEvent.Kind.APPLICATION_ERROR, text);
        note("application error: " + text);
        // Twilio picks up to say so.
        answered = true;
        end();
    }

    /** Null, and an application error, if it is no URL. */
    synchronized @Nullable String resolved(String base, @Nullable String url) {
        try {
            return url == null || url.isEmpty()
                    ? base
                    : URI.create(base).resolve(url).toString();
        } catch (IllegalArgumentException e) {
            applicationError(Complaint.BAD_URL, "no such URL: " + url);
            return null;
        }
    }

    private String status() {
        if (callerGone) {
            return answered ? "completed" : "no-answer";
        }
        return answered ? "in-progress" : "ringing";
    }

    private synchronized CallerResult summary() {
        ScriptRunner script = parts.script();
        if (script.failure() != null) {
            problem = script.failure();
        } else if (!script.isFinished() && !hungUp) {
            note("the call was over before " + script.position());
        }
        long skipped = parts.stats().framesSkipped;
        if (problem != null && skipped > 0) {
            problem += " (this machine stood still for about " + skipped * 20 + " ms meanwhile)";
        }
        return parts.result(callSid, originNanos, ending, problem);
    }

    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
