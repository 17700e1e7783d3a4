package callgateway.simulator.caller;

import callgateway.audio.MuLaw;
import callgateway.simulator.Speech;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What the caller sends: 20 ms at a time, a line while there is one, else the faint noise of an open line. */
final class Mouth {
    static final int FRAME = MuLaw.FRAME_BYTES;
    private static final byte[] NOISE = noise();

    private @Nullable Speech line;
    private int said;
    private int firstSound;
    private int lastSound;
    private int noiseAt;

    void say(Speech speech) {
        line = speech;
        said = 0;
        byte[] mu = speech.mu();
        firstSound = 0;
        while (firstSound < mu.length - 1 && !Ear.isLoud(mu[firstSound])) {
            firstSound++;
        }
        lastSound = Math.max(0, mu.length - 1);
        while (lastSound > firstSound && !Ear.isLoud(mu[lastSound])) {
            lastSound--;
        }
    }

    /** The line that is being said; null when none is. */
    @Nullable
    Speech line() {
        return line;
    }

    /** Where in its line the first sound is; that of a silent line is its beginning. */
    int firstSound() {
        return firstSound;
    }

    int lastSound() {
        return lastSound;
    }

    /** Samples of the line said so far. */
    int said() {
        return said;
    }

    /** Fills the next frame; true when it has the end of the line in it. */
    boolean next(byte[] frame) {
        System.arraycopy(NOISE, noiseAt, frame, 0, FRAME);
        noiseAt = (noiseAt + FRAME) % NOISE.length;
        Speech saying = line;
        if (saying == null) {
            return false;
        }
        int count = Math.min(FRAME, saying.mu().length - said);
        System.arraycopy(saying.mu(), said, frame, 0, count);
        said += count;
        if (said < saying.mu().length) {
            return false;
        }
        line = null;
        return true;
    }

    /** About -66 dBFS: digital silence is what no telephone sends. */
    private static byte[] noise() {
        Random random = new Random(1);
        byte[] noise = new byte[50 * FRAME];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = MuLaw.encode(random.nextInt(49) - 24);
        }
        return noise;
    }
}
