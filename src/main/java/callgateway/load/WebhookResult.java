package callgateway.load;

import java.util.Map;

/**
 * What a run of webhooks measured.
 *
 * @param sent calls that came in, those of the warm-up too
 * @param answered of those, how many were answered with TwiML
 * @param verbs what the answers began with, and how often
 * @param failures what went wrong, status callbacks included, and how often
 * @param voice from when a call was due to come in until it was answered; a stall of either side is in it
 * @param status from when a status callback was sent until it was answered
 * @param lateness how late this generator let calls come in
 * @param ownCores cores that this process kept busy while measuring
 */
public record WebhookResult(
        WebhookSettings settings,
        long sent,
        long answered,
        Map<String, Long> verbs,
        Map<String, Long> failures,
        Spread voice,
        Spread status,
        Spread lateness,
        double ownCores) {
    /** Webhooks may be sent this late, at the 99th percentile: it is in their time, and must not be most of it. */
    public static final long MOST_LATE_MICROS = 5_000;

    public WebhookResult {
        verbs = Map.copyOf(verbs);
        failures = Map.copyOf(failures);
    }

    /** Whether this generator could not keep up, so that the times say more of this machine than of the gateway. */
    public boolean generatorWasLate() {
        return lateness.p99() > MOST_LATE_MICROS;
    }
}
