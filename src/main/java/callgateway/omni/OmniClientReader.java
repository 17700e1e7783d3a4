package callgateway.omni;

import callgateway.omni.Wire.Field;
import callgateway.omni.Wire.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Understands what a client sends, for simulators of Omni. A strict reader of the tagged dialect does what the service
 * does with a client's mistakes: nothing. The mistake is reported, so that a simulator can say what the service keeps to
 * itself. Takes whole WebSocket messages, never throws on any bytes; one per session, not thread-safe.
 */
public final class OmniClientReader {
    private final Dialect dialect;
    private final boolean strict;

    /**
     * @param dialect what this service speaks; the older two also take the newer forms
     * @param strict true: text control and control named by {@code event} alone have no effect in the tagged dialect
     */
    public OmniClientReader(Dialect dialect, boolean strict) {
        this.dialect = dialect;
        this.strict = strict && dialect == Dialect.TAGGED;
    }

    /** One whole binary message. */
    public void binary(byte[] b, int off, int len, OmniClientListener to) {
        if (len == 0) {
            to.ignored(ClientFault.EMPTY);
        } else if (dialect == Dialect.TAGGED) {
            tagged(b, off, len, to);
        } else {
            perhapsTagged(b, off, len, to);
        }
    }

    /** One whole text message. */
    public void text(byte[] utf8, int off, int len, OmniClientListener to) {
        if (strict) {
            to.ignored(ClientFault.TEXT_CONTROL);
        } else {
            control(utf8, off, len, to);
        }
    }

    private void tagged(byte[] b, int off, int len, OmniClientListener to) {
        if (b[off] == Wire.AUDIO_TAG && (len & 1) == 1) {
            audio(b, off + 1, len - 1, to);
        } else if (b[off] == Wire.CONTROL_TAG && len > 1 && b[off + 1] == '{') {
            control(b, off + 1, len - 1, to);
        } else if ((len & 1) == 0) {
            // Whole samples without a tag before them, unless it is a tag with half a sample at the end.
            to.ignored(b[off] == Wire.AUDIO_TAG ? ClientFault.ODD_AUDIO : ClientFault.UNTAGGED_AUDIO);
        } else {
            to.ignored(b[off] == Wire.CONTROL_TAG ? ClientFault.NOT_JSON : ClientFault.UNKNOWN_TAG);
        }
    }

    private void perhapsTagged(byte[] b, int off, int len, OmniClientListener to) {
        if (b[off] == Wire.CONTROL_TAG && Json.looksLikeObject(b, off + 1, len - 1)) {
            control(b, off + 1, len - 1, to);
        } else if ((len & 1) == 0) {
            audio(b, off, len, to);
        } else if (b[off] == Wire.AUDIO_TAG) {
            audio(b, off + 1, len - 1, to);
        } else {
            to.ignored(ClientFault.ODD_AUDIO);
        }
    }

    private static void audio(byte[] b, int off, int len, OmniClientListener to) {
        if (len == 0) {
            to.ignored(ClientFault.EMPTY);
        } else {
            to.audio(b, off, len);
        }
    }

    private void control(byte[] b, int off, int len, OmniClientListener to) {
        ObjectNode json = Json.object(b, off, len);
        if (json == null) {
            to.ignored(ClientFault.NOT_JSON);
            return;
        }
        String name = Json.text(json, Field.TYPE);
        if (name == null) {
            name = Json.text(json, Field.EVENT);
            if (name == null || strict) {
                to.ignored(name == null ? ClientFault.NO_NAME : ClientFault.EVENT_KEY_ONLY);
                return;
            }
        }
        OmniClientMessage message = message(name, json);
        if (message == null) {
            to.ignored(ClientFault.MISSING_FIELD);
        } else {
            to.message(message);
        }
    }

    private static @Nullable OmniClientMessage message(String name, ObjectNode json) {
        return switch (name) {
            case Frame.CONFIGURE ->
                new OmniClientMessage.Configure(
                        Json.text(json, Field.VOICE_ID),
                        Json.text(json, Field.PERSONA),
                        Json.text(json, Field.GREETING),
                        Json.text(json, Field.CONSENT_LINE),
                        Json.text(json, Field.LANGUAGE),
                        toolNames(json.get(Field.TOOLS)),
                        json.toString());
            case Frame.DTMF -> {
                String digits = Json.text(json, Field.DIGITS, Field.DIGIT);
                yield digits == null || digits.isEmpty() ? null : new OmniClientMessage.Dtmf(digits);
            }
            case Frame.TOOL_RESULT -> toolResult(json);
            case Frame.INPUT_TEXT -> {
                String text = Json.text(json, Field.TEXT);
                yield text == null ? null : new OmniClientMessage.InputText(text);
            }
            case Frame.SESSION_ENDING -> new OmniClientMessage.SessionEnding();
            default -> new OmniClientMessage.Other(name);
        };
    }

    private static @Nullable OmniClientMessage toolResult(ObjectNode json) {
        String callId = Json.text(json, Field.CALL_ID);
        JsonNode result = json.get(Field.RESULT);
        String error = Json.text(json, Field.ERROR);
        if (callId == null || (result == null && error == null)) {
            return null;
        }
        return new OmniClientMessage.ToolResult(callId, result == null ? null : result.toString(), error);
    }

    private static List<String> toolNames(@Nullable JsonNode tools) {
        List<String> names = new ArrayList<>();
        if (tools != null && tools.isArray()) {
            for (JsonNode tool : tools) {
                String name = Json.text(tool, Field.NAME);
                names.add(name == null ? "" : name);
            }
        }
        return names;
    }
}
