package callgateway.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result in words. */
public final class LoadText {
    private LoadText() {}

    /** A line for each thing that was measured. */
    public static List<String> lines(LoadResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(calls(result));
        result.failures().forEach((reason, count) -> lines.add("          " + count + " x " + reason));
        if (result.setup().count() > 0) {
            lines.add("setup     webhook to stream: " + result.setup());
            lines.add("          webhook to agent's first audio: " + result.firstAudio());
        }
        lines.add(audio(result));
        lines.add("latency   added to a frame, caller to agent to caller: " + result.latency());
        LoadResult.GatewayUse gateway = result.gateway();
        if (gateway != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "gateway   %.0f calls per core: %.2f cores, %.2f CPU ms per call-second, RSS %d MB",
                    gateway.callsPerCore(),
                    gateway.cores(),
                    gateway.cpuMillisPerCallSecond(),
                    gateway.rssBytes() / 1_000_000));
        }
        lines.add(generator(result));
        if (result.generatorWasBottleneck()) {
            lines.add("the generator was the bottleneck, figures void: give it a machine of its own, or fewer calls");
        }
        return lines;
    }

    private static String calls(LoadResult result) {
        return String.format(
                Locale.ROOT,
                "calls     %d of %d open, %d lost; set up at %.0f calls/s",
                result.open(),
                result.settings().calls(),
                result.lost(),
                result.setupRate());
    }

    private static String audio(LoadResult result) {
        String more = (result.unsent() > 0 ? ", " + result.unsent() + " not taken by the gateway" : "")
                + (result.repeated() > 0 ? ", " + result.repeated() + " repeated or hopelessly late" : "");
        return String.format(
                Locale.ROOT,
                "audio     %.4f delivered: %d of %d frames%s",
                result.deliveredShare(),
                result.delivered(),
                result.sent(),
                more);
    }

    private static String generator(LoadResult result) {
        return String.format(
                Locale.ROOT,
                "generator sent its frames late by p50 %s, p99 %s (bound %s); %.2f cores, its busiest thread (%s) %.0f %%",
                Spread.millis(result.lateness().p50()),
                Spread.millis(result.lateness().p99()),
                Spread.millis(LoadResult.MOST_LATE_MICROS),
                result.ownCores(),
                result.busiest().name(),
                result.busiest().share() * 100);
    }
}
