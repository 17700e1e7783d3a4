package callgateway.omni;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Omni tells its client besides audio. Every field that Omni may leave out is nullable or has a stated stand-in;
 * texts meant for people are bounded and free of control characters.
 */
public sealed interface OmniEvent {
    /** Stands for a turn number that was not said. */
    int NO_TURN = -1;

    /** Who spoke. */
    enum Speaker {
        CALLER,
        AGENT
    }

    /** Tolerated departures from the protocol; each is reported once per session. */
    enum Deviation {
        /** Agent audio on the transcript tag, as early tagged services sent it. */
        AUDIO_ON_TRANSCRIPT_TAG,
        /** An event in a text message although the session is tagged. */
        TEXT_IN_TAGGED_SESSION,
        /** A tagged event although the session began with text. */
        TAG_IN_TEXT_SESSION
    }

    /** The session is up: first frame of every session. {@code callId} joins it to Omni's own call record. */
    record Hello(
            @Nullable String callId,
            AudioOut audioOut,
            @Nullable String audioIn,
            @Nullable String protocol,
            @Nullable String voiceId,
            @Nullable String server)
            implements OmniEvent {}

    record SessionStarted(@Nullable String callId, @Nullable String agentId, AudioOut audioOut) implements OmniEvent {}

    /**
     * The answer to configure, under either of its names.
     *
     * @param tools how many tools were taken, null when not said
     * @param greeting whether a greeting will be spoken, null when not said
     * @param languageFallback true when another language than the asked one is used
     * @param ignored fields of configure that had no effect, as far as said
     */
    record Configured(
            @Nullable String callId,
            @Nullable String voiceId,
            AudioOut audioOut,
            @Nullable Integer tools,
            @Nullable Boolean greeting,
            boolean languageFallback,
            List<String> ignored)
            implements OmniEvent {
        public Configured {
            ignored = List.copyOf(ignored);
        }

        /** What the answer shows to differ from what was sent, one readable line each; empty when all is well. */
        public List<String> differencesFrom(AgentProfile sent) {
            List<String> differences = new ArrayList<>();
            if (tools != null && tools != sent.tools().size()) {
                differences.add("tools: " + tools + " (sent: " + sent.tools().size() + ")");
            }
            if (greeting != null && !greeting && sent.greeting() != null) {
                differences.add("greeting: false (sent: one)");
            }
            if (voiceId != null && sent.voiceId() != null && !voiceId.equals(sent.voiceId())) {
                differences.add("voice: " + voiceId + " (sent: " + sent.voiceId() + ")");
            }
            if (languageFallback) {
                differences.add("language: another one is used (sent: " + sent.language() + ")");
            }
            if (!ignored.isEmpty()) {
                differences.add("ignored: " + String.join(", ", ignored));
            }
            return differences;
        }
    }

    /** Drop all agent audio queued or playing. {@code cancelledTurn} may be {@link #NO_TURN}. */
    record Flush(@Nullable String reason, int cancelledTurn) implements OmniEvent {}

    /** The caller spoke over the agent: same handling as {@link Flush}; both may arrive. */
    record BargeIn() implements OmniEvent {}

    /** What was really spoken of the interrupted reply, perhaps nothing. */
    record AssistantInterrupted(String reply) implements OmniEvent {}

    /** A reply starts. {@code sinceCallerEndMs} is -1 when not said. */
    record TurnBegin(int turn, int sinceCallerEndMs) implements OmniEvent {}

    /**
     * What somebody said. Advisory: may be missing, early or more than was heard.
     *
     * @param isDelta true: append to what came before; false: stands for the utterance so far
     */
    record Transcript(Speaker speaker, String text, boolean isFinal, boolean isDelta) implements OmniEvent {}

    /**
     * The agent wants a tool run; answer with a tool result within about 5 s. May repeat with the same id: run once.
     *
     * @param callId names this invocation, not the phone call
     * @param argumentsJson always valid JSON; {@code {}} when none were given
     */
    record ToolCall(String callId, String name, String argumentsJson) implements OmniEvent {}

    /** Hand the caller to a person; the destination may be left to the operator's default. */
    record TransferToHuman(
            @Nullable String destination, @Nullable String reason) implements OmniEvent {}

    /** Play these keys towards the caller: only {@code 0-9 * # A-D w W ,}, at least one. */
    record SendDtmf(String digits) implements OmniEvent {}

    /** Play hold audio; without a duration until the agent speaks again. At most an hour. */
    record PlayHold(@Nullable Duration duration) implements OmniEvent {}

    /** The agent is collecting a value, by speech unless {@code byKeys}. A hint; no answer is expected. */
    record Collect(@Nullable String field, boolean byKeys) implements OmniEvent {}

    /** Hang up once the queued audio has played. */
    record EndCall(@Nullable String reason) implements OmniEvent {}

    /** The session is about to end; lead time unknown. */
    record SessionEnding(@Nullable String reason) implements OmniEvent {}

    /** The session is over: nothing follows. */
    record SessionEnd(@Nullable String reason) implements OmniEvent {}

    /** The agent is about to ask whether the caller is still there. */
    record IdlePrompt() implements OmniEvent {}

    /** How much audio was sent, against wall-clock time. Milliseconds, -1 when not said. */
    record AudioPosition(int sentMs, int realtimeMs) implements OmniEvent {}

    /**
     * Something failed. On the audio tag the session stays open and mute.
     *
     * @param code stable name such as {@code voice_not_found}; null when there is none
     */
    record ErrorEvent(@Nullable String code, @Nullable String message, boolean onAudioTag) implements OmniEvent {
        /** True when the configured voice does not exist: the call will be mute until configured with another. */
        public boolean isVoiceNotFound() {
            return "voice_not_found".equals(code);
        }
    }

    record Warning(@Nullable String code, @Nullable String message) implements OmniEvent {}

    /** The agent consulted its knowledge base; {@code none}: it found nothing. */
    record KbQuery(boolean none, @Nullable String reason, List<String> topIds) implements OmniEvent {
        public KbQuery {
            topIds = List.copyOf(topIds);
        }
    }

    /** A key press was taken note of. */
    record DtmfAck(@Nullable String digit) implements OmniEvent {}

    /** The reader's own remark about the session. */
    record Deviated(Deviation deviation) implements OmniEvent {}

    /** An event this gateway has no use for. */
    record Other(String name) implements OmniEvent {}
}
