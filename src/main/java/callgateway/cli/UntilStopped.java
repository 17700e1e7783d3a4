package callgateway.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for Ctrl-C or SIGTERM, and keeps the process alive until what a command has to say after that is said. */
final class UntilStopped implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch said = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop");

    /** From now on signals are heard, until it is closed. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** As a signal does, without the end of the process. */
    void stop() {
        stop.countDown();
    }

    /** Waits so long at the most; true if it was told to stop. */
    boolean await(Duration atMost) throws InterruptedException {
        return stop.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopAndWait() {
        stop();
        try {
            boolean inTime = said.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                System.err.println("stopped before everything was said");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is said. */
    @Override
    public void close() {
        said.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook has just been let go.
        }
    }
}
