package callgateway.rest;

import java.time.Duration;

/** What became of a request to Twilio; exactly one for each. */
public sealed interface RestOutcome {
    /** The outcomes by name, for counters. */
    enum Kind {
        DONE,
        GONE,
        REJECTED,
        BUSY,
        UNREACHABLE,
        UNKNOWN
    }

    /** Which it is. */
    Kind kind();

    /**
     * Carried out.
     *
     * @param callSid the call
     * @param status what Twilio says the call is doing, in its word: {@code queued}, {@code in-progress} and so on
     */
    record Done(String callSid, String status) implements RestOutcome {
        @Override
        public Kind kind() {
            return Kind.DONE;
        }
    }

    /** There is no such call, or not any more. Whoever wanted it ended has what they wanted. */
    enum Gone implements RestOutcome {
        /** The only one. */
        INSTANCE;

        @Override
        public Kind kind() {
            return Kind.GONE;
        }
    }

    /**
     * Twilio does not want to; the same request would be refused again.
     *
     * @param status the HTTP status
     * @param code Twilio's error code, such as 21211; 0 when it named none
     * @param message what it said, long numbers masked
     */
    record Rejected(int status, int code, String message) implements RestOutcome {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }

    /**
     * Certainly not carried out: too many requests, here or at Twilio.
     *
     * @param retryAfter when to try again
     */
    record Busy(Duration retryAfter) implements RestOutcome {
        @Override
        public Kind kind() {
            return Kind.BUSY;
        }
    }

    /**
     * Certainly not carried out: no connection.
     *
     * @param why in words
     */
    record Unreachable(String why) implements RestOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /**
     * It may have been carried out or not.
     *
     * @param why in words
     */
    record Unknown(String why) implements RestOutcome {
        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }
    }
}
