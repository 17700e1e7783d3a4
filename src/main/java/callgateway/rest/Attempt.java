package callgateway.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one HTTP request to Twilio went. */
sealed interface Attempt {
    /** Carried out. */
    record Answered(String callSid, String status) implements Attempt {}

    /**
     * An answer that is none of 2xx.
     *
     * @param code Twilio's error code; 0 when the body is not Twilio's
     * @param retryAfter what the header of that name says
     */
    record Refused(
            int status, int code, String message, @Nullable Duration retryAfter) implements Attempt {}

    /**
     * Error 21220: the call is not in a state for this.
     *
     * @param over whether it is over for good; otherwise Twilio may still be catching up with a call just answered
     */
    record WrongState(boolean over, String message) implements Attempt {}

    /** The request never left. */
    record NotSent(String why) implements Attempt {}

    /** The connection broke before there was an answer. */
    record BrokenOff(String why) implements Attempt {}

    /** No answer in time. */
    record TimedOut(String why) implements Attempt {}

    /** An answer that makes no sense, or a fault of ours. */
    record Senseless(String why) implements Attempt {}
}
