package callgateway.endtoend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a number has to be: {@code 3}, {@code none}, {@code ">= 1"}, {@code "<= 200ms"}, {@code "2.5s .. 3s"}. Times are in
 * milliseconds.
 */
record Range(String text, double least, double most) {
    private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|)");

    static Range of(String text) {
        String[] ends = text.split("\\.\\.", -1);
        if (ends.length == 2 && !ends[0].isEmpty()) {
            return new Range(text, number(ends[0], text), number(ends[1], text));
        }
        if (text.startsWith(">=")) {
            return new Range(text, number(text.substring(2), text), Double.POSITIVE_INFINITY);
        }
        if (text.startsWith("<=")) {
            return new Range(text, 0, number(text.substring(2), text));
        }
        double exactly = text.equals("none") ? 0 : number(text, text);
        return new Range(text, exactly, exactly);
    }

    boolean holds(double value) {
        return value >= least && value <= most;
    }

    /** As a person writes it. */
    static String shown(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(Math.round(value * 10) / 10.0);
    }

    @Override
    public String toString() {
        return text;
    }

    private static double number(String part, String whole) {
        Matcher number = NUMBER.matcher(part.strip());
        if (!number.matches()) {
            throw new IllegalArgumentException(
                    whole + " (expected: such as 3, none, \">= 1\", \"<= 200ms\" or \"2.5s .. 3s\")");
        }
        return Double.parseDouble(number.group(1)) * (number.group(2).equals("s") ? 1000 : 1);
    }
}
