package callgateway.load;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured.
 *
 * @param open calls with a stream when measuring ended
 * @param lost calls that had one and lost it
 * @param failures what went wrong with calls, and how often
 * @param setupRate calls per second, from the first webhook until the last call heard its agent
 * @param setup from webhook to open stream
 * @param firstAudio from webhook to the agent's first audio
 * @param sent frames sent while measuring
 * @param unsent of those, how many this generator could not write, because the gateway reads too slowly
 * @param delivered of those, how many came back
 * @param repeated frames that came back more than once, or more than 20 s late
 * @param latency what the gateway and the agent service added to a frame, there and back
 * @param lateness how late this generator sent its frames
 * @param ownCores cores that this process kept busy, with the built-in agent service if it runs here
 * @param busiest the busiest of its threads
 * @param gateway what the gateway used; null when it is not watched
 * @param seconds the run second by second
 */
public record LoadResult(
        LoadSettings settings,
        long open,
        long lost,
        Map<String, Long> failures,
        double setupRate,
        Spread setup,
        Spread firstAudio,
        long sent,
        long unsent,
        long delivered,
        long repeated,
        Spread latency,
        Spread lateness,
        double ownCores,
        OwnThreads.Busy busiest,
        @Nullable GatewayUse gateway,
        List<LoadSecond> seconds) {
    /** Frames may be sent this late, at the 99th percentile; later, and the figures say more of this machine. */
    public static final long MOST_LATE_MICROS = 10_000;
    /** A thread may be busy this share of the time. */
    static final double MOST_BUSY = 0.9;

    /**
     * What the gateway's process used while measuring.
     *
     * @param cpuMillisPerCallSecond CPU time for one second of one call
     * @param rssBytes its memory at the end
     */
    record GatewayUse(double cores, double cpuMillisPerCallSecond, long rssBytes) {
        double callsPerCore() {
            return cpuMillisPerCallSecond > 0 ? 1000 / cpuMillisPerCallSecond : 0;
        }
    }

    public LoadResult {
        failures = Map.copyOf(failures);
        seconds = List.copyOf(seconds);
    }

    /** Whether this generator could not keep up, so that nothing here says anything about the gateway. */
    public boolean generatorWasBottleneck() {
        return lateness.p99() > MOST_LATE_MICROS || busiest.share() > MOST_BUSY;
    }

    /** Share of the frames that came back. */
    public double deliveredShare() {
        return sent == 0 ? 0 : delivered / (double) sent;
    }
}
