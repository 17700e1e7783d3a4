package callgateway.rest;

import callgateway.twilio.Sid;
import java.net.URI;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What can be asked of Twilio through {@link TwilioRest}. */
public sealed interface RestRequest extends TwilioRest.Command {
    /** Error 32018: inline TwiML may not be longer. */
    int MAX_TWIML = 4000;

    /** Which kind it is. */
    RestOperation operation();

    /** The call; empty when it is still to be placed. */
    String callSid();

    /** No attempt begins later than this after the request; null for what the settings say. */
    default @Nullable Duration within() {
        return null;
    }

    /** Told the outcome. */
    ActorRef<RestOutcome> replyTo();

    /**
     * Ends a call, whatever it is doing.
     *
     * @param callSid the call
     * @param replyTo told the outcome
     */
    record HangUp(String callSid, ActorRef<RestOutcome> replyTo) implements RestRequest {
        /** Holds the form. */
        public HangUp {
            RestRequest.requireCall(callSid);
        }

        @Override
        public RestOperation operation() {
            return RestOperation.HANG_UP;
        }
    }

    /**
     * Gives a live call another document; its stream ends.
     *
     * @param callSid the call
     * @param twiml the document, at most 4000 characters, all its URLs absolute
     * @param within no attempt begins later than this after the request; null for what the settings say
     * @param replyTo told the outcome
     */
    record UpdateCall(
            String callSid, String twiml, @Nullable Duration within, ActorRef<RestOutcome> replyTo)
            implements RestRequest {
        /** Holds the form. */
        public UpdateCall {
            RestRequest.requireCall(callSid);
            if (twiml.isBlank() || twiml.length() > MAX_TWIML) {
                throw new IllegalArgumentException(
                        "twiml: " + twiml.length() + " characters (expected: 1.." + MAX_TWIML + ")");
            }
        }

        /** As soon as the settings allow. */
        public UpdateCall(String callSid, String twiml, ActorRef<RestOutcome> replyTo) {
            this(callSid, twiml, null, replyTo);
        }

        @Override
        public RestOperation operation() {
            return RestOperation.UPDATE;
        }

        /** Without the document, which names numbers. */
        @Override
        public String toString() {
            return "UpdateCall[" + callSid + "]";
        }
    }

    /**
     * Sends a live call to another URL for its document; its stream ends.
     *
     * @param callSid the call
     * @param url absolute
     * @param replyTo told the outcome
     */
    record RedirectCall(String callSid, URI url, ActorRef<RestOutcome> replyTo) implements RestRequest {
        /** Holds the form. */
        public RedirectCall {
            RestRequest.requireCall(callSid);
            OutboundCall.requireAbsolute("url", url);
        }

        @Override
        public RestOperation operation() {
            return RestOperation.REDIRECT;
        }
    }

    /**
     * Looks what a call is doing.
     *
     * @param callSid the call
     * @param replyTo told the outcome
     */
    record FetchCall(String callSid, ActorRef<RestOutcome> replyTo) implements RestRequest {
        /** Holds the form. */
        public FetchCall {
            RestRequest.requireCall(callSid);
        }

        @Override
        public RestOperation operation() {
            return RestOperation.FETCH;
        }
    }

    /**
     * Places a call.
     *
     * @param call from where to whom
     * @param replyTo told the outcome
     */
    record PlaceCall(OutboundCall call, ActorRef<RestOutcome> replyTo) implements RestRequest {
        @Override
        public RestOperation operation() {
            return RestOperation.PLACE;
        }

        @Override
        public String callSid() {
            return "";
        }
    }

    private static void requireCall(String callSid) {
        if (!Sid.isCallSid(callSid)) {
            throw new IllegalArgumentException("callSid: \"" + callSid + "\" (expected: CA and 32 hex digits)");
        }
    }
}
