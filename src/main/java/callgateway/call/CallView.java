package callgateway.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call as an operator sees it.
 *
 * @param callSid the carrier's id of the phone call
 * @param streamSid the carrier's id of this media stream
 * @param pool the pool that has it
 * @param from the caller, masked
 * @param to the number called, masked
 * @param state what the call is doing
 * @param startedAt when the stream started
 * @param agentCallId the agent's id of the session, once it has told it
 * @param agentReadyMs from the stream's start to an agent that is ready, ms; -1 before
 * @param firstAudioMs from the stream's start to the first agent audio sent to the caller, ms; -1 before
 * @param attempts how often the agent has been dialled
 */
public record CallView(
        String callSid,
        String streamSid,
        String pool,
        String from,
        String to,
        State state,
        Instant startedAt,
        @Nullable String agentCallId,
        long agentReadyMs,
        long firstAudioMs,
        int attempts) {

    /** What a call is doing. */
    public enum State {
        /** The agent is being reached. */
        CONNECTING,
        /** Caller and agent talk. */
        TALKING,
        /** The agent was lost and another session is being opened; the caller hears hold audio. */
        RECONNECTING,
        /** The last words are being heard. */
        ENDING
    }
}
