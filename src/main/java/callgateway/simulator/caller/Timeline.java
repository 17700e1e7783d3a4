package callgateway.simulator.caller;

import callgateway.audio.MuLaw;

/** One call's time: nanoseconds of the monotonic clock as samples since the call began, 8 to a millisecond. */
record Timeline(long originNanos) {
    private static final long SAMPLES_PER_MILLI = MuLaw.RATE_HZ / 1000;
    private static final long NANOS_PER_SAMPLE = 1_000_000 / SAMPLES_PER_MILLI;

    /** The last sample whose time has come by {@code nanos}. */
    long sampleAt(long nanos) {
        return Math.floorDiv(nanos - originNanos, NANOS_PER_SAMPLE);
    }

    long nanosAt(long sample) {
        return originNanos + sample * NANOS_PER_SAMPLE;
    }

    static double millis(long samples) {
        return (double) samples / SAMPLES_PER_MILLI;
    }

    static long samples(long millis) {
        return millis * SAMPLES_PER_MILLI;
    }
}
