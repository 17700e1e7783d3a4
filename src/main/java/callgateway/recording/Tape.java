package callgateway.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream's recording, on its call's loop: what the caller said to the left, what the caller heard to the right, on one
 * axis of time. A second behind, whole frames go to the writer's ring; until then they can still be taken back, which a flush
 * does to what will not be heard, and a key to what was heard just before it.
 *
 * <pre>
 *   caller ─▶ left  ┐                                            ┌▶ TapeFile
 *                   ├ TapeWindow (1 s, and what is ahead) ─▶ TapeRing (bounded)
 *   agent ──▶ right ┘                     └ silence, pauses and what finds no room: only counted
 * </pre>
 *
 * Nothing here allocates for a frame, and nothing waits. Loop thread only.
 */
public final class Tape {
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int PER_MS = 8;
    private static final int BLOCK = TapeWindow.BLOCK_SAMPLES;
    private static final int BLOCK_MS = BLOCK / PER_MS;
    /** How long what has been heard can be taken back: keys are told of when they have been heard. */
    static final int BEHIND_MS = 1000;
    /** How long a disk may take nothing before it is not waited for any more. */
    private static final int GIVE_UP_MS = 30_000;

    private final TapeWindow window;
    private final TapeRing ring;
    private final TapePauses pauses = new TapePauses();
    private final CallerPlace callerPlace = new CallerPlace();
    private final TapeListener listener;
    private final RecordingMonitor monitor;
    private final long pauseOnKeys;
    private final long beganNanos;
    private long heardUntil;
    /** Blocks of silence that the writer does not know of yet. */
    private long silence;

    private int dropping;
    private long droppedMs;
    private long lateSamples;
    private boolean over;
    /** Set by the writer, when it can write no more. */
    private volatile @Nullable RecordingEnd failed;

    private volatile @Nullable Ended ended;

    /** What the writer is told at the end. */
    record Ended(RecordingEnd reason, List<PausedSpan> paused, long pausedMs, long droppedMs) {}

    Tape(TapeOrder order, TapeRing ring, TapeListener listener, RecordingMonitor monitor, long nowNanos) {
        this.ring = ring;
        this.listener = listener;
        this.monitor = monitor;
        this.pauseOnKeys = order.wanted().pauseOnKeys().toMillis() * PER_MS;
        this.beganNanos = nowNanos;
        // A batch of frames on top of the lead, and the frame that has begun.
        this.window = new TapeWindow((BEHIND_MS + order.maxLeadMs() + 200) / BLOCK_MS);
    }

    // -- sound

    /**
     * The caller said this.
     *
     * @param atMs when, by the carrier's clock
     */
    public void callerSaid(byte[] mulaw, int length, long atMs, long nowNanos) {
        long now = advance(nowNanos);
        if (over) {
            return;
        }
        long place = callerPlace.of(length, atMs, now);
        if (place >= 0 && !pauses.covers(place) && !pauses.covers(place + length - 1)) {
            late(window.put(LEFT, place, mulaw, 0, length));
        }
    }

    /** The caller is going to hear this, behind what was sent before. */
    public void callerHears(byte[] mulaw, int offset, int length, long nowNanos) {
        long now = advance(nowNanos);
        long place = Math.max(heardUntil, now);
        heardUntil = place + length;
        if (!over && !pauses.covers(place) && !pauses.covers(place + length - 1)) {
            window.put(RIGHT, place, mulaw, offset, length);
        }
    }

    /** The caller hears nothing more of what was sent. */
    public void cleared(long nowNanos) {
        long now = advance(nowNanos);
        heardUntil = now;
        pauses.noKeysAhead(now);
        if (!over) {
            window.erase(RIGHT, now);
        }
    }

    private void late(int samples) {
        if (samples > 0) {
            long before = lateSamples / PER_MS;
            lateSamples += samples;
            monitor.dropped(RecordingMonitor.Dropped.LATE, lateSamples / PER_MS - before);
        }
    }

    // -- pauses

    /** The caller has pressed a key, and was heard doing it. */
    public void keyPressed(long nowNanos) {
        long now = advance(nowNanos);
        keys(now, window.from(), now + pauseOnKeys);
    }

    /** The caller is asked for keys: as if one were pressed, until one is, but not for longer than this. */
    public void keysWanted(long nowNanos, long forMs) {
        long now = advance(nowNanos);
        keys(now, now, now + Math.max(pauseOnKeys, forMs * PER_MS));
    }

    /** The caller is going to hear keys, in so many milliseconds and for so many. */
    public void keysAhead(long nowNanos, long inMs, long ms) {
        long now = advance(nowNanos);
        keys(now, Math.max(now, now + (inMs - 200) * PER_MS), now + (inMs + ms) * PER_MS + pauseOnKeys);
    }

    private void keys(long now, long from, long until) {
        if (pauseOnKeys == 0 || over) {
            return;
        }
        pauses.keys(now, from, until);
        if (from <= now) {
            window.erase(LEFT, from);
            window.erase(RIGHT, from);
            note(now, from);
        }
    }

    /** Nothing is to be recorded from now on, or no longer. */
    public void pause(boolean on, long nowNanos) {
        long now = advance(nowNanos);
        if (over) {
            return;
        }
        pauses.operator(on, now);
        if (on) {
            window.erase(LEFT, now);
            window.erase(RIGHT, now);
        }
        note(now, now);
    }

    /** Why nothing is recorded at the moment; null when it is. */
    public TapeListener.@Nullable Pause paused(long nowNanos) {
        return pauses.at(position(nowNanos));
    }

    /** Whether anything can still be recorded. */
    public boolean isOver() {
        return over || failed != null;
    }

    private void note(long now, long from) {
        TapeListener.Pause why = pauses.at(now);
        if (why != null && !pauses.isOn()) {
            pauses.begins(Math.min(now, Math.max(0, from)), why);
            listener.paused(why);
        } else if (why == null && pauses.isOn()) {
            pauses.ends(now);
            listener.resumed();
        }
    }

    // -- on to the writer

    private long position(long nowNanos) {
        return (nowNanos - beganNanos) * PER_MS / 1_000_000;
    }

    /** Hands over what is a second old; returns the position of now. */
    private long advance(long nowNanos) {
        long now = position(nowNanos);
        if (over) {
            return now;
        }
        note(now, now);
        handOver(now / BLOCK - BEHIND_MS / BLOCK_MS);
        RecordingEnd why = failed;
        if (why != null) {
            end(nowNanos, why);
        } else if (dropping * BLOCK_MS > GIVE_UP_MS) {
            end(nowNanos, RecordingEnd.DISK_SLOW);
        }
        return now;
    }

    private void handOver(long until) {
        long last = Math.min(until, window.firstBlock() + window.blocks());
        while (window.firstBlock() < last) {
            if (window.firstSounds()) {
                handOverFirst();
            } else {
                silence++;
            }
            window.forgetFirst();
        }
        if (window.firstBlock() < until) {
            silence += until - window.firstBlock();
            window.skipTo(until);
        }
    }

    private void handOverFirst() {
        if (ring.offer(window.audio(), window.firstOffset(), silence)) {
            silence = 0;
            dropping = 0;
        } else {
            silence++;
            dropping++;
            droppedMs += BLOCK_MS;
            monitor.dropped(RecordingMonitor.Dropped.BACKLOG, BLOCK_MS);
        }
    }

    /** The stream is over. What the caller can no longer hear is not on the tape. */
    public void end(long nowNanos) {
        if (!over) {
            note(position(nowNanos), position(nowNanos));
            end(nowNanos, RecordingEnd.CALL_ENDED);
        }
    }

    private void end(long nowNanos, RecordingEnd reason) {
        over = true;
        long now = position(nowNanos);
        window.erase(RIGHT, now);
        handOver((now + BLOCK - 1) / BLOCK);
        pauses.ends(now);
        RecordingEnd why = failed;
        ended = new Ended(
                why == null ? reason : why, pauses.spans(), pauses.pausedMs(), droppedMs + lateSamples / PER_MS);
        ring.end(silence);
    }

    // -- the writer's side

    /** Nothing more can be written. The loop learns of it with the next frame. */
    void fail(RecordingEnd reason) {
        failed = reason;
    }

    TapeRing ring() {
        return ring;
    }

    /** Known once the ring has ended. */
    @Nullable
    Ended ended() {
        return ended;
    }
}
