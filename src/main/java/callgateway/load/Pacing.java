package callgateway.load;

import java.util.function.LongSupplier;

/**
 * When frames are due: frame {@code n} of call {@code i} at {@code origin + n * 20 ms + i * 20 ms / calls}. Nothing is ever
 * due later because something before it was late, so a stall shows as lateness and not as a lower rate.
 *
 * <p>For one thread.
 */
final class Pacing {
    static final long FRAME_NANOS = 20_000_000;

    /** Sends one frame. */
    @FunctionalInterface
    interface Sender {
        /** Sends the next frame of {@code call}, which is {@code lateNanos} after its time. */
        void send(int call, long lateNanos);
    }

    private final int calls;
    private final long originNanos;
    private long beat;

    Pacing(int calls, long originNanos) {
        if (calls < 1) {
            throw new IllegalArgumentException("calls: " + calls + " (expected: at least 1)");
        }
        this.calls = calls;
        this.originNanos = originNanos;
    }

    /** When the {@code beat}-th frame of all calls together is due; the first is 0. */
    long dueNanos(long theBeat) {
        return originNanos + theBeat / calls * FRAME_NANOS + theBeat % calls * FRAME_NANOS / calls;
    }

    /** Sends what is due by now, in order, and returns when the next frame is due. */
    long run(LongSupplier clock, Sender sender) {
        long now = clock.getAsLong();
        long due = dueNanos(beat);
        while (due - now <= 0) {
            sender.send((int) (beat % calls), clock.getAsLong() - due);
            due = dueNanos(++beat);
        }
        return due;
    }
}
