package callgateway.twilio;

/**
 * Twilio's identifiers, checked only as far as makes them safe in keys, paths and logs.
 *
 * <p>Documented as a prefix and 32 hexadecimal digits; accepted are the prefix and 1 to 62 ASCII letters or digits, since
 * Twilio asks not to rely on more.
 */
public enum Sid {
    CALL("CA"),
    STREAM("MZ"),
    ACCOUNT("AC");

    private static final int MAX_CHARS = 64;

    private final String prefix;

    Sid(String prefix) {
        this.prefix = prefix;
    }

    public static boolean isCallSid(String text) {
        return CALL.matches(text);
    }

    public static boolean isStreamSid(String text) {
        return STREAM.matches(text);
    }

    public static boolean isAccountSid(String text) {
        return ACCOUNT.matches(text);
    }

    public boolean matches(String text) {
        if (text.length() <= prefix.length() || text.length() > MAX_CHARS || !text.startsWith(prefix)) {
            return false;
        }
        for (int i = prefix.length(); i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
                return false;
            }
        }
        return true;
    }

    /** What is accepted, in words. */
    String description() {
        return prefix + " and 1 to " + (MAX_CHARS - prefix.length()) + " letters or digits";
    }
}
