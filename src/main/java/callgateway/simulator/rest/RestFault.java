package callgateway.simulator.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a request. */
public sealed interface RestFault {
    /** Answered with 429, code 20429, and not carried out. */
    record TooMany(@Nullable Duration retryAfter) implements RestFault {}

    /** Refused with this status and this error of Twilio's, and not carried out; 21220 comes with 400. */
    record Refused(int status, int code, String message) implements RestFault {}

    /** Answered with this status and a page that is not Twilio's; not carried out. */
    record Foreign(int status, String body) implements RestFault {}

    /** Carried out, and never answered; the connection stays open. */
    enum Stall implements RestFault {
        INSTANCE
    }

    /** The connection is reset when the first byte of the request arrives. */
    enum ResetBefore implements RestFault {
        INSTANCE
    }

    /** Carried out, and then the connection is reset instead of an answer. */
    enum ResetAfter implements RestFault {
        INSTANCE
    }
}
