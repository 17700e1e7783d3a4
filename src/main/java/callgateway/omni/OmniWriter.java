package callgateway.omni;

import callgateway.omni.Wire.Field;
import callgateway.omni.Wire.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the client's half of a session, one whole WebSocket message at a time. Stateless and safe to share between
 * sessions. Audio is always a binary message; control is a text message only if {@link #controlIsText()}.
 *
 * <p>Source: PyAI docs, realtime/omni-protocol and guides/omni-tools.
 */
public final class OmniWriter {
    private static final String KEYS = "0123456789*#ABCD";

    private static final Map<Kind, OmniWriter> SHARED = new ConcurrentHashMap<>();

    private record Kind(Dialect dialect, ControlKeys keys) {}

    private final Dialect dialect;
    private final ControlKeys keys;

    /** The one writer of this kind for all sessions of the process. */
    public static OmniWriter of(Dialect dialect, ControlKeys keys) {
        return SHARED.computeIfAbsent(new Kind(dialect, keys), kind -> new OmniWriter(dialect, keys));
    }

    public OmniWriter(Dialect dialect) {
        this(dialect, ControlKeys.TYPE_AND_EVENT);
    }

    public OmniWriter(Dialect dialect, ControlKeys keys) {
        this.dialect = dialect;
        this.keys = keys;
    }

    /** True when control frames go out as text messages (oldest dialect), false when as binary. */
    public boolean controlIsText() {
        return dialect.controlIsText();
    }

    /** Bytes before the PCM in an audio message: 0 or 1. */
    public int audioHeaderBytes() {
        return dialect.callerAudioIsTagged() ? 1 : 0;
    }

    /** Writes what comes before the PCM, for callers that produce the PCM in place; returns {@link #audioHeaderBytes}. */
    public int audioHeader(byte[] out, int outOff) {
        if (!dialect.callerAudioIsTagged()) {
            return 0;
        }
        out[outOff] = Wire.AUDIO_TAG;
        return 1;
    }

    /**
     * Writes one audio message.
     *
     * @param pcm PCM16 little-endian mono at the rate of the session
     * @param len bytes, even
     * @return bytes written: {@code len} and {@link #audioHeaderBytes}
     */
    public int audio(byte[] pcm, int off, int len, byte[] out, int outOff) {
        if ((len & 1) != 0) {
            throw new IllegalArgumentException("audio: " + len + " bytes (expected: whole 16-bit samples)");
        }
        int header = audioHeader(out, outOff);
        System.arraycopy(pcm, off, out, outOff + header, len);
        return header + len;
    }

    /** The whole agent; sent once, right after the session is up and the caller can hear. */
    public byte[] configure(AgentProfile agent) {
        ObjectNode json = frame(Frame.CONFIGURE);
        put(json, Field.VOICE_ID, agent.voiceId());
        put(json, Field.PERSONA, agent.persona());
        put(json, Field.GREETING, agent.waits() ? "" : agent.greeting());
        put(json, Field.CONSENT_LINE, agent.consentLine());
        put(json, Field.LANGUAGE, agent.language());
        put(json, Field.CALLER_KEY, agent.callerKey());
        AgentProfile.Knowledge knowledge = agent.knowledge();
        if (knowledge != null) {
            json.put(Field.KB_ENDPOINT, knowledge.endpoint().toString());
            json.put(Field.KB_TOKEN, knowledge.token());
        }
        if (!agent.tools().isEmpty()) {
            ArrayNode tools = json.putArray(Field.TOOLS);
            agent.tools().forEach(tool -> tools.add(tool(tool)));
        }
        return message(json);
    }

    /**
     * One key press of the caller.
     *
     * @param key one of {@code 0-9 * # A-D}
     */
    public byte[] dtmf(char key) {
        if (KEYS.indexOf(key) < 0) {
            throw new IllegalArgumentException(
                    "key: " + Text.clean(String.valueOf(key), 1) + " (expected: one of " + KEYS + ")");
        }
        // Sources disagree on the field's name; both are sent.
        String digit = String.valueOf(key);
        return message(frame(Frame.DTMF).put(Field.DIGIT, digit).put(Field.DIGITS, digit));
    }

    /**
     * What a tool call came to. Omni cuts results above about 6 kB.
     *
     * @param callId the id of the tool call
     * @param resultJson any JSON value; text that is not JSON is sent as a string
     */
    public byte[] toolResult(String callId, String resultJson) {
        ObjectNode json = frame(Frame.TOOL_RESULT).put(Field.CALL_ID, callId);
        JsonNode result = Json.parse(resultJson);
        if (result == null) {
            json.put(Field.RESULT, resultJson);
        } else {
            json.set(Field.RESULT, result);
        }
        return message(json);
    }

    /** Tells the agent that a tool call failed, so that it can say so. */
    public byte[] toolError(String callId, String error) {
        return message(frame(Frame.TOOL_RESULT).put(Field.CALL_ID, callId).put(Field.ERROR, error));
    }

    /** The polite end; close with 1000 after it. */
    public byte[] sessionEnding() {
        return message(frame(Frame.SESSION_ENDING));
    }

    private static ObjectNode tool(AgentProfile.Tool tool) {
        ObjectNode json = Json.newObject();
        json.put(Field.NAME, tool.name());
        json.put(Field.DESCRIPTION, tool.description());
        String parameters = tool.parametersJson();
        JsonNode schema = parameters == null ? null : Json.parse(parameters);
        if (schema != null) {
            // Sources disagree on the field's name; both are sent.
            json.set(Field.PARAMETERS, schema);
            json.set(Field.INPUT_SCHEMA, schema);
        }
        if (tool.ours()) {
            json.put(Field.EXECUTION, Field.CLIENT);
        }
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private ObjectNode frame(String name) {
        ObjectNode json = Json.newObject().put(Field.TYPE, name);
        return keys == ControlKeys.TYPE ? json : json.put(Field.EVENT, name);
    }

    private byte[] message(ObjectNode json) {
        return Json.message(dialect, json);
    }
}
