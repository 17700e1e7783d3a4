package callgateway.call.media;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to look whether the caller speaks: once for each frame of 20 ms. Must allocate nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TurnMeterBenchmark {
    private final byte[] frame = new byte[160];
    private final TurnMeter meter = new TurnMeter(new PlayoutClock(), latency -> {});
    private long now;

    /** A frame of noise. */
    public TurnMeterBenchmark() {
        new Random(1).nextBytes(frame);
    }

    /** A frame comes. */
    @Benchmark
    public long frame() {
        now += 20_000_000;
        meter.callerSends(frame, 0, frame.length, now);
        return now;
    }
}
