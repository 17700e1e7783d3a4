package callgateway.rest;

import callgateway.twilio.PhoneNumber;
import java.net.URI;
import java.time.Duration;

/**
 * A call to be placed.
 *
 * @param from the number it comes from, one of the account's
 * @param to who is called
 * @param url asked for what to do once they have answered; absolute
 * @param statusCallback told when the call is over; absolute
 * @param ringFor how long their phone rings
 */
public record OutboundCall(String from, String to, URI url, URI statusCallback, Duration ringFor) {
    /** Holds what Twilio would refuse only later. */
    public OutboundCall {
        if (from.isBlank() || to.isBlank()) {
            throw new IllegalArgumentException("from and to may not be empty");
        }
        requireAbsolute("url", url);
        requireAbsolute("statusCallback", statusCallback);
        if (ringFor.toSeconds() < 1 || ringFor.toSeconds() > 600) {
            throw new IllegalArgumentException("ringFor: " + ringFor.toSeconds() + " s (expected: 1..600 s)");
        }
    }

    static void requireAbsolute(String name, URI url) {
        if (!url.isAbsolute() || url.getHost() == null) {
            throw new IllegalArgumentException(name + ": " + url + " (expected: an absolute http(s) URL)");
        }
    }

    /** With the numbers masked. */
    @Override
    public String toString() {
        return "OutboundCall[" + PhoneNumber.mask(from) + " to " + PhoneNumber.mask(to) + "]";
    }
}
