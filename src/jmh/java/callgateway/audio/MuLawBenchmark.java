package callgateway.audio;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One 20 ms frame through the codec, each way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MuLawBenchmark {
    private final byte[] pcm = new byte[2 * MuLaw.FRAME_BYTES];
    private final byte[] mu = new byte[MuLaw.FRAME_BYTES];

    @Setup
    public void randomSound() {
        Random random = new Random(1);
        random.nextBytes(pcm);
        random.nextBytes(mu);
    }

    @Benchmark
    public byte[] encodeFrame() {
        MuLaw.encode(pcm, 0, MuLaw.FRAME_BYTES, mu, 0);
        return mu;
    }

    @Benchmark
    public byte[] decodeFrame() {
        MuLaw.decode(mu, 0, MuLaw.FRAME_BYTES, pcm, 0);
        return pcm;
    }
}
