package callgateway.load;

import callgateway.simulator.caller.Sids;
import callgateway.simulator.caller.TwimlReader;
import callgateway.simulator.caller.Verb;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls come in at a steady rate, and each is over as soon as it is answered: "a call comes in", then the status callback
 * that gives its slot back. Nobody opens a media stream. A time counts from when the call was due, not from when it was
 * sent, so that a stall which holds up many is seen in all of them.
 *
 * <p>Threads: one that paces, two that take answers. After {@link #measure} none of them is alive.
 */
public final class WebhookRun {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final WebhookSettings settings;
    private final Consumer<String> progress;
    private final WebhookTally tally = new WebhookTally();
    private final LongSupplier clock = System::nanoTime;
    private final long origin = clock.getAsLong();
    private final long measuredFrom;

    /** @param progress told of each second in a line, on the thread that {@link #measure} is called on */
    public WebhookRun(WebhookSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        measuredFrom = origin + settings.warmSeconds() * SECOND;
    }

    /** Runs to its end; once. */
    public WebhookResult measure() throws InterruptedException {
        try (WebhookClient client = new WebhookClient(settings)) {
            SteadyRate rate = new SteadyRate(origin, settings.perSecond());
            long calls = (long) settings.perSecond() * (settings.warmSeconds() + settings.seconds());
            Thread pacer =
                    new Thread(() -> rate.run(calls, clock, due -> send(client, due)), OwnThreads.PREFIX + "webhooks");
            pacer.setDaemon(true);
            pacer.start();
            try {
                return watch(calls);
            } finally {
                pacer.interrupt();
                pacer.join();
            }
        }
    }

    private WebhookResult watch(long calls) throws InterruptedException {
        secondBySecond(settings.warmSeconds(), "warming");
        ProcessUsage before = ProcessUsage.own();
        secondBySecond(settings.seconds(), "measuring");
        double ownCores = ProcessUsage.own().coresSince(before, Duration.ofSeconds(settings.seconds()));
        long patience = clock.getAsLong() + 2 * WebhookClient.TIMEOUT.toNanos() + SECOND;
        while (tally.overSoFar() < calls && clock.getAsLong() - patience < 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return tally.result(settings, ownCores);
    }

    private void secondBySecond(int count, String phase) throws InterruptedException {
        long next = clock.getAsLong();
        for (int i = 0; i < count; i++) {
            next += SECOND;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - clock.getAsLong()));
            progress.accept(String.format(
                    "%4d s  %-9s  %d sent, %d answered, %d failed",
                    Math.round((clock.getAsLong() - origin) / (double) SECOND),
                    phase,
                    tally.sentSoFar(),
                    tally.answeredSoFar(),
                    tally.failedSoFar()));
        }
    }

    private void send(WebhookClient client, long due) {
        boolean measured = due - measuredFrom >= 0;
        String callSid = Sids.call();
        tally.sent();
        if (measured) {
            tally.late(clock.getAsLong() - due);
        }
        client.incoming(callSid)
                .handle((answer, failure) -> {
                    answered("voice", answer, failure, measured ? clock.getAsLong() - due : -1);
                    return clock.getAsLong();
                })
                // Whatever came of it: a call that was not answered in time may have its slot all the same.
                .thenCompose(began -> client.completed(callSid).handle((answer, failure) -> {
                    over(answer, failure, measured ? clock.getAsLong() - began : -1);
                    return answer;
                }))
                .whenComplete((answer, failure) -> tally.over());
    }

    private void answered(String what, @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure, long nanos) {
        if (answer == null || answer.statusCode() != 200) {
            tally.failed(what + ": " + reason(answer, failure));
            return;
        }
        try {
            List<Verb> verbs = TwimlReader.read(answer.body());
            tally.answered(verbs.isEmpty() ? "Response" : verbs.get(0).name());
            if (nanos >= 0) {
                tally.voice(nanos);
            }
        } catch (IOException e) {
            tally.failed(what + ": " + e.getMessage());
        }
    }

    private void over(@Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure, long nanos) {
        if (answer == null || answer.statusCode() / 100 != 2) {
            tally.failed("status: " + reason(answer, failure));
        } else if (nanos >= 0) {
            tally.status(nanos);
        }
    }

    /** Few kinds, since they are counted: no text that differs from call to call. */
    private static String reason(@Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
        if (answer != null) {
            return "HTTP " + answer.statusCode();
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HttpTimeoutException) {
            return "no answer within " + WebhookClient.TIMEOUT.toSeconds() + " s";
        }
        return cause == null ? "no answer" : cause.getClass().getSimpleName();
    }
}
