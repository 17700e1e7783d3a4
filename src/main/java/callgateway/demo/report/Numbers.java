package callgateway.demo.report;

import java.util.Locale;

/** Figures for people. */
final class Numbers {
    private Numbers() {}

    /** Whole milliseconds without the unit; a dash for what did not happen. */
    static String plain(double ms) {
        return Double.isNaN(ms) ? "\u2013" : String.format(Locale.ROOT, "%.0f", ms);
    }

    static String ms(double ms) {
        return Double.isNaN(ms) ? "\u2013" : plain(ms) + "\u00a0ms";
    }

    static String seconds(double ms) {
        return String.format(Locale.ROOT, "%.1f seconds", ms / 1000);
    }

    /** Time into the call, such as 0:07.250. */
    static String clock(double ms) {
        long whole = Math.max(0, Math.round(ms));
        return String.format(Locale.ROOT, "%d:%02d.%03d", whole / 60_000, whole / 1000 % 60, whole % 1000);
    }
}
