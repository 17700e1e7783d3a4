package callgateway.load;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results to say something about. */
final class Results {
    static final LoadSettings SETTINGS = new LoadSettings(
            URI.create("http://127.0.0.1:8080/voice"), "gw.example", "secret-token", 5, 50, 0, 2, 0, 0, null);
    private static final Spread NONE = new Spread(0, 0, 0, 0, 0, 0);

    private Results() {}

    static LoadResult with(long lateP99Micros, double busyShare, LoadResult.@Nullable GatewayUse gateway) {
        Spread latency = new Spread(500, 900, 1500, 7200, 12_000, 30_000);
        return new LoadResult(
                SETTINGS,
                5,
                1,
                Map.of("closed by the gateway: 1006", 1L),
                48.5,
                new Spread(5, 4000, 5000, 6000, 6000, 6000),
                latency,
                500,
                2,
                499,
                1,
                latency,
                new Spread(500, 100, 400, lateP99Micros, lateP99Micros, lateP99Micros),
                0.31,
                new OwnThreads.Busy("load-pacer", busyShare),
                gateway,
                List.of(
                        new LoadSecond(1, LoadSecond.Phase.WARMING, 5, NONE, -1, 0, 0.5),
                        new LoadSecond(2, LoadSecond.Phase.MEASURING, 5, latency, -1, 0, 0.25)));
    }
}
