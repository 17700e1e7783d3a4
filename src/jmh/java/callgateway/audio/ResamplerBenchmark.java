package callgateway.audio;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 20 ms of sound from one sample rate to another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResamplerBenchmark {
    @Param({"24000-8000", "16000-8000", "8000-16000", "8000-24000"})
    public String rates = "24000-8000";

    private Resampler resampler = Resampler.between(8000, 8000);
    private byte[] in = new byte[0];
    private byte[] out = new byte[0];

    @Setup
    public void randomSound() {
        int dash = rates.indexOf('-');
        int fromHz = Integer.parseInt(rates.substring(0, dash));
        int toHz = Integer.parseInt(rates.substring(dash + 1));
        resampler = Resampler.between(fromHz, toHz);
        in = new byte[2 * fromHz / 50];
        new Random(1).nextBytes(in);
        out = new byte[resampler.maxOutputBytes(in.length)];
    }

    @Benchmark
    public int resampleFrame() {
        return resampler.resample(in, 0, in.length, out, 0);
    }
}
