package callgateway.twilio;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** One 20 ms frame of one call: parsed from Twilio's message, and built into one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class MediaFrameBenchmark {
    private final TwilioReader reader = new TwilioReader();
    private final TwilioWriter writer = new TwilioWriter("MZ00000000000000000000000000000001");
    private final MediaFrame frame = new MediaFrame();
    private final byte[] audio = new byte[160];
    private final byte[] message;
    private final byte[] out = new byte[writer.maxMediaBytes(audio.length)];

    public MediaFrameBenchmark() {
        new Random(1).nextBytes(audio);
        String payload = Base64.getEncoder().encodeToString(audio);
        message = ("{\"event\":\"media\",\"sequenceNumber\":\"1234\",\"media\":{\"track\":\"inbound\",\"chunk\":\"1233\","
                        + "\"timestamp\":\"24660\",\"payload\":\"" + payload
                        + "\"},\"streamSid\":\"MZ00000000000000000000000000000001\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public boolean parse() {
        return reader.readMedia(message, 0, message.length, frame);
    }

    @Benchmark
    public TwilioMessage parseUnusual() throws BadMessage {
        return reader.read(message, 0, message.length);
    }

    @Benchmark
    public int build() {
        return writer.media(audio, 0, audio.length, out, 0);
    }

    /** Runs with the allocation profiler; arguments are patterns of benchmark names. */
    public static void main(String[] args) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.addProfiler("gc");
        options.include(args.length == 0 ? MediaFrameBenchmark.class.getName() : args[0]);
        new Runner(options.build()).run();
    }
}
