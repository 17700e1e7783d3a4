package callgateway.twilio;

/**
 * Input that breaks the protocol: why, for a counter, and in one line for a log.
 *
 * <p>An ordinary outcome of reading what strangers send, hence checked and without a stack trace. The message names the
 * offending field and what was expected; it never repeats the value of a text, which may be a secret or a phone number.
 */
public final class BadMessage extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong; a closed set, fit for a metric's label. */
    public enum Reason {
        /** Not JSON at all, cut off, or followed by something else. */
        NOT_JSON,
        /** JSON, but an array, a text or a number. */
        NOT_AN_OBJECT,
        /** Bytes that are not UTF-8, for instance half a character. */
        INVALID_UTF8,
        MISSING_FIELD,
        WRONG_TYPE,
        /** The right type with a value that cannot be. */
        BAD_VALUE,
        /** A field that matters is there twice. */
        DUPLICATE_FIELD,
        /** A field or an event that the strict side does not know. */
        UNEXPECTED,
        BAD_BASE64,
        /** Too long, too deep or too many of something. */
        TOO_LARGE,
        /** A form with a broken percent escape. */
        BAD_FORM
    }

    private final Reason reason;

    BadMessage(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static BadMessage missing(String field, String expected) {
        return new BadMessage(Reason.MISSING_FIELD, field + ": missing (expected: " + expected + ")");
    }

    static BadMessage badValue(String field, String found, String expected) {
        return new BadMessage(Reason.BAD_VALUE, field + ": " + found + " (expected: " + expected + ")");
    }

    public Reason reason() {
        return reason;
    }
}
