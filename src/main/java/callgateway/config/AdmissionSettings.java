package callgateway.config;

import java.time.Duration;

/**
 * How long admission believes in what it has not heard of again.
 *
 * @param unconfirmedFor how long a slot is held between the webhook and the stream's start
 * @param unseenFor how long a waiting caller whose call asks nothing keeps the place in line
 * @param renewEvery how often a live call renews its permit
 * @param unrenewedFor how long a permit lasts that is not renewed
 */
public record AdmissionSettings(
        Duration unconfirmedFor, Duration unseenFor, Duration renewEvery, Duration unrenewedFor) {

    /** Holds the ranges. */
    public AdmissionSettings {
        positive("unconfirmed-for", unconfirmedFor);
        positive("unseen-for", unseenFor);
        positive("renew-every", renewEvery);
        if (unrenewedFor.compareTo(renewEvery.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("unrenewed-for: " + unrenewedFor.toMillis()
                    + " ms (expected: at least twice renew-every, " + renewEvery.toMillis() + " ms)");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value.toMillis() + " ms (expected: > 0)");
        }
    }
}
