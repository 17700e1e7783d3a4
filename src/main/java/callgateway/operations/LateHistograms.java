package callgateway.operations;

import callgateway.transport.LateCounts;
import callgateway.transport.Loop;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Function;

/** A histogram that the loops count themselves, without a meter in between, and that is only made when somebody asks. */
final class LateHistograms implements Collector {
    private static final double MS_PER_SECOND = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final String name;
    private final String help;
    private final List<Loop> loops;
    private final Function<Loop, LateCounts> counts;

    private LateHistograms(String name, String help, List<Loop> loops, Function<Loop, LateCounts> counts) {
        this.name = name;
        this.help = help;
        this.loops = loops;
        this.counts = counts;
    }

    /** Shows how late each loop's ticks, and the audio it paces, have been. */
    static void show(PrometheusRegistry registry, List<Loop> loops) {
        registry.register(new LateHistograms(
                "gateway_loop_lag_seconds",
                "How late an event loop's ticks ran; there are 50 a second while it has calls",
                loops,
                Loop::tickLag));
        registry.register(new LateHistograms(
                "gateway_pacing_lateness_seconds",
                "How late agent audio left for the carrier that was held for its time",
                loops,
                Loop::mediaLag));
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder all = HistogramSnapshot.builder().name(name).help(help);
        for (Loop loop : loops) {
            all.dataPoint(point(loop));
        }
        return all.build();
    }

    private HistogramDataPointSnapshot point(Loop loop) {
        LateCounts late = counts.apply(loop);
        long[] bounds = LateCounts.boundsMs();
        long[] seen = late.counts();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < bounds.length; i++) {
            buckets.bucket(bounds[i] / MS_PER_SECOND, seen[i]);
        }
        buckets.bucket(Double.POSITIVE_INFINITY, seen[bounds.length]);
        return HistogramDataPointSnapshot.builder()
                .labels(Labels.of("loop", loop.dispatcher()))
                .classicHistogramBuckets(buckets.build())
                .sum(late.sumNanos() / NANOS_PER_SECOND)
                .build();
    }
}
