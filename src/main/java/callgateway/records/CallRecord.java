package callgateway.records;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * One phone call: a row of {@code call_record}. Times are milliseconds since 1970; null while they have not come.
 *
 * @param revision how often it has changed; of two versions the higher holds
 * @param node which node had it last
 * @param placed whether we called
 * @param pool the pool that took or refused it last
 * @param caller as the privacy settings allow
 * @param called as the privacy settings allow
 * @param cause why it ended; null while it goes on
 * @param detail more about that, in words
 * @param endedBy caller, agent, operator, carrier or gateway; null while it goes on
 * @param cameMs when the caller came, before any waiting
 * @param admittedMs when it first had a slot
 * @param startedMs when its first stream started
 * @param agentReadyMs when an agent was first ready
 * @param firstAudioMs when the caller first heard an agent
 * @param streams how many media streams it has had
 * @param agentCallIds the agent's service's names of the sessions, separated by blanks; of many the first
 * @param interruptions how often the caller spoke over the agent
 * @param keysPressed how many keys the caller pressed; which is not kept
 * @param callerDroppedMs caller audio that was dropped
 * @param agentDroppedMs agent audio that was dropped
 * @param flushedMs agent audio that interruptions cut off
 * @param media what was measured of the conversation
 * @param events how many rows of {@code call_event} it has had
 * @param eventsLost how many more there were that could not be kept
 */
public record CallRecord(
        String callSid,
        int revision,
        String node,
        String accountSid,
        boolean placed,
        String pool,
        String caller,
        String called,
        Outcome outcome,
        @Nullable String cause,
        @Nullable String detail,
        @Nullable String endedBy,
        long cameMs,
        @Nullable Long admittedMs,
        @Nullable Long startedMs,
        @Nullable Long agentReadyMs,
        @Nullable Long firstAudioMs,
        @Nullable Long endedMs,
        int streams,
        String agentCallIds,
        int interruptions,
        int keysPressed,
        int toolCalls,
        int transfers,
        long callerDroppedMs,
        long agentDroppedMs,
        long flushedMs,
        MediaFigures media,
        int events,
        int eventsLost) {

    /** Fills in what a spool of an earlier version does not have. */
    @SuppressWarnings("NullAway") // what Jackson reads
    public CallRecord {
        media = media == null ? MediaFigures.NONE : media;
    }

    /** Whether it has ended. */
    @JsonIgnore
    boolean isOver() {
        return endedMs != null;
    }
}
