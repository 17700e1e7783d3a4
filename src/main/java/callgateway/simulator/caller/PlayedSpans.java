package callgateway.simulator.caller;

import callgateway.simulator.caller.CallerResult.Span;
import java.util.ArrayList;
import java.util.List;

/** When a call's playback played, to the sample, bounded. Used under the lock of the stream that is live. */
final class PlayedSpans {
    private static final int MOST = 20_000;

    private final List<Span> spans = new ArrayList<>();
    private long from;
    private long to = -1;

    /** Samples come in order. */
    void played(long atSample, int samples) {
        if (to != atSample) {
            close();
            from = atSample;
        }
        to = atSample + samples;
    }

    /** All so far. */
    List<Span> all() {
        List<Span> all = new ArrayList<>(spans);
        if (to >= 0) {
            all.add(span());
        }
        return List.copyOf(all);
    }

    private void close() {
        if (to >= 0 && spans.size() < MOST) {
            spans.add(span());
        }
    }

    private Span span() {
        return new Span(Timeline.millis(from), Timeline.millis(to));
    }
}
