package callgateway.call;

/** What became of handing a caller over. */
public enum TransferOutcome {
    /** Caller and human have talked. */
    ANSWERED("somebody took the call"),
    /** The human's line was busy. */
    BUSY("the line was busy"),
    /** Nobody picked up in time. */
    NO_ANSWER("nobody answered"),
    /** The call to the human could not be set up. */
    FAILED("the call could not be put through"),
    /** Picked up, and not connected: a voicemail, or somebody who declined. */
    NOT_TAKEN("nobody took the call"),
    /** The caller hung up while it rang. */
    CALLER_LEFT("the caller hung up meanwhile"),
    /** The caller is another pool's. */
    PASSED_ON("the caller was passed on to you");

    private final String words;

    TransferOutcome(String words) {
        this.words = words;
    }

    /** For the agent. */
    String words() {
        return words;
    }

    /** Whether the caller is with somebody now, or gone. */
    boolean isFinal() {
        return this == ANSWERED || this == CALLER_LEFT;
    }

    /**
     * Reads it from what the carrier says.
     *
     * @param status such as {@code no-answer}
     * @param bridged whether both have talked; alone decides of calls that are completed
     * @param callOver whether the caller's own call is over
     */
    public static TransferOutcome of(String status, boolean bridged, boolean callOver) {
        if (bridged) {
            return ANSWERED;
        }
        if (callOver) {
            return CALLER_LEFT;
        }
        return switch (status) {
            case "busy" -> BUSY;
            case "no-answer" -> NO_ANSWER;
            case "completed", "answered" -> NOT_TAKEN;
            default -> FAILED;
        };
    }
}
