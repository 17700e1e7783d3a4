package callgateway.gateway;

import callgateway.call.CallId;
import callgateway.routing.Pool;
import callgateway.twilio.FormParams;
import org.jspecify.annotations.Nullable;

/**
 * A signed question of the carrier about one phone call.
 *
 * @param pool whose caller it is: what the number belongs to, unless another pool has passed the caller on
 * @param passedOn whether another pool has
 * @param params everything the carrier said
 */
record CallerRequest(CallId id, Pool pool, boolean passedOn, FormParams params) {
    private static final String RINGING = "ringing";

    /** The same caller, passed on to this pool. */
    CallerRequest in(Pool other) {
        return new CallerRequest(id, other, true, params);
    }

    /** Whether the carrier says that the phone call is placed by us. */
    static boolean isPlaced(FormParams params) {
        String direction = params.first("Direction");
        return direction != null && direction.startsWith("outbound");
    }

    String callSid() {
        return id.callSid();
    }

    /** The pooled number: what was called, or who calls when we place the call. */
    static String ourNumber(FormParams params) {
        String number = params.first(isPlaced(params) ? "From" : "To");
        return number == null ? "" : number;
    }

    /** Whether the call still rings, so that it can be refused without having been answered. */
    boolean isRinging() {
        return RINGING.equals(params.first("CallStatus"));
    }

    /** How a queue was left; null when the call does not come from one. */
    @Nullable
    String queueResult() {
        return params.first("QueueResult");
    }

    /** Seconds in the queue so far, 0 when the carrier does not say. */
    int queueSeconds() {
        return seconds(params.first("QueueTime"));
    }

    static int seconds(@Nullable String written) {
        return written == null || !written.matches("[0-9]{1,6}") ? 0 : Integer.parseInt(written);
    }
}
