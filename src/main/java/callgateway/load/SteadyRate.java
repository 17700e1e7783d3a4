package callgateway.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * So many a second: number {@code n} is due at {@code origin + n s / perSecond}, and never later because one before it was
 * late. What a stall holds up goes out at once when it is over, each with its own time.
 */
final class SteadyRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Sends one. */
    @FunctionalInterface
    interface Sender {
        /** Sends the one that was due at {@code dueNanos}. */
        void send(long dueNanos);
    }

    private final long originNanos;
    private final int perSecond;

    SteadyRate(long originNanos, int perSecond) {
        this.originNanos = originNanos;
        this.perSecond = perSecond;
    }

    /** When the {@code n}-th is due; the first is 0. */
    long dueNanos(long n) {
        return originNanos + n / perSecond * SECOND + n % perSecond * SECOND / perSecond;
    }

    /** Sends {@code count} of them, each when it is due, on this thread; fewer if it is interrupted. */
    void run(long count, LongSupplier clock, Sender sender) {
        for (long n = 0; n < count; n++) {
            long due = dueNanos(n);
            for (long wait = due - clock.getAsLong(); wait > 0; wait = due - clock.getAsLong()) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                LockSupport.parkNanos(wait);
            }
            sender.send(due);
        }
    }
}
