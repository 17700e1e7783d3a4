package callgateway.call;

import callgateway.twilio.PhoneNumber;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a call has got, for those who look at it. Belongs to the call. */
final class CallProgress {
    private final CallId id;
    private final String streamSid;
    private final String pool;
    private final long startedNanos = System.nanoTime();
    private final Instant startedAt = Instant.now();
    private CallView.State state = CallView.State.CONNECTING;
    private @Nullable String agentCallId;
    private long agentReadyMs = -1;
    private long firstAudioMs = -1;

    CallProgress(CallId id, String streamSid, String pool) {
        this.id = id;
        this.streamSid = streamSid;
        this.pool = pool;
    }

    CallView.State state() {
        return state;
    }

    boolean is(CallView.State one) {
        return state == one;
    }

    void becomes(CallView.State next) {
        state = next;
    }

    void agentSaidHello(@Nullable String callId) {
        agentCallId = callId;
    }

    /** They talk from now on, for the first time or again. */
    void agentReady() {
        if (agentReadyMs < 0) {
            agentReadyMs = sinceStartMs();
        }
        state = CallView.State.TALKING;
    }

    @Nullable
    String agentCallId() {
        return agentCallId;
    }

    /** The caller hears a session's first words; returns whether they are the first of all. */
    boolean agentHeard() {
        boolean first = firstAudioMs < 0;
        if (first) {
            firstAudioMs = sinceStartMs();
        }
        return first;
    }

    long sinceStartMs() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    CallView view(int attempts) {
        return new CallView(
                id.callSid(),
                streamSid,
                pool,
                PhoneNumber.mask(id.from()),
                PhoneNumber.mask(id.to()),
                state,
                startedAt,
                agentCallId,
                agentReadyMs,
                firstAudioMs,
                attempts);
    }
}
