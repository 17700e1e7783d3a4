package callgateway.call.media;

import callgateway.audio.MuLaw;
import org.jspecify.annotations.Nullable;

/**
 * Plays an interlude to the caller while nothing of the agent's is left to play. Its frames go out beside the graph, in
 * which there is nothing then, under the same bound on what waits at the carrier.
 *
 * <pre>
 *   off ──start──▶ waiting for the agent's words to end ──▶ sounding ──agent audio, stop, time──▶ off
 * </pre>
 */
final class InterludePlayer {
    private static final int FRAME_MS = 20;
    /** More than what is ever needed against a late tick only delays the agent. */
    private static final int MAX_LEAD_MS = 200;

    private static final int BATCH_FRAMES = 4;
    /** What the carrier has of an interlude may be heard out if it is no longer than this. */
    private static final int CLEAR_ABOVE_MS = 100;

    private final CallerAudioOut caller;
    private final PlayoutClock playout;
    private final MediaCounters counters;
    private final int maxLeadMs;
    private @Nullable Interlude playing;
    private boolean patient;
    private boolean sounding;
    private long frame;
    private long frames;

    InterludePlayer(MediaSettings settings, CallerAudioOut caller, PlayoutClock playout, MediaCounters counters) {
        this.maxLeadMs = (int) Math.min(MAX_LEAD_MS, settings.maxLead().toMillis());
        this.caller = caller;
        this.playout = playout;
        this.counters = counters;
    }

    /**
     * Plays this from its beginning instead of whatever was playing.
     *
     * @param atMostMs how long it may sound
     * @param untilHeard whether more of the words it waits for do not call it off
     */
    void start(Interlude what, long atMostMs, boolean untilHeard) {
        playing = what;
        patient = untilHeard;
        sounding = false;
        frame = 0;
        frames = atMostMs / FRAME_MS;
    }

    boolean isOn() {
        return playing != null;
    }

    boolean isSounding() {
        return playing != null && sounding;
    }

    /** Nothing more of it is sent. */
    void stop() {
        playing = null;
    }

    /** The agent says something. Whatever of the interlude would keep it waiting is taken back from the carrier. */
    void agentSpeaks(long nowNanos) {
        if (!sounding && patient) {
            return;
        }
        stop();
        if (playout.agentUnheardMs(nowNanos) == 0 && playout.leadMs(nowNanos) > CLEAR_ABOVE_MS) {
            playout.cleared(nowNanos);
            caller.clear();
            caller.flush();
        }
    }

    /** The carrier has been told to drop what it had, so much of this interlude, too: that is played again. */
    void lost(long ms) {
        frame = Math.max(0, frame - ms / FRAME_MS);
    }

    /** Sends what has become due. To be called only while nothing of the agent's is left in the graph. */
    void feed(long nowNanos) {
        Interlude what = playing;
        if (what == null || !caller.isWritable()) {
            return;
        }
        sounding = true;
        int due = (int) Math.max(0, (maxLeadMs - playout.leadMs(nowNanos)) / FRAME_MS);
        if (due < Math.min(BATCH_FRAMES, maxLeadMs / FRAME_MS / 2)) {
            return;
        }
        int sent = 0;
        while (sent < due) {
            byte[] source = frame < frames ? what.source(frame) : null;
            if (source == null) {
                stop();
                break;
            }
            caller.audio(source, what.offset(frame), MuLaw.FRAME_BYTES);
            frame++;
            sent++;
        }
        if (sent > 0) {
            caller.flush();
            counters.interludeFrames += sent;
            playout.sentOurs(nowNanos, (long) sent * FRAME_MS);
        }
    }
}
