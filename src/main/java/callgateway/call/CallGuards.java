package callgateway.call;

import callgateway.routing.Guards;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices what must not go on: a call that is too long, in which nobody speaks, or whose agent has gone mute. Told once a
 * second what was heard since; times are those of one monotonic clock, ns.
 *
 * <p>An agent is mute when the caller has said something and nothing at all has come from the agent since, the last quarter of
 * that time spent waiting for an answer. While the caller goes on speaking nobody has to answer, so that alone has to last
 * three times as long: a noisy line is taken for speech.
 */
final class CallGuards {
    private static final int NOISE = 3;

    private final long maxCallNanos;
    private final long maxSilenceNanos;
    private final long muteAfterNanos;
    private final long begunNanos;
    private long spokenNanos;
    private long callerSpokenNanos;
    private long unansweredSinceNanos;
    private boolean unanswered;

    /** The agent is ready: from now on they talk. */
    CallGuards(Guards guards, Duration muteAfter, long nowNanos) {
        this.maxCallNanos = guards.maxCall().toNanos();
        this.maxSilenceNanos = guards.maxSilence().toNanos();
        this.muteAfterNanos = muteAfter.toNanos();
        this.begunNanos = nowNanos;
        this.spokenNanos = nowNanos;
    }

    /**
     * Why the call is to end, or null.
     *
     * @param callerSpoke whether the caller was heard since the last look
     * @param agentSpoke whether the caller was played the agent's voice since then
     * @param agentSaid whether the agent has sent anything since then, events included
     */
    @Nullable
    EndReason look(long nowNanos, boolean callerSpoke, boolean agentSpoke, boolean agentSaid) {
        if (callerSpoke) {
            callerSpokenNanos = nowNanos;
        }
        if (callerSpoke || agentSpoke) {
            spokenNanos = nowNanos;
        }
        if (agentSpoke || agentSaid) {
            unanswered = false;
        } else if (callerSpoke && !unanswered) {
            unanswered = true;
            unansweredSinceNanos = nowNanos;
        }
        if (maxCallNanos > 0 && nowNanos - begunNanos >= maxCallNanos) {
            return EndReason.MAX_CALL;
        }
        if (unanswered && isMute(nowNanos)) {
            return EndReason.AGENT_STALLED;
        }
        return maxSilenceNanos > 0 && nowNanos - spokenNanos >= maxSilenceNanos ? EndReason.TOO_SILENT : null;
    }

    private boolean isMute(long nowNanos) {
        long waited = nowNanos - unansweredSinceNanos;
        boolean callerWaits = nowNanos - callerSpokenNanos >= muteAfterNanos / 4;
        return waited >= (callerWaits ? muteAfterNanos : NOISE * muteAfterNanos);
    }
}
