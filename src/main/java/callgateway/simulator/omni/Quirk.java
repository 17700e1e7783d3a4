package callgateway.simulator.omni;

/** Odd things that the service has been seen to do, each on its own. */
public enum Quirk {
    /** The answer to configure goes by its older name. */
    CONFIG_ACK,
    /** The greeting begins before the answer to configure. */
    GREETING_BEFORE_ACK,
    /** Audio messages with half a sample at the end; the next one has the other half. */
    ODD_AUDIO,
    /** A caller transcript is split inside a code point. */
    SPLIT_UTF8,
    /** Every second a position report, keyed {@code type}. */
    AUDIO_POSITIONS,
    /** Each tool call is sent twice. */
    DUPLICATE_TOOL_CALLS,
    /** An interruption is told three times: flush, barge_in, flush. */
    FLUSH_TWICE,
    /** Each reply is first begun and cancelled as merged with what the caller went on to say. */
    TURN_MERGE,
    /** Any configured voice is unknown: an error on the audio tag, and no word from the agent. */
    VOICE_NOT_FOUND,
    /** No transcripts. */
    NO_TRANSCRIPTS,
    /** A taken place is told by closing 4429 after the upgrade instead of by 429. */
    FULL_BY_CLOSE_CODE
}
