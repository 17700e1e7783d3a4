package callgateway.tools;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One call of a tool from its beginning to its outcome: one attempt, or two where a second does no harm, within one deadline.
 * The attempts and their ends run one after the other on the client's threads; whatever ends it first wins.
 */
final class ToolExchange implements ToolCaller.Run {
    private static final Logger LOG = LoggerFactory.getLogger(ToolClient.class);
    private static final String CALL_SID = "callSid";
    private static final int MOST_ATTEMPTS = 2;
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** With less than this left a second attempt would only be late. */
    private static final Duration WORTH_AN_ATTEMPT = Duration.ofMillis(400);

    private final HttpClient http;
    private final Executor threads;
    private final ScheduledExecutorService clock;
    private final ToolRequest request;
    private final UnaryOperator<String> traces;
    private final ToolMonitor monitor;
    private final BiConsumer<ToolExchange, ToolOutcome> told;
    private final long beganNanos = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean abandoned;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable Future<?> deadline;
    private volatile @Nullable Future<?> pause;
    private volatile @Nullable CompletableFuture<?> sending;

    ToolExchange(
            HttpClient http,
            Executor threads,
            ScheduledExecutorService clock,
            ToolRequest request,
            UnaryOperator<String> traces,
            ToolMonitor monitor,
            BiConsumer<ToolExchange, ToolOutcome> told) {
        this.http = http;
        this.threads = threads;
        this.clock = clock;
        this.request = request;
        this.traces = traces;
        this.monitor = monitor;
        this.told = told;
    }

    void begin() {
        deadline = onThreadsAfter(request.endpoint().timeout(), () -> end(ToolFault.TIMED_OUT));
        threads.execute(this::attempt);
        monitor.begun();
    }

    String origin() {
        return request.endpoint().origin();
    }

    @Override
    public void abandon() {
        abandoned = true;
        if (request.endpoint().idempotent()) {
            breakOff();
        }
    }

    void breakOff() {
        if (!over.get()) {
            threads.execute(() -> end(ToolFault.ABANDONED));
        }
    }

    private void attempt() {
        if (over.get()) {
            return;
        }
        attempts.incrementAndGet();
        CompletableFuture<HttpResponse<BoundedBody.Read>> answer;
        try {
            answer = http.sendAsync(
                    post(), info -> new BoundedBody(request.endpoint().maxResponseBytes()));
        } catch (RuntimeException e) {
            about(() -> LOG.error("tool {} cannot be asked", request.name(), e));
            finish(Verdict.of(e));
            return;
        }
        sending = answer;
        if (over.get()) {
            answer.cancel(true);
        }
        answer.whenCompleteAsync(
                (response, failure) -> attempted(failure == null ? Verdict.of(response) : Verdict.of(failure)),
                threads);
    }

    private HttpRequest post() {
        byte[] body = request.body();
        long seconds = System.currentTimeMillis() / 1000;
        HttpRequest.Builder post = HttpRequest.newBuilder(request.endpoint().url())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("User-Agent", "call-gateway")
                .header("Idempotency-Key", request.idempotencyKey())
                .header(
                        ToolSignature.HEADER,
                        ToolSignature.of(request.endpoint().secrets(), seconds, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        String trace = traces.apply(request.callSid());
        return (trace.isEmpty() ? post : post.header("traceparent", trace)).build();
    }

    private void attempted(Verdict verdict) {
        boolean again = verdict.mayRepeat(request.endpoint().idempotent())
                && attempts.get() < MOST_ATTEMPTS
                && !abandoned
                && left().compareTo(WORTH_AN_ATTEMPT) > 0;
        if (!again || over.get()) {
            finish(verdict);
            return;
        }
        monitor.repeated();
        pause = onThreadsAfter(PAUSE, this::attempt);
    }

    private Duration left() {
        return request.endpoint().timeout().minusNanos(System.nanoTime() - beganNanos);
    }

    private void end(ToolFault fault) {
        finish(new Verdict(new ToolOutcome.Failed(fault), "broken off", Verdict.Again.NONE));
        CompletableFuture<?> present = sending;
        if (present != null) {
            present.cancel(true);
        }
    }

    private void finish(Verdict verdict) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        cancel(deadline);
        cancel(pause);
        Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
        String outcome;
        if (verdict.outcome() instanceof ToolOutcome.Failed failed) {
            monitor.failed(failed.fault(), took);
            outcome = failed.fault().code();
        } else {
            monitor.answered(took);
            outcome = "answered";
        }
        log(outcome, verdict.why(), took);
        told.accept(this, verdict.outcome());
    }

    /** Without the arguments and the answer: they are personal. */
    private void log(String outcome, String why, Duration took) {
        about(() -> LOG.info(
                "tool {}: {} ({}) after {} ms, {} attempts",
                request.name(),
                outcome,
                why,
                took.toMillis(),
                attempts.get()));
    }

    private void about(Runnable line) {
        MDC.put(CALL_SID, request.callSid());
        try {
            line.run();
        } finally {
            MDC.remove(CALL_SID);
        }
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** The clock has one thread, which must not be kept. */
    private Future<?> onThreadsAfter(Duration time, Runnable task) {
        return clock.schedule(() -> threads.execute(task), time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
