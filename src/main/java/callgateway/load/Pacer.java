package callgateway.load;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The thread that sends every call's frames when they are due. */
final class Pacer implements AutoCloseable {
    /** Wakes at most this often: what is due in between goes out together, later by no more than this. */
    private static final long LEAST_WAIT_NANOS = 500_000;

    private final Thread thread;
    private volatile boolean closed;

    private Pacer(Pacing pacing, LongSupplier clock, Pacing.Sender sender) {
        thread = new Thread(() -> run(pacing, clock, sender), OwnThreads.PREFIX + "pacer");
        thread.setDaemon(true);
    }

    static Pacer start(Pacing pacing, LongSupplier clock, Pacing.Sender sender) {
        Pacer pacer = new Pacer(pacing, clock, sender);
        pacer.thread.start();
        return pacer;
    }

    private void run(Pacing pacing, LongSupplier clock, Pacing.Sender sender) {
        while (!closed) {
            long wait = pacing.run(clock, sender) - clock.getAsLong();
            LockSupport.parkNanos(Math.max(wait, LEAST_WAIT_NANOS));
        }
    }

    /** Sends nothing more; the thread has ended unless the caller is interrupted. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
