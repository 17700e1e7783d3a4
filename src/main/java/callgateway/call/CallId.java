package callgateway.call;

/**
 * What the webhook said about a call.
 *
 * @param callSid the carrier's id of the phone call
 * @param accountSid the carrier account it belongs to
 * @param from the caller, as the carrier names it; not always a number
 * @param to the number called
 */
public record CallId(String callSid, String accountSid, String from, String to) {}
