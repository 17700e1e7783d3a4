package callgateway.omni;

import callgateway.omni.Wire.Field;
import callgateway.omni.Wire.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the server's half of a session, for simulators and tests: everything Omni has been seen to send, the oddities
 * included. Events are text messages if {@link #eventsAreText()}, else binary ones; audio is always binary. Stateless.
 */
public final class OmniServerFrames {
    /** How a server announces the rate of its audio. */
    public enum RateForm {
        /** {@code "pcm16@24000"}. */
        FORMAT_AND_RATE,
        /** {@code 24000}. */
        NUMBER,
        /** {@code "pcm16"}. */
        FORMAT,
        /** Not at all. */
        ABSENT
    }

    private final Dialect dialect;

    public OmniServerFrames(Dialect dialect) {
        this.dialect = dialect;
    }

    /** True when events go out as text messages (oldest dialect), false when as binary. */
    public boolean eventsAreText() {
        return dialect.controlIsText();
    }

    /** Bytes before the PCM in an audio message: 0 or 1. */
    public int audioHeaderBytes() {
        return dialect.agentAudioIsTagged() ? 1 : 0;
    }

    /** Writes one audio message of any length, odd ones too; returns the bytes written. */
    public int audio(byte[] pcm, int off, int len, byte[] out, int outOff) {
        int header = audioHeaderBytes();
        if (header == 1) {
            out[outOff] = Wire.AUDIO_TAG;
        }
        System.arraycopy(pcm, off, out, outOff + header, len);
        return header + len;
    }

    /** One audio message of its own. */
    public byte[] audio(byte[] pcm) {
        byte[] message = new byte[audioHeaderBytes() + pcm.length];
        audio(pcm, 0, pcm.length, message, 0);
        return message;
    }

    public byte[] hello(String callId, int inHz, int outHz, RateForm form) {
        ObjectNode json = event(Frame.HELLO).put(Field.CALL_ID, callId).put(Field.PROTOCOL, 2);
        json.put(Field.AUDIO_IN, Wire.PCM16 + "@" + inHz);
        return message(announce(json, outHz, form));
    }

    public byte[] sessionStarted(String callId) {
        return message(event(Frame.SESSION_STARTED).put(Field.CALL_ID, callId));
    }

    /** The answer to configure under today's name. */
    public byte[] configured(
            String callId, @Nullable String voiceId, int tools, boolean greeting, int outHz, RateForm form) {
        ObjectNode json = event(Frame.CONFIGURED).put(Field.CALL_ID, callId);
        json.put(Field.VOICE_ID, voiceId).put(Field.GREETING, greeting).put(Field.TOOLS, tools);
        return message(announce(json.put(Field.KB, false), outHz, form));
    }

    /** The answer to configure under its older name. */
    public byte[] configAck(@Nullable String voiceId, List<String> honored, List<String> ignored) {
        ObjectNode json = event(Frame.CONFIG_ACK).put(Field.VOICE_ID, voiceId);
        honored.forEach(json.putArray(Field.HONORED)::add);
        ignored.forEach(json.putArray(Field.IGNORED)::add);
        return message(json);
    }

    public byte[] turnBegin(int turn) {
        return message(event(Frame.TURN_BEGIN).put(Field.TURN, turn));
    }

    /** {@code cancelledTurn} is left out when {@link OmniEvent#NO_TURN}. */
    public byte[] flush(String reason, int cancelledTurn) {
        ObjectNode json = event(Frame.FLUSH).put(Field.REASON, reason);
        return message(cancelledTurn == OmniEvent.NO_TURN ? json : json.put(Field.CANCELLED_TURN, cancelledTurn));
    }

    public byte[] bargeIn() {
        return message(event(Frame.BARGE_IN));
    }

    public byte[] assistantInterrupted(String reply) {
        return message(event(Frame.ASSISTANT_INTERRUPTED).put(Field.REPLY, reply));
    }

    /** The one event that has been seen keyed by {@code type}. */
    public byte[] audioPosition(int sentMs, int realtimeMs) {
        ObjectNode json = Json.newObject().put(Field.TYPE, Frame.AUDIO_POSITION);
        return message(json.put(Field.SENT_MS, sentMs).put(Field.REALTIME_MS, realtimeMs));
    }

    public byte[] idlePrompt() {
        return message(event(Frame.IDLE_PROMPT));
    }

    public byte[] kbQuery(boolean none, String reason, List<String> topIds) {
        ObjectNode json = event(Frame.KB_QUERY).put(Field.NONE, none).put(Field.REASON, reason);
        topIds.forEach(json.putArray(Field.TOP_IDS)::add);
        return message(json);
    }

    /** What the agent is saying, as an event. */
    public byte[] agentSaid(String text, boolean isFinal) {
        return message(transcript(Field.ASSISTANT, text, isFinal));
    }

    /** What the caller said in full: JSON on the transcript tag, or an event in the oldest dialect. */
    public byte[] callerSaid(String text) {
        ObjectNode json = transcript(Field.USER, text, true);
        return eventsAreText() ? message(json) : Json.tagged(Wire.TRANSCRIPT_TAG, Json.bytes(json));
    }

    /** A word of the caller as bare text on the transcript tag, or an unfinished event in the oldest dialect. */
    public byte[] callerDelta(String words) {
        return eventsAreText()
                ? message(transcript(Field.USER, words, false))
                : callerDelta(words.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes of the caller's words on the transcript tag, so that a code point can be split between two messages. */
    public byte[] callerDelta(byte[] utf8) {
        return Json.tagged(Wire.TRANSCRIPT_TAG, utf8);
    }

    /**
     * The agent asks for a tool.
     *
     * @param argumentsJson a JSON value; anything else is sent as a string
     */
    public byte[] toolCall(String callId, String name, String argumentsJson) {
        ObjectNode json = event(Frame.TOOL_CALL).put(Field.CALL_ID, callId).put(Field.NAME, name);
        return message(with(json, Field.ARGUMENTS, argumentsJson));
    }

    /** The same with the name nested, and the arguments as a string, as other services write it. */
    public byte[] nestedToolCall(String callId, String name, String argumentsJson) {
        ObjectNode json = event(Frame.TOOL_CALL).put(Field.CALL_ID, callId).put(Field.ARGS, argumentsJson);
        json.putObject(Field.FUNCTION).put(Field.NAME, name);
        return message(json);
    }

    /** Without a destination the operator's default is meant. */
    public byte[] transferToHuman(@Nullable String destination, @Nullable String reason) {
        ObjectNode json = event(Frame.TRANSFER_TO_HUMAN);
        if (destination != null) {
            json.put(Field.DESTINATION, destination);
        }
        return message(reason == null ? json : json.put(Field.REASON, reason));
    }

    public byte[] sendDtmf(String digits) {
        return message(event(Frame.SEND_DTMF).put(Field.DIGITS, digits));
    }

    /** {@code seconds} 0: until the agent speaks again. */
    public byte[] playHold(int seconds) {
        ObjectNode json = event(Frame.PLAY_HOLD);
        return message(seconds == 0 ? json : json.put(Field.SECONDS, seconds));
    }

    public byte[] collect(String field, boolean byKeys) {
        ObjectNode json = event(Frame.COLLECT).put(Field.FIELD, field);
        return message(byKeys ? json.put(Field.KIND, Frame.DTMF) : json);
    }

    public byte[] dtmfAck(char digit) {
        return message(event(Frame.DTMF).put(Field.DIGIT, String.valueOf(digit)));
    }

    public byte[] endCall(String reason) {
        return message(event(Frame.END_CALL).put(Field.REASON, reason));
    }

    public byte[] sessionEnding() {
        return message(event(Frame.SESSION_ENDING));
    }

    public byte[] sessionEnd(String reason) {
        return message(event(Frame.SESSION_END).put(Field.REASON, reason));
    }

    public byte[] error(String code, String message) {
        return message(event(Frame.ERROR).put(Field.CODE, code).put(Field.MESSAGE, message));
    }

    /** What an unknown voice leads to in a tagged session: an error where audio belongs, then silence. */
    public byte[] errorOnAudioTag(String detail) {
        return Json.tagged(Wire.AUDIO_TAG, Json.bytes(Json.newObject().put(Field.DETAIL, detail)));
    }

    public byte[] warning(String code, String message) {
        return message(event(Frame.WARNING).put(Field.CODE, code).put(Field.MESSAGE, message));
    }

    /** An event made by hand from a JSON object, for instance one that this gateway does not know. */
    public byte[] event(byte[] json) {
        return eventsAreText() ? json.clone() : Json.tagged(Wire.CONTROL_TAG, json);
    }

    /** Any bytes under any tag, for instance audio under the transcript tag (2) or a tag that does not exist. */
    public byte[] tagged(int tag, byte[] payload) {
        return Json.tagged((byte) tag, payload);
    }

    private static ObjectNode event(String name) {
        return Json.newObject().put(Field.EVENT, name);
    }

    private static ObjectNode transcript(String role, String text, boolean isFinal) {
        ObjectNode json = event(Frame.TRANSCRIPT).put(Field.ROLE, role);
        return json.put(Field.TEXT, text).put(Field.FINAL, isFinal);
    }

    private static ObjectNode announce(ObjectNode json, int hz, RateForm form) {
        return switch (form) {
            case FORMAT_AND_RATE -> json.put(Field.AUDIO_OUT, Wire.PCM16 + "@" + hz);
            case NUMBER -> json.put(Field.AUDIO_OUT, hz);
            case FORMAT -> json.put(Field.AUDIO_OUT, Wire.PCM16);
            case ABSENT -> json;
        };
    }

    private static ObjectNode with(ObjectNode json, String field, String value) {
        JsonNode parsed = Json.parse(value);
        return parsed == null ? json.put(field, value) : json.set(field, parsed);
    }

    private byte[] message(ObjectNode json) {
        return Json.message(dialect, json);
    }
}
