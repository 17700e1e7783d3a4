package callgateway.omni;

/** Omni's tags, frame names and field names: the one place to change when the protocol does. */
final class Wire {
    static final byte AUDIO_TAG = 1;
    static final byte TRANSCRIPT_TAG = 2;
    static final byte CONTROL_TAG = 3;

    static final String PCM16 = "pcm16";

    private Wire() {}

    /** Names of frames, both directions. */
    static final class Frame {
        static final String CONFIGURE = "configure";
        static final String DTMF = "dtmf";
        static final String TOOL_RESULT = "tool_result";
        static final String INPUT_TEXT = "input_text";
        static final String SESSION_ENDING = "session_ending";

        static final String HELLO = "hello";
        static final String SESSION_STARTED = "session_started";
        static final String CONFIGURED = "configured";
        static final String CONFIG_ACK = "config_ack";
        static final String TURN_BEGIN = "turn_begin";
        static final String TURN = "turn";
        static final String FLUSH = "flush";
        static final String BARGE_IN = "barge_in";
        static final String ASSISTANT_INTERRUPTED = "assistant_interrupted";
        static final String AUDIO_POSITION = "audio_position";
        static final String IDLE_PROMPT = "idle_prompt";
        static final String KB_QUERY = "kb_query";
        static final String TRANSCRIPT = "transcript";
        static final String TOOL_CALL = "tool_call";
        static final String TRANSFER_TO_HUMAN = "transfer_to_human";
        static final String SEND_DTMF = "send_dtmf";
        static final String PLAY_HOLD = "play_hold";
        static final String COLLECT = "collect";
        static final String END_CALL = "end_call";
        static final String SESSION_END = "session_end";
        static final String ERROR = "error";
        static final String WARNING = "warning";

        private Frame() {}
    }

    /** Names of JSON fields, both directions. */
    static final class Field {
        static final String TYPE = "type";
        static final String EVENT = "event";
        static final String CALL_ID = "call_id";
        static final String AGENT_ID = "agent_id";
        static final String AUDIO_IN = "audio_in";
        static final String AUDIO_OUT = "audio_out";
        static final String PROTOCOL = "protocol";
        static final String SERVER = "server";

        static final String VOICE_ID = "voice_id";
        static final String PERSONA = "persona";
        static final String GREETING = "greeting";
        static final String CONSENT_LINE = "consent_line";
        static final String LANGUAGE = "language";
        static final String CALLER_KEY = "caller_key";
        static final String KB_ENDPOINT = "kb_endpoint";
        static final String KB_TOKEN = "kb_token";
        static final String TOOLS = "tools";
        static final String NAME = "name";
        static final String DESCRIPTION = "description";
        static final String PARAMETERS = "parameters";
        static final String INPUT_SCHEMA = "input_schema";
        static final String EXECUTION = "execution";
        static final String CLIENT = "client";
        static final String LANGUAGE_FALLBACK = "language_fallback";
        static final String KB = "kb";
        static final String HONORED = "honored";
        static final String IGNORED = "ignored";

        static final String TURN = "turn";
        static final String SINCE_CALLER_END_MS = "since_caller_end_ms";
        static final String CANCELLED_TURN = "cancelled_turn";
        static final String REASON = "reason";
        static final String REPLY = "reply";
        static final String SENT_MS = "sent_ms";
        static final String REALTIME_MS = "realtime_ms";
        static final String NONE = "none";
        static final String TOP_IDS = "top_ids";

        static final String ROLE = "role";
        static final String SPEAKER = "speaker";
        static final String USER = "user";
        static final String ASSISTANT = "assistant";
        static final String TEXT = "text";
        static final String DELTA = "delta";
        static final String FINAL = "final";
        static final String IS_FINAL = "is_final";
        static final String KIND = "kind";

        static final String TOOL = "tool";
        static final String FUNCTION = "function";
        static final String ARGUMENTS = "arguments";
        static final String ARGS = "args";
        static final String RESULT = "result";
        static final String DESTINATION = "destination";
        static final String TO = "to";
        static final String NUMBER = "number";
        static final String DIGIT = "digit";
        static final String DIGITS = "digits";
        static final String SECONDS = "seconds";
        static final String FIELD = "field";

        static final String ERROR = "error";
        static final String CODE = "code";
        static final String MESSAGE = "message";
        static final String DETAIL = "detail";
        static final String TITLE = "title";
        static final String REQUEST_ID = "request_id";

        private Field() {}
    }
}
