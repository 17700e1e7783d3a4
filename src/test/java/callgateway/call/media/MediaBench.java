package callgateway.call.media;

import callgateway.transport.LateCounts;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs media graphs in virtual time on the test's own thread: one actor system for a class, one graph at a time.
 *
 * <p>A class registers it as a static extension, then {@link #start}s a graph in each test.
 */
final class MediaBench implements AfterAllCallback, AfterEachCallback {
    static final int TICK_MS = 20;
    /** What starts streams does so on the thread of the test, too: a graph is running when its start returns. */
    private static final String DISPATCHERS = """
            %s { type = Dispatcher, throughput = 1, executor = "%s" }
            pekko.stream.materializer.dispatcher = pekko.test.calling-thread-dispatcher
            """.formatted(SteppedDispatcher.ID, SteppedDispatcher.class.getName());

    private final ActorSystem system;
    /** How late the paced audio of all graphs was. */
    final LateCounts late = new LateCounts();

    private long nowNanos;
    private Materializer materializer;
    private CallMedia media;
    private CallerLine caller;

    private MediaBench(String more) {
        system = ActorSystem.create(
                "media", ConfigFactory.parseString(DISPATCHERS + more).withFallback(ConfigFactory.load()));
        materializer = Materializer.createMaterializer(system);
        caller = new CallerLine(this::nowNanos);
        media = graph(MediaSettings.defaults());
    }

    static MediaBench create() {
        return new MediaBench("");
    }

    /** The graph does one single thing a task, so that something else can come between any two. */
    static MediaBench inSingleSteps() {
        return new MediaBench("pekko.stream.materializer.sync-processing-limit = 1");
    }

    /** A new graph; the clock starts anew, below zero, because a monotonic clock may. */
    CallMedia start(MediaSettings settings) {
        end();
        nowNanos = -Duration.ofSeconds(2).toNanos();
        materializer = Materializer.createMaterializer(system);
        caller = new CallerLine(this::nowNanos);
        media = graph(settings);
        SteppedDispatcher.settle();
        return media;
    }

    CallMedia start() {
        return start(MediaSettings.defaults());
    }

    private CallMedia graph(MediaSettings settings) {
        return CallMedia.start(
                materializer, SteppedDispatcher.ID, settings, caller, this::nowNanos, new MediaScratch(late));
    }

    /** Where the agent's audio of the present graph leaves. */
    CallerLine caller() {
        return caller;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Time passes, without a tick. */
    void wait(int ms) {
        nowNanos += ms * 1_000_000L;
    }

    /** Time passes in ticks. */
    void pass(int ms) {
        for (int passed = 0; passed < ms; passed += TICK_MS) {
            wait(TICK_MS);
            media.tick();
            SteppedDispatcher.settle();
        }
    }

    /** The agent says this in one piece. */
    void agentSays(byte[] pcm) {
        media.agentAudio(pcm, 0, pcm.length);
        SteppedDispatcher.settle();
    }

    /** The caller says this in one piece. */
    void callerSays(byte[] mulaw) {
        media.callerAudio(mulaw, 0, mulaw.length);
        SteppedDispatcher.settle();
    }

    private void end() {
        media.stop();
        SteppedDispatcher.settle();
        materializer.shutdown();
        SteppedDispatcher.settle();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        system.terminate();
    }
}
