package callgateway.admission;

/** A call whose time is over. */
public record Expired(String callSid, Claim claim, Kind kind) {
    /** Which time that was, and what follows. */
    public enum Kind {
        /** Its media stream never started. Its slot is free. */
        UNCONFIRMED,
        /** Its permit was not renewed. Its slot is free. */
        NOT_RENEWED,
        /** It was not heard of while it waited. It has left the line. */
        NOT_SEEN,
        /** It has waited too long. It has left the line, and whenever it asks it is sent elsewhere. */
        WAITED_TOO_LONG
    }
}
