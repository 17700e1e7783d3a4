package callgateway.routing;

import java.util.regex.Pattern;

/**
 * What a pool lists under its numbers: one address that is called, or a beginning of many.
 *
 * @param start the whole address, or what it begins with; empty with {@code open} for every address
 * @param open whether anything may follow
 */
public record NumberPattern(String start, boolean open) {
    /** Every address. */
    public static final NumberPattern ANY = new NumberPattern("", true);

    private static final String STAR = "*";
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{3,15}");
    private static final Pattern NUMBER_START = Pattern.compile("\\+?[0-9]{1,15}");
    private static final Pattern ADDRESS = Pattern.compile("(sip|sips|client):[^\\s*]{1,250}");
    private static final Pattern ADDRESS_START = Pattern.compile("(sip|sips|client):[^\\s*]{0,250}");

    /** Refuses what no call could have been made to. */
    public NumberPattern {
        boolean sensible = open
                ? start.isEmpty()
                        || NUMBER_START.matcher(start).matches()
                        || ADDRESS_START.matcher(start).matches()
                : NUMBER.matcher(start).matches() || ADDRESS.matcher(start).matches();
        if (!sensible) {
            throw new IllegalArgumentException(
                    (open ? start + STAR : start)
                            + " (expected: a number such as +15550100, a beginning such as +1555*, sip:user@host, client:name or *)");
        }
    }

    /**
     * Reads one as an operator writes it: {@code +15550100}, {@code +1555*} or {@code *}.
     *
     * @throws IllegalArgumentException with a line for the operator
     */
    public static NumberPattern parse(String written) {
        String text = written.strip();
        return text.endsWith(STAR)
                ? new NumberPattern(text.substring(0, text.length() - 1), true)
                : new NumberPattern(text, false);
    }

    boolean matches(String to) {
        return open ? to.startsWith(start) : to.equals(start);
    }

    /** As an operator writes it. */
    @Override
    public String toString() {
        return open ? start + STAR : start;
    }
}
