package callgateway.audio;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears telephone keys as an exchange does (after ITU-T Q.24): both tones loud enough, neither much louder than the other,
 * hardly anything else, for 40 ms at least.
 */
public final class KeyDetector {
    private static final int[] ROWS = {697, 770, 852, 941};
    private static final int[] COLUMNS = {1209, 1336, 1477, 1633};
    /** 26 ms: long enough for the frequencies to be told apart, shorter than any key. */
    private static final int WINDOW = 205;

    private static final int HOP = 40;
    private static final double LEAST_DBFS = -25 + KeyTones.DBFS_AT_0_DBM0;
    private static final double HIGH_LOUDER_BY = 4;
    private static final double LOW_LOUDER_BY = 8;
    private static final double LEAST_SHARE = 0.8;
    private static final int LEAST_MS = 40;

    private KeyDetector() {}

    /** A key that was heard. */
    public record Press(char key, int fromMs, int lengthMs, double lowDbfs, double highDbfs) {}

    /** The keys in a piece of mu-law, one after the other. */
    public static String keys(byte[] mulaw) {
        StringBuilder keys = new StringBuilder();
        presses(mulaw).forEach(press -> keys.append(press.key));
        return keys.toString();
    }

    public static List<Press> presses(byte[] mulaw) {
        List<Press> presses = new ArrayList<>();
        char sounding = 0;
        int first = 0;
        int windows = 0;
        double low = -120;
        double high = -120;
        for (int at = 0; at <= mulaw.length; at += HOP) {
            Press heard = at + WINDOW <= mulaw.length ? window(mulaw, at) : null;
            char key = heard == null ? 0 : heard.key;
            if (key != sounding) {
                // Windows that reach over both edges are no hits, or few.
                int ms = (windows * HOP + WINDOW / 2) / 8;
                if (sounding != 0 && ms >= LEAST_MS) {
                    presses.add(new Press(sounding, first / 8, ms, low, high));
                }
                sounding = key;
                first = at;
                windows = 0;
                low = -120;
                high = -120;
            }
            if (heard != null) {
                windows++;
                low = Math.max(low, heard.lowDbfs);
                high = Math.max(high, heard.highDbfs);
            }
        }
        return presses;
    }

    private static @Nullable Press window(byte[] mulaw, int at) {
        double[] rows = levels(ROWS, mulaw, at);
        double[] columns = levels(COLUMNS, mulaw, at);
        int row = loudest(rows);
        int column = loudest(columns);
        double twist = columns[column] - rows[row];
        double power = power(rows[row]) + power(columns[column]);
        boolean isKey = rows[row] >= LEAST_DBFS
                && columns[column] >= LEAST_DBFS
                && twist <= HIGH_LOUDER_BY
                && twist >= -LOW_LOUDER_BY
                && power >= LEAST_SHARE * power(Level.ofMuLaw(mulaw, at, WINDOW));
        return isKey
                ? new Press(Tones.DTMF_KEYS.charAt(4 * row + column), at / 8, 0, rows[row], columns[column])
                : null;
    }

    private static double[] levels(int[] frequencies, byte[] mulaw, int at) {
        double[] levels = new double[frequencies.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = new Goertzel(MuLaw.RATE_HZ, frequencies[i])
                    .muLaw(mulaw, at, WINDOW)
                    .dbfs();
        }
        return levels;
    }

    private static int loudest(double[] levels) {
        int loudest = 0;
        for (int i = 1; i < levels.length; i++) {
            loudest = levels[i] > levels[loudest] ? i : loudest;
        }
        return loudest;
    }

    private static double power(double dbfs) {
        return Math.pow(10, dbfs / 10);
    }
}
