package callgateway.call;

/**
 * What the webhook said about a call.
 *
 * @param callSid the carrier's id of the phone call
 * @param accountSid the carrier account it belongs to
 * @param from the caller, as the carrier names it; not always a number
 * @param to the number called
 * @param placed whether we called
 */
public record CallId(String callSid, String accountSid, String from, String to, boolean placed) {
    /** Of a call that comes in. */
    public CallId(String callSid, String accountSid, String from, String to) {
        this(callSid, accountSid, from, to, false);
    }

    /** The pooled number. */
    public String ours() {
        return placed ? from : to;
    }
}
