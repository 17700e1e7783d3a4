package callgateway.rest;

/** What can be asked of Twilio, the most urgent first. */
public enum RestOperation {
    /** End a call. */
    HANG_UP(true, true),
    /**
     * Give a live call another TwiML document. Not repeated when it may have been carried out: a human who is dialled in it
     * would be dialled anew, and closing the stream leads to the same document.
     */
    UPDATE(false, false),
    /** Send a live call to another URL. */
    REDIRECT(true, false),
    /** Look at a call. */
    FETCH(true, true),
    /** Place a call. */
    PLACE(false, false);

    private final boolean afterFailure;
    private final boolean afterSilence;

    RestOperation(boolean afterFailure, boolean afterSilence) {
        this.afterFailure = afterFailure;
        this.afterSilence = afterSilence;
    }

    /** Whether it may be repeated at once when it may have been carried out: a second time changes nothing. */
    boolean repeatableAfterFailure() {
        return afterFailure;
    }

    /**
     * Whether it may be repeated even long after it may have been carried out. A document that has been running for seconds
     * would begin again: a human whose phone rings would be dialled anew.
     */
    boolean repeatableAfterSilence() {
        return afterSilence;
    }

    /** Whether it changes a call that exists. */
    boolean changesLiveCall() {
        return this == HANG_UP || this == UPDATE || this == REDIRECT;
    }
}
