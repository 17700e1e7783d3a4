package callgateway.admission;

/**
 * A waiting caller who has a slot from now on, unconfirmed.
 *
 * @param waitedMillis time in the line, all turns together
 */
public record Promotion(String callSid, Claim claim, long waitedMillis) {}
