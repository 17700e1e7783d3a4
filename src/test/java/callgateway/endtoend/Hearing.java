package callgateway.endtoend;

import callgateway.audio.Goertzel;
import callgateway.audio.KeyDetector;
import callgateway.audio.Level;
import callgateway.audio.MuLaw;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A track of sound, judged in pieces of 20 ms: which tone is in which. Tones of scenarios have -12 dBFS. */
final class Hearing {
    private static final int PIECE_MS = 20;
    private static final double TONE_DBFS = -20;
    private static final double SOUND_DBFS = -45;

    private final byte[] pcm;
    private final int rateHz;
    private final int pieceSamples;

    private Hearing(byte[] pcm, int rateHz) {
        this.pcm = pcm;
        this.rateHz = rateHz;
        this.pieceSamples = rateHz / 1000 * PIECE_MS;
    }

    static Hearing of(byte[] pcmLe, int rateHz) {
        return new Hearing(pcmLe, rateHz);
    }

    static Hearing ofMuLaw(byte[] mu) {
        byte[] pcm = new byte[2 * mu.length];
        MuLaw.decode(mu, 0, mu.length, pcm, 0);
        return new Hearing(pcm, MuLaw.RATE_HZ);
    }

    /** For how long this tone is heard, ms. */
    int toneMs(int hz) {
        return toneMs(hz, 0);
    }

    /** For how long this tone is heard from a time on, ms. */
    int toneMs(int hz, double fromMs) {
        int pieces = 0;
        for (int piece = firstPiece(fromMs); piece < pieces(); piece++) {
            pieces += hasTone(piece, hz) ? 1 : 0;
        }
        return pieces * PIECE_MS;
    }

    /** These tones in the order in which they are heard; one that comes back is there again. */
    List<Integer> order(Collection<Integer> tones) {
        List<Integer> order = new ArrayList<>();
        for (int piece = 0; piece < pieces(); piece++) {
            for (int hz : tones) {
                boolean again = !order.isEmpty() && order.get(order.size() - 1) == hz;
                // Two pieces on end: the edge of a tone has a bit of everything in it.
                if (!again && piece + 1 < pieces() && hasTone(piece, hz) && hasTone(piece + 1, hz)) {
                    order.add(hz);
                }
            }
        }
        return order;
    }

    /** From the last of this tone to the next sound, ms, give or take a piece; to the end if there is none. */
    int quietAfterMs(int hz) {
        int last = pieces() - 1;
        while (last >= 0 && !hasTone(last, hz)) {
            last--;
        }
        // What is left of the tone's end is no sound of its own.
        int next = last + 2;
        while (next < pieces() && !isSound(next)) {
            next++;
        }
        return Math.max(0, next - last - 2) * PIECE_MS;
    }

    /** Telephone keys, in the order in which they are heard. */
    String keys() {
        byte[] mu = new byte[pcm.length / 2];
        MuLaw.encode(pcm, 0, mu.length, mu, 0);
        return KeyDetector.keys(mu);
    }

    /** For how long there is any sound from a time on, ms. */
    int soundMs(double fromMs) {
        int count = 0;
        for (int piece = firstPiece(fromMs); piece < pieces(); piece++) {
            count += isSound(piece) ? 1 : 0;
        }
        return count * PIECE_MS;
    }

    /** The longest silence between two sounds, ms. */
    int longestQuietMs() {
        int last = -1;
        int longest = 0;
        for (int piece = 0; piece < pieces(); piece++) {
            if (isSound(piece)) {
                longest = last < 0 ? 0 : Math.max(longest, piece - last - 1);
                last = piece;
            }
        }
        return longest * PIECE_MS;
    }

    private int pieces() {
        return pcm.length / 2 / pieceSamples;
    }

    private static int firstPiece(double fromMs) {
        return (int) Math.ceil(Math.max(0, fromMs) / PIECE_MS);
    }

    private boolean hasTone(int piece, int hz) {
        return isSound(piece)
                && new Goertzel(rateHz, hz)
                                .pcm(pcm, piece * pieceSamples * 2, pieceSamples)
                                .dbfs()
                        > TONE_DBFS;
    }

    private boolean isSound(int piece) {
        return Level.ofPcm(pcm, piece * pieceSamples * 2, pieceSamples) > SOUND_DBFS;
    }
}
