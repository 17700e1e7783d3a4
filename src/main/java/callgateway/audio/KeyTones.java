package callgateway.audio;

import java.util.Arrays;
import java.util.Locale;

/**
 * What telephone keys sound like, for a line on which keys can only be heard (ITU-T Q.23), as mu-law.
 *
 * <p>A key is {@value #ON_MS} ms of sound and {@value #OFF_MS} ms of silence; receivers ask for 40 ms of each, slow ones
 * for 65. The low tone has -8.5 dBm0 and the high tone, which lines damp more, -6.5 dBm0: inside what the receivers of
 * every country that ITU-T Q.24 lists accept, in level and in difference. Each begins and ends along half a cosine, so
 * that nothing clicks.
 *
 * <p>Safe from any thread.
 */
public final class KeyTones {
    static final int ON_MS = 100;
    static final int OFF_MS = 100;
    static final double LOW_DBM0 = -8.5;
    static final double HIGH_DBM0 = -6.5;
    /** A sine of 0 dBm0 on the scale of {@link Level}: mu-law is full at +3.17 dBm0 (ITU-T G.711). */
    static final double DBFS_AT_0_DBM0 = -6.22;

    private static final int SAMPLES_PER_MS = MuLaw.RATE_HZ / 1000;
    private static final int EDGE_SAMPLES = 5 * SAMPLES_PER_MS;
    private static final int SHORT_PAUSE_MS = 500;
    private static final int LONG_PAUSE_MS = 1000;
    /** As a modem waits for a comma unless told otherwise (ITU-T V.250, S8). */
    private static final int COMMA_MS = 2000;

    private static final byte[][] SOUNDS = sounds();

    private KeyTones() {}

    /** Whether all of it are keys, {@code 0-9 * # A-D} in either case, or pauses: {@code w}, {@code W}, comma. */
    public static boolean arePlayable(String keys) {
        return keys.chars().allMatch(key -> pauseMs((char) key) > 0 || index((char) key) >= 0);
    }

    /** Whether it makes a sound: a key, and no pause. */
    public static boolean isKey(char key) {
        return index(key) >= 0;
    }

    /**
     * How long these keys take, ms: {@code w} is a pause of 500 ms, {@code W} of 1000 ms, a comma of 2000 ms.
     *
     * @throws IllegalArgumentException if they are not {@linkplain #arePlayable playable}
     */
    public static int lengthMs(String keys) {
        int ms = 0;
        for (int i = 0; i < keys.length(); i++) {
            ms += lengthMs(keys.charAt(i));
        }
        return ms;
    }

    /**
     * These keys one after the other.
     *
     * @throws IllegalArgumentException if they are not {@linkplain #arePlayable playable}
     */
    public static byte[] muLaw(String keys) {
        byte[] sound = new byte[lengthMs(keys) * SAMPLES_PER_MS];
        Arrays.fill(sound, MuLaw.SILENCE);
        int at = 0;
        for (int i = 0; i < keys.length(); i++) {
            char key = keys.charAt(i);
            if (pauseMs(key) == 0) {
                byte[] one = SOUNDS[index(key)];
                System.arraycopy(one, 0, sound, at, one.length);
            }
            at += lengthMs(key) * SAMPLES_PER_MS;
        }
        return sound;
    }

    private static int lengthMs(char key) {
        int pause = pauseMs(key);
        if (pause == 0 && index(key) < 0) {
            // Keys are somebody's secret as a rule; one that is none may still be a slip in it.
            throw new IllegalArgumentException("a key that is none (expected: " + Tones.DTMF_KEYS + " w W ,)");
        }
        return pause > 0 ? pause : ON_MS + OFF_MS;
    }

    private static int pauseMs(char key) {
        return switch (key) {
            case 'w' -> SHORT_PAUSE_MS;
            case 'W' -> LONG_PAUSE_MS;
            case ',' -> COMMA_MS;
            default -> 0;
        };
    }

    private static int index(char key) {
        return Tones.DTMF_KEYS.indexOf(
                key >= 'a' ? String.valueOf(key).toUpperCase(Locale.ROOT).charAt(0) : key);
    }

    private static byte[][] sounds() {
        byte[][] sounds = new byte[Tones.DTMF_KEYS.length()][];
        for (int i = 0; i < sounds.length; i++) {
            char key = Tones.DTMF_KEYS.charAt(i);
            sounds[i] = sound(Tones.dtmfLowHz(key), Tones.dtmfHighHz(key));
        }
        return sounds;
    }

    private static byte[] sound(int lowHz, int highHz) {
        byte[] mu = new byte[ON_MS * SAMPLES_PER_MS];
        double low = peak(LOW_DBM0);
        double high = peak(HIGH_DBM0);
        for (int i = 0; i < mu.length; i++) {
            double seconds = (double) i / MuLaw.RATE_HZ;
            double sample =
                    low * Math.sin(2 * Math.PI * lowHz * seconds) + high * Math.sin(2 * Math.PI * highHz * seconds);
            mu[i] = MuLaw.encode(Pcm.clip(sample * edge(Math.min(i, mu.length - 1 - i))));
        }
        return mu;
    }

    private static double peak(double dbm0) {
        return Math.sqrt(2) * Level.rms(dbm0 + DBFS_AT_0_DBM0);
    }

    /** What is let through so many samples from the nearer end. */
    private static double edge(int samples) {
        return samples >= EDGE_SAMPLES ? 1 : (1 - Math.cos(Math.PI * (samples + 0.5) / EDGE_SAMPLES)) / 2;
    }
}
