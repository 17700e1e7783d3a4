package callgateway.call;

import callgateway.call.media.MediaCounters;
import callgateway.omni.OmniEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a phone call besides its audio. Texts are bounded where they come in; keys that were pressed are counted
 * and never kept, since a caller may type a card number.
 */
public sealed interface CallEvent {
    /** A media stream carries the caller. */
    record StreamStarted(String streamSid) implements CallEvent {}

    /** A media stream was announced to the carrier and never came. */
    record StreamMissing() implements CallEvent {}

    /** The agent is dialled, for the how-manieth time on this stream. */
    record AgentDialled(int attempt) implements CallEvent {}

    /** An attempt failed, or the agent was lost in mid-call. */
    record AgentLost(EndReason reason, String what, boolean inMidCall) implements CallEvent {}

    /** Caller and agent talk; {@code agentCallId} is the agent's service's own name of the session. */
    record AgentReady(@Nullable String agentCallId, Duration sinceStart) implements CallEvent {}

    /** The caller hears this session's first words. */
    record AgentHeard(Duration sinceStart) implements CallEvent {}

    /** Somebody said something, as far as the agent's service understood it. */
    record Said(OmniEvent.Speaker speaker, String text) implements CallEvent {}

    /** The caller spoke over the agent, and had heard so much of what it was saying. */
    record Interrupted(Duration heard) implements CallEvent {}

    /** So much of the old audio was still heard after an interruption, at the most. */
    record HeardAfterFlush(Duration heard) implements CallEvent {}

    /** The agent begins to answer, so long after the caller's last sound. */
    record TurnTaken(Duration latency) implements CallEvent {}

    /** What the agent's service says was spoken of the reply that was interrupted, perhaps nothing. */
    record Corrected(String reply) implements CallEvent {}

    /** The caller pressed keys. */
    record KeysPressed(int count) implements CallEvent {}

    /** Key tones were played to the caller's side. */
    record TonesPlayed(int count) implements CallEvent {}

    /** The agent put the caller on hold. */
    record Held(@Nullable Duration atMost) implements CallEvent {}

    /** The agent collects a value, by speech unless {@code byKeys}. */
    record Collecting(@Nullable String field, boolean byKeys) implements CallEvent {}

    /** A tool was run for the agent. */
    record ToolRun(String name, String outcome, Duration took) implements CallEvent {}

    /** The caller is to be handed to a human; {@code to} is masked. */
    record TransferBegan(String to, @Nullable String why, By by) implements CallEvent {
        /** Whether another pool is to take the caller. */
        public boolean isToPool() {
            return to.startsWith("pool:");
        }

        /** Who wants it. */
        public enum By {
            /** The agent asked for it. */
            AGENT,
            /** An operator did. */
            OPERATOR
        }
    }

    /** How that went: {@code answered}, or why not, in the carrier's words. */
    record TransferEnded(boolean answered, String outcome) implements CallEvent {}

    /** The agent says something about the session: an announced end, a check on the caller, an error, a warning. */
    record AgentNote(String what, @Nullable String detail) implements CallEvent {}

    /**
     * What became of the audio of the stream that ends.
     *
     * @param callerDroppedMs of the caller's, because the agent was slow
     * @param agentDroppedMs of the agent's, because too much was held
     * @param flushedMs of the agent's, because of interruptions
     * @param underruns times the carrier ran dry in mid-speech
     * @param marksSent marks set
     * @param marksPlayed of these, sent back when all before them had been played
     * @param marksFlushed of these, sent back because of a clear
     * @param lateReleases times that audio left more than 20 ms after it was due
     * @param latestMs by how much the latest missed its time
     */
    record AudioCounted(
            long callerDroppedMs,
            long agentDroppedMs,
            long flushedMs,
            long underruns,
            long marksSent,
            long marksPlayed,
            long marksFlushed,
            long lateReleases,
            long latestMs)
            implements CallEvent {
        static AudioCounted of(MediaCounters media) {
            return new AudioCounted(
                    media.callerDroppedMs(),
                    media.agentDroppedMs(),
                    media.flushedMs(),
                    media.underruns(),
                    media.marks(),
                    media.marksPlayed(),
                    media.marksFlushed(),
                    media.lateReleases(),
                    media.latestMs());
        }
    }

    /** The call is being recorded; whether the caller was told so by us, and not elsewhere. */
    record RecordingStarted(boolean consentSaid) implements CallEvent {}

    /** The call was to be recorded, and is not. */
    record RecordingRefused() implements CallEvent {}

    /** Nothing is recorded for a while; {@code by} is who wants that: operator, or keys. */
    record RecordingPaused(String by) implements CallEvent {}

    /** It is recorded again. */
    record RecordingResumed() implements CallEvent {}

    /** A recording is over and its file closed; {@code why} in one word. */
    record RecordingEnded(String file, Duration length, long pausedMs, long droppedMs, String why)
            implements CallEvent {}

    /** There is no such file any more; {@code by} retention, or an operator. */
    record RecordingDeleted(String file, String by) implements CallEvent {}

    /** The stream has ended. */
    record Ended(EndReason reason, String what) implements CallEvent {}
}
