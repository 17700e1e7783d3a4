package callgateway.simulator.caller;

import callgateway.audio.AudioRing;
import callgateway.audio.MuLaw;
import java.util.ArrayDeque;

/**
 * Twilio's side of a bidirectional stream: media is queued without limit of rate and played in real time, a mark is
 * echoed when what was sent before it has been played (at once when nothing is queued), {@code clear} empties the queue
 * and echoes every mark, and what exceeds ten minutes is dropped (Twilio docs: media-streams/websocket-messages, error
 * 31931). What comes out is what the caller hears.
 *
 * <p>Time is in samples of the call's {@link Timeline} and only moves by {@link #advanceTo}; playing starts the moment
 * audio arrives at an empty queue. Belongs to one thread at a time.
 */
final class Playback {
    static final int MAX_QUEUED_BYTES = 10 * 60 * MuLaw.RATE_HZ;
    static final int MAX_MARKS = 10_000;
    static final long NEVER = Long.MAX_VALUE;

    /** Takes what is heard and which marks are due. */
    interface Listener {
        void heard(long atSample, byte[] mu, int off, int len);

        void mark(long atSample, String name);
    }

    private record Mark(String name, long afterBytes) {}

    private final Listener listener;
    private final AudioRing queue = new AudioRing(MAX_QUEUED_BYTES);
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private final byte[] played = new byte[1600];
    private long now;
    private long enqueued;
    private long gone;
    private long droppedBytes;
    private long ranDryAt = NEVER;
    private int longestQueueBytes;
    private int gaps;
    private long gapSamples;

    Playback(long startSample, Listener listener) {
        this.now = startSample;
        this.listener = listener;
    }

    /** Plays until {@code sample}; going back does nothing. */
    void advanceTo(long sample) {
        while (now < sample && !queue.isEmpty()) {
            play(sample);
        }
        now = Math.max(now, sample);
    }

    /** Audio that arrived now; returns how many bytes of it were dropped because ten minutes are queued already. */
    int media(byte[] mu, int off, int len) {
        if (queue.isEmpty() && len > 0) {
            countGap();
        }
        int dropped = queue.offerDroppingNewest(mu, off, len);
        enqueued += len - dropped;
        droppedBytes += dropped;
        longestQueueBytes = Math.max(longestQueueBytes, queue.size());
        return dropped;
    }

    /** A mark that arrived now; false when too many are outstanding and it is ignored. */
    boolean mark(String name) {
        if (queue.isEmpty()) {
            listener.mark(now, name);
            return true;
        }
        return marks.size() < MAX_MARKS && marks.add(new Mark(name, enqueued));
    }

    /** Forgets what is queued; returns how many samples that were. */
    int clear() {
        int discarded = queue.clear();
        gone += discarded;
        ranDryAt = NEVER;
        echoMarks();
        return discarded;
    }

    /** When the next mark will be due if nothing else happens; {@link #NEVER} without one. */
    long nextMarkSample() {
        Mark first = marks.peek();
        return first == null ? NEVER : now + (first.afterBytes - gone);
    }

    int queuedSamples() {
        return queue.size();
    }

    int longestQueueSamples() {
        return longestQueueBytes;
    }

    long droppedSamples() {
        return droppedBytes;
    }

    /** How often the queue ran dry for less than {@link #GAP_SAMPLES} amid speech, because audio came late. */
    int gaps() {
        return gaps;
    }

    long gapSamples() {
        return gapSamples;
    }

    private void play(long until) {
        int most = (int) Math.min(Math.min(until - now, played.length), untilNextMark());
        int count = queue.poll(played, 0, most);
        listener.heard(now, played, 0, count);
        now += count;
        gone += count;
        if (queue.isEmpty()) {
            ranDryAt = now;
        }
        echoMarks();
    }

    private long untilNextMark() {
        Mark first = marks.peek();
        return first == null ? NEVER : first.afterBytes - gone;
    }

    private void echoMarks() {
        for (Mark first = marks.peek(); first != null && first.afterBytes <= gone; first = marks.peek()) {
            marks.remove();
            listener.mark(now, first.name);
        }
    }

    /** A short dry spell is a gap within a reply; a longer one, the silence between two. */
    private void countGap() {
        if (ranDryAt != NEVER && now > ranDryAt && now - ranDryAt < GAP_SAMPLES) {
            gaps++;
            gapSamples += now - ranDryAt;
        }
    }

    static final long GAP_SAMPLES = Timeline.samples(200);
}
