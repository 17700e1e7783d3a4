package callgateway.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What all calls together count; any thread. Times are microseconds; longer ones than a minute count as one. */
final class LoadTally {
    private static final long LONGEST_MICROS = 60_000_000;
    private static final int DIGITS = 3;

    private final Recorder latency = new Recorder(LONGEST_MICROS, DIGITS);
    private final Recorder lateness = new Recorder(LONGEST_MICROS, DIGITS);
    private final Recorder setup = new Recorder(LONGEST_MICROS, DIGITS);
    private final Recorder firstAudio = new Recorder(LONGEST_MICROS, DIGITS);
    private final LongAdder sent = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder open = new LongAdder();
    private final LongAdder heard = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private volatile long measuredFrom = Long.MAX_VALUE;
    private volatile long measuredTo = Long.MAX_VALUE;

    /** Frames sent from now on count as sent. */
    void measureFrom(long nowNanos) {
        measuredFrom = nowNanos;
    }

    /** Frames sent from now on do not count; those sent before still count as delivered when they come back. */
    void measureTo(long nowNanos) {
        measuredTo = nowNanos;
    }

    void frameSent(long nowNanos, boolean written) {
        if (isMeasured(nowNanos)) {
            sent.increment();
            if (!written) {
                unsent.increment();
            }
        }
    }

    void frameBack(long sentNanos, long nowNanos) {
        record(latency, nowNanos - sentNanos);
        if (isMeasured(sentNanos)) {
            delivered.increment();
        }
    }

    /** A frame came back that was not missing. */
    void frameRepeated() {
        repeated.increment();
    }

    void frameLate(long nanos) {
        record(lateness, nanos);
    }

    void callOpened(long setupNanos) {
        record(setup, setupNanos);
        open.increment();
    }

    void agentHeard(long sinceWebhookNanos) {
        record(firstAudio, sinceWebhookNanos);
        heard.increment();
    }

    /** A call did not come about. */
    void callFailed(String reason) {
        failed.increment();
        remark(reason);
    }

    /** Something is wrong that does not end a call. */
    void remark(String reason) {
        failures.computeIfAbsent(reason, key -> new LongAdder()).increment();
    }

    /** A call that was open is not any more, and not because we hung up. */
    void callLost(String reason) {
        open.decrement();
        lost.increment();
        remark(reason);
    }

    long open() {
        return open.sum();
    }

    /** Calls that have heard their agent. */
    long heard() {
        return heard.sum();
    }

    /** Calls that were never open, or are not any more. */
    long ended() {
        return failed.sum() + lost.sum();
    }

    long lost() {
        return lost.sum();
    }

    long sent() {
        return sent.sum();
    }

    long delivered() {
        return delivered.sum();
    }

    long unsent() {
        return unsent.sum();
    }

    long repeated() {
        return repeated.sum();
    }

    /** What went wrong with calls, and how often. */
    Map<String, Long> failures() {
        Map<String, Long> map = new TreeMap<>();
        failures.forEach((reason, count) -> map.put(reason, count.sum()));
        return map;
    }

    /** Added latency since the last call of this. */
    Histogram takeLatency() {
        return latency.getIntervalHistogram();
    }

    /** How late frames were sent since the last call of this. */
    Histogram takeLateness() {
        return lateness.getIntervalHistogram();
    }

    /** From webhook to open socket; asked once. */
    Spread setup() {
        return Spread.of(setup.getIntervalHistogram());
    }

    /** From webhook to the agent's first audio; asked once. */
    Spread firstAudio() {
        return Spread.of(firstAudio.getIntervalHistogram());
    }

    private boolean isMeasured(long nowNanos) {
        return nowNanos >= measuredFrom && nowNanos < measuredTo;
    }

    private static void record(Recorder recorder, long nanos) {
        recorder.recordValue(Math.min(Math.max(nanos, 0) / 1000, LONGEST_MICROS));
    }
}
