package callgateway.recording;

import callgateway.audio.MuLaw;
import java.util.Arrays;

/**
 * The part of a tape that may still change: the latest second, and what the caller is going to hear. Both channels, side by
 * side, mu-law; silence where nothing was put. Positions are samples since the tape's beginning. Belongs to the call's loop.
 */
final class TapeWindow {
    /** One frame of each channel. */
    static final int BLOCK_SAMPLES = MuLaw.FRAME_BYTES;

    static final int BLOCK_BYTES = 2 * BLOCK_SAMPLES;

    private final int blocks;
    private final byte[] audio;
    private final boolean[] sounds;
    /** The first block that has not been taken. */
    private long first;

    /** @param blocks how much it holds */
    TapeWindow(int blocks) {
        this.blocks = blocks;
        this.audio = new byte[blocks * BLOCK_BYTES];
        this.sounds = new boolean[blocks];
        Arrays.fill(audio, MuLaw.SILENCE);
    }

    /** The first position that can still be changed. */
    long from() {
        return first * BLOCK_SAMPLES;
    }

    /** The first position that is too far ahead. */
    long to() {
        return (first + blocks) * BLOCK_SAMPLES;
    }

    /**
     * Puts this there.
     *
     * @param channel 0 for left, 1 for right
     * @return how many samples were outside
     */
    int put(int channel, long position, byte[] mulaw, int offset, int length) {
        int skipped = (int) Math.max(0, Math.min(length, from() - position));
        int end = (int) Math.max(skipped, Math.min(length, to() - position));
        if (skipped < end) {
            int at = index(position + skipped) + channel;
            for (int i = skipped; i < end; i++) {
                audio[at] = mulaw[offset + i];
                at += 2;
                if (at >= audio.length) {
                    at -= audio.length;
                }
            }
            long last = (position + end - 1) / BLOCK_SAMPLES;
            for (long block = (position + skipped) / BLOCK_SAMPLES; block <= last; block++) {
                sounds[(int) (block % blocks)] = true;
            }
        }
        return skipped + length - end;
    }

    /** Makes the channel silent from this position on. */
    void erase(int channel, long from) {
        for (long at = Math.max(from, from()); at < to(); at++) {
            audio[index(at) + channel] = MuLaw.SILENCE;
        }
    }

    private int index(long position) {
        return 2 * (int) (position % ((long) blocks * BLOCK_SAMPLES));
    }

    long firstBlock() {
        return first;
    }

    int blocks() {
        return blocks;
    }

    /** Whether anything was put into the first block. */
    boolean firstSounds() {
        return sounds[(int) (first % blocks)];
    }

    byte[] audio() {
        return audio;
    }

    /** Where the first block begins in {@link #audio}. */
    int firstOffset() {
        return (int) (first % blocks) * BLOCK_BYTES;
    }

    /** The first block has been taken; another one, silent, is behind the last. */
    void forgetFirst() {
        int slot = (int) (first % blocks);
        if (sounds[slot]) {
            sounds[slot] = false;
            Arrays.fill(audio, slot * BLOCK_BYTES, (slot + 1) * BLOCK_BYTES, MuLaw.SILENCE);
        }
        first++;
    }

    /** Goes on from that block; there must be nothing in the window. */
    void skipTo(long block) {
        first = block;
    }
}
