package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One attempt of a dialer on the first loop of some, and what came of it. */
final class Dialed implements AutoCloseable {
    final Heard heard = new Heard();
    final List<DialOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final CompletableFuture<DialOutcome> first = new CompletableFuture<>();
    private final Dialer dialer;
    private final Loop loop;
    private Loop.Timer attempt = () -> {};

    private Dialed(Dialer dialer, Loop loop) {
        this.dialer = dialer;
        this.loop = loop;
    }

    static Dialed start(Dialer dialer, Loops loops, Dial dial) {
        Dialed dialed = new Dialed(dialer, loops.all().get(0));
        dialed.onLoop(() -> dialed.attempt = dialer.dial(dialed.loop, dial, dialed.heard, dialed::told));
        return dialed;
    }

    private void told(DialOutcome outcome) {
        assertThat(loop.isCurrent()).isTrue();
        outcomes.add(outcome);
        first.complete(outcome);
    }

    DialOutcome outcome() throws Exception {
        return first.get(20, TimeUnit.SECONDS);
    }

    WebSocket socket() throws Exception {
        DialOutcome outcome = outcome();
        assertThat(outcome).isInstanceOf(DialOutcome.Open.class);
        return ((DialOutcome.Open) outcome).socket();
    }

    void cancel() {
        onLoop(() -> attempt.cancel());
    }

    void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop::execute).join();
    }

    @Override
    public void close() {
        dialer.close();
        assertThat(outcomes).as("outcomes told").hasSizeLessThan(2);
    }
}
