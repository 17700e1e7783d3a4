package callgateway.call.media;

import callgateway.audio.MuLaw;
import java.util.Arrays;
import java.util.Random;

/** Audio for tests: mu-law of which every byte can be told from the others, and its PCM. */
final class Speech {
    private static final byte NEGATIVE_ZERO = 0x7F;

    private Speech() {}

    /** Mu-law without the one byte that does not survive PCM, and without silence. */
    static byte[] random(Random random, int ms) {
        byte[] mulaw = new byte[8 * ms];
        random.nextBytes(mulaw);
        for (int i = 0; i < mulaw.length; i++) {
            if (mulaw[i] == NEGATIVE_ZERO || mulaw[i] == MuLaw.SILENCE) {
                mulaw[i] = 0x11;
            }
        }
        return mulaw;
    }

    /** The same byte all along. */
    static byte[] constant(int value, int ms) {
        byte[] mulaw = new byte[8 * ms];
        Arrays.fill(mulaw, (byte) value);
        return mulaw;
    }

    /** PCM16LE at 8 kHz. */
    static byte[] pcm(byte[] mulaw) {
        byte[] pcm = new byte[2 * mulaw.length];
        MuLaw.decode(mulaw, 0, mulaw.length, pcm, 0);
        return pcm;
    }

    /** PCM16LE noise of any rate, not too loud. */
    static byte[] noise(Random random, int samples) {
        byte[] pcm = new byte[2 * samples];
        for (int i = 0; i < samples; i++) {
            int sample = random.nextInt(20_000) - 10_000;
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }
}
