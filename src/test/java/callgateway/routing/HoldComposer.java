package callgateway.routing;

import callgateway.audio.MuLaw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Composes the hold piece: four soft chords of 1.8 s, each as an arpeggio over a low drone. It begins and ends in silence, so that
 * it can be repeated, and be broken off between two rounds, without a click. {@code bench/make-hold.sh} runs it.
 */
final class HoldComposer {
    private static final int RATE_HZ = MuLaw.RATE_HZ;
    private static final double CHORD_SECONDS = 1.8;
    private static final double NOTE_SECONDS = 0.3;
    private static final double LEVEL_DBFS = -24;
    private static final double FADE_IN_SECONDS = 0.05;
    private static final double FADE_OUT_SECONDS = 0.8;

    /** Semitones above A3 (220 Hz), low to high: C major 7, A minor 7, F major 7, G 6. */
    private static final int[][] CHORDS = {{3, 7, 10, 14}, {0, 3, 7, 10}, {-4, 3, 8, 12}, {-2, 5, 7, 10}};

    private static final int[] ORDER = {0, 1, 2, 3, 2, 1};

    private HoldComposer() {}

    public static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), wav());
    }

    /** The whole file. The same on every machine: strict arithmetic throughout. */
    static byte[] wav() {
        double[] mix = new double[(int) Math.round(CHORDS.length * CHORD_SECONDS * RATE_HZ)];
        for (int chord = 0; chord < CHORDS.length; chord++) {
            double start = chord * CHORD_SECONDS;
            drone(mix, start, CHORDS[chord][0]);
            for (int note = 0; note < ORDER.length; note++) {
                pluck(mix, start + note * NOTE_SECONDS, CHORDS[chord][ORDER[note]]);
            }
        }
        fade(mix);
        return file(muLaw(mix));
    }

    /** Swells and dies away over the chord. */
    private static void drone(double[] mix, double start, int semitone) {
        double hz = hz(semitone);
        for (int i = 0; i < CHORD_SECONDS * RATE_HZ; i++) {
            double t = (double) i / RATE_HZ;
            double swell = StrictMath.sin(Math.PI * t / CHORD_SECONDS);
            add(mix, start, i, 0.35 * swell * swell * sine(hz, t));
        }
    }

    /** A mellow string: a soft start, a long end, and its octave a little. */
    private static void pluck(double[] mix, double start, int semitone) {
        double hz = hz(semitone);
        for (int i = 0; i < 1.5 * RATE_HZ; i++) {
            double t = (double) i / RATE_HZ;
            double envelope = Math.min(1, t / 0.02) * StrictMath.exp(-t / 0.35);
            add(mix, start, i, envelope * (sine(hz, t) + 0.25 * StrictMath.exp(-t / 0.15) * sine(2 * hz, t)));
        }
    }

    private static void add(double[] mix, double start, int offset, double value) {
        int at = (int) Math.round(start * RATE_HZ) + offset;
        if (at < mix.length) {
            mix[at] += value;
        }
    }

    private static void fade(double[] mix) {
        for (int i = 0; i < mix.length; i++) {
            double in = Math.min(1, i / (FADE_IN_SECONDS * RATE_HZ));
            double out = Math.min(1, (mix.length - 1 - i) / (FADE_OUT_SECONDS * RATE_HZ));
            mix[i] *= in * out * out;
        }
    }

    private static byte[] muLaw(double[] mix) {
        double energy = 0;
        for (double value : mix) {
            energy += value * value;
        }
        double gain = 32768 * StrictMath.pow(10, LEVEL_DBFS / 20) / StrictMath.sqrt(energy / mix.length);
        byte[] codes = new byte[mix.length];
        for (int i = 0; i < mix.length; i++) {
            codes[i] = MuLaw.encode((int) Math.round(gain * mix[i]));
        }
        return codes;
    }

    private static byte[] file(byte[] codes) {
        return ByteBuffer.allocate(58 + codes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(50 + codes.length)
                .put(ascii("WAVEfmt "))
                .putInt(18)
                .putShort((short) 7)
                .putShort((short) 1)
                .putInt(RATE_HZ)
                .putInt(RATE_HZ)
                .putShort((short) 1)
                .putShort((short) 8)
                .putShort((short) 0)
                .put(ascii("fact"))
                .putInt(4)
                .putInt(codes.length)
                .put(ascii("data"))
                .putInt(codes.length)
                .put(codes)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static double hz(int semitone) {
        return 220 * StrictMath.pow(2, semitone / 12.0);
    }

    private static double sine(double hz, double seconds) {
        return StrictMath.sin(2 * Math.PI * hz * seconds);
    }
}
