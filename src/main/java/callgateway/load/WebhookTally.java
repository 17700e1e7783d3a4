package callgateway.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/** What the webhooks of a run count; any thread. Times are microseconds; longer ones than a minute count as one. */
final class WebhookTally {
    private static final long LONGEST_MICROS = 60_000_000;
    private static final int DIGITS = 3;

    private final Recorder voice = new Recorder(LONGEST_MICROS, DIGITS);
    private final Recorder status = new Recorder(LONGEST_MICROS, DIGITS);
    private final Recorder lateness = new Recorder(LONGEST_MICROS, DIGITS);
    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder over = new LongAdder();
    private final Map<String, LongAdder> verbs = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    /** A call comes in. */
    void sent() {
        sent.increment();
    }

    /** The generator was so late with one that is measured. */
    void late(long nanos) {
        record(lateness, nanos);
    }

    /**
     * A call was answered.
     *
     * @param verb what the answer begins with
     */
    void answered(String verb) {
        answered.increment();
        verbs.computeIfAbsent(verb, key -> new LongAdder()).increment();
    }

    /** How long after its time a measured one was answered. */
    void voice(long nanos) {
        record(voice, nanos);
    }

    /** How long a measured status callback took. */
    void status(long nanos) {
        record(status, nanos);
    }

    void failed(String reason) {
        failures.computeIfAbsent(reason, key -> new LongAdder()).increment();
    }

    /** Nothing more will be sent or heard of a call. */
    void over() {
        over.increment();
    }

    long sentSoFar() {
        return sent.sum();
    }

    long answeredSoFar() {
        return answered.sum();
    }

    long overSoFar() {
        return over.sum();
    }

    long failedSoFar() {
        return failures.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Everything; asked once, at the end. */
    WebhookResult result(WebhookSettings settings, double ownCores) {
        return new WebhookResult(
                settings,
                sent.sum(),
                answered.sum(),
                counts(verbs),
                counts(failures),
                Spread.of(voice.getIntervalHistogram()),
                Spread.of(status.getIntervalHistogram()),
                Spread.of(lateness.getIntervalHistogram()),
                ownCores);
    }

    private static Map<String, Long> counts(Map<String, LongAdder> adders) {
        Map<String, Long> map = new TreeMap<>();
        adders.forEach((name, count) -> map.put(name, count.sum()));
        return map;
    }

    private static void record(Recorder recorder, long nanos) {
        recorder.recordValue(Math.min(Math.max(nanos, 0) / 1000, LONGEST_MICROS));
    }
}
