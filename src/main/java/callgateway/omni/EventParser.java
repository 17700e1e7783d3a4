package callgateway.omni;

import callgateway.omni.OmniEvent.Speaker;
import callgateway.omni.Wire.Field;
import callgateway.omni.Wire.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns an event's JSON object into an {@link OmniEvent}, whatever spelling it arrived in. */
final class EventParser {
    /** Longest transcript text, in characters. */
    static final int MAX_TRANSCRIPT_CHARS = 4_000;

    private static final int MAX_LINE = 500;
    private static final int MAX_NAME = 64;
    private static final int MAX_LIST = 50;
    private static final double MAX_HOLD_SECONDS = 3_600;
    private static final Pattern CODE = Pattern.compile("[a-z0-9_.]{1,64}");
    private static final Pattern NOT_A_KEY = Pattern.compile("[^0-9*#A-DwW,]");

    private EventParser() {}

    /** The name under {@code event}, else under {@code type}; null when there is none. */
    static @Nullable String name(ObjectNode json) {
        JsonNode named = Json.first(json, n -> n.isTextual() && !n.textValue().isBlank(), Field.EVENT, Field.TYPE);
        return named == null ? null : named.textValue();
    }

    /** The event of that name, or null when it lacks what gives it meaning. */
    static @Nullable OmniEvent parse(String name, ObjectNode json, Speaker unnamedSpeaker) {
        return switch (name) {
            case Frame.HELLO ->
                new OmniEvent.Hello(
                        Json.text(json, Field.CALL_ID),
                        AudioOut.of(json.get(Field.AUDIO_OUT)),
                        Json.line(json, MAX_NAME, Field.AUDIO_IN),
                        Json.line(json, MAX_NAME, Field.PROTOCOL),
                        Json.line(json, MAX_LINE, Field.VOICE_ID),
                        Json.line(json, MAX_LINE, Field.SERVER));
            case Frame.SESSION_STARTED ->
                new OmniEvent.SessionStarted(
                        Json.text(json, Field.CALL_ID),
                        Json.line(json, MAX_LINE, Field.AGENT_ID),
                        AudioOut.of(json.get(Field.AUDIO_OUT)));
            case Frame.CONFIGURED, Frame.CONFIG_ACK -> configured(json);
            case Frame.TURN_BEGIN -> turnBegin(json);
            case Frame.TURN -> speaker(json, Speaker.CALLER) == Speaker.AGENT ? turnBegin(json) : other(name);
            case Frame.FLUSH ->
                new OmniEvent.Flush(reason(json), Json.integer(json, Field.CANCELLED_TURN, OmniEvent.NO_TURN));
            case Frame.BARGE_IN -> new OmniEvent.BargeIn();
            case Frame.ASSISTANT_INTERRUPTED -> {
                String reply = Json.line(json, MAX_TRANSCRIPT_CHARS, Field.REPLY);
                yield new OmniEvent.AssistantInterrupted(reply == null ? "" : reply);
            }
            case Frame.TRANSCRIPT -> transcript(json, unnamedSpeaker);
            case Frame.TOOL_CALL -> toolCall(json);
            case Frame.TRANSFER_TO_HUMAN ->
                new OmniEvent.TransferToHuman(
                        Json.line(json, MAX_LINE, Field.DESTINATION, Field.TO, Field.NUMBER), reason(json));
            case Frame.SEND_DTMF -> sendDtmf(json);
            case Frame.PLAY_HOLD -> playHold(json);
            case Frame.COLLECT ->
                new OmniEvent.Collect(
                        Json.line(json, MAX_LINE, Field.FIELD), Frame.DTMF.equals(Json.text(json, Field.KIND)));
            case Frame.END_CALL -> new OmniEvent.EndCall(reason(json));
            case Frame.SESSION_ENDING -> new OmniEvent.SessionEnding(reason(json));
            case Frame.SESSION_END -> new OmniEvent.SessionEnd(reason(json));
            case Frame.IDLE_PROMPT -> new OmniEvent.IdlePrompt();
            case Frame.AUDIO_POSITION ->
                new OmniEvent.AudioPosition(
                        Json.integer(json, Field.SENT_MS, -1), Json.integer(json, Field.REALTIME_MS, -1));
            case Frame.ERROR -> error(json, false);
            case Frame.WARNING ->
                new OmniEvent.Warning(Json.line(json, MAX_NAME, Field.CODE), Json.line(json, MAX_LINE, Field.MESSAGE));
            case Frame.KB_QUERY ->
                new OmniEvent.KbQuery(Json.flag(json, Field.NONE), reason(json), lines(json.get(Field.TOP_IDS)));
            case Frame.DTMF -> new OmniEvent.DtmfAck(Json.line(json, MAX_NAME, Field.DIGIT, Field.DIGITS));
            default -> other(name);
        };
    }

    /** True when an object that names no event is an error all the same. */
    static boolean isError(ObjectNode json) {
        return json.hasNonNull(Field.DETAIL) || json.hasNonNull(Field.ERROR);
    }

    /** An error in any of its shapes: flat, nested under {@code error}, or only a {@code detail}. */
    static OmniEvent.ErrorEvent error(ObjectNode json, boolean onAudioTag) {
        JsonNode inner = json.get(Field.ERROR) instanceof ObjectNode nested ? nested : json;
        String code = Json.line(inner, MAX_NAME, Field.CODE);
        String message = Json.line(inner, MAX_LINE, Field.MESSAGE, Field.DETAIL, Field.ERROR, Field.REASON);
        if (message == null && inner.hasNonNull(Field.DETAIL)) {
            message = Text.clean(inner.get(Field.DETAIL).toString(), MAX_LINE);
        }
        if (code == null && message != null && CODE.matcher(message).matches()) {
            code = message;
        }
        return new OmniEvent.ErrorEvent(code, message, onAudioTag);
    }

    /** What was said, or null when the object holds no text. */
    static OmniEvent.@Nullable Transcript transcript(ObjectNode json, Speaker unnamedSpeaker) {
        JsonNode full = Json.first(json, JsonNode::isTextual, Field.TEXT);
        JsonNode said = full != null ? full : Json.first(json, JsonNode::isTextual, Field.DELTA);
        if (said == null) {
            return null;
        }
        boolean isDelta = full == null || Json.flag(json, Field.DELTA);
        String kind = Json.text(json, Field.KIND);
        boolean flagged = json.hasNonNull(Field.FINAL) || json.hasNonNull(Field.IS_FINAL) || kind != null;
        boolean isFinal = flagged
                ? Json.flag(json, Field.FINAL) || Json.flag(json, Field.IS_FINAL) || Field.FINAL.equals(kind)
                : !isDelta;
        String text = Text.clean(said.textValue(), MAX_TRANSCRIPT_CHARS);
        return new OmniEvent.Transcript(speaker(json, unnamedSpeaker), text, isFinal, isDelta);
    }

    private static OmniEvent configured(ObjectNode json) {
        JsonNode tools = json.get(Field.TOOLS);
        JsonNode greeting = json.get(Field.GREETING);
        int count = tools != null && tools.isArray() ? tools.size() : Json.integer(json, Field.TOOLS, -1);
        return new OmniEvent.Configured(
                Json.text(json, Field.CALL_ID),
                Json.line(json, MAX_LINE, Field.VOICE_ID),
                AudioOut.of(json.get(Field.AUDIO_OUT)),
                count < 0 ? null : count,
                greeting instanceof BooleanNode said ? (Boolean) said.booleanValue() : null,
                Json.flag(json, Field.LANGUAGE_FALLBACK),
                lines(json.get(Field.IGNORED)));
    }

    private static OmniEvent turnBegin(ObjectNode json) {
        return new OmniEvent.TurnBegin(
                Json.integer(json, Field.TURN, OmniEvent.NO_TURN), Json.integer(json, Field.SINCE_CALLER_END_MS, -1));
    }

    private static @Nullable OmniEvent toolCall(ObjectNode json) {
        JsonNode function = json.get(Field.FUNCTION);
        String id = Json.text(json, Field.CALL_ID);
        String name = Json.text(json, Field.NAME, Field.TOOL);
        JsonNode arguments = Json.first(json, n -> true, Field.ARGUMENTS, Field.ARGS);
        if (function != null && function.isObject()) {
            name = name != null ? name : Json.text(function, Field.NAME);
            arguments = arguments != null ? arguments : Json.first(function, n -> true, Field.ARGUMENTS, Field.ARGS);
        }
        if (id == null || id.isEmpty() || name == null || name.isEmpty()) {
            return null;
        }
        return new OmniEvent.ToolCall(id, name, argumentsJson(arguments));
    }

    private static String argumentsJson(@Nullable JsonNode arguments) {
        if (arguments == null) {
            return "{}";
        }
        if (arguments.isTextual()) {
            if (arguments.textValue().isBlank()) {
                return "{}";
            }
            JsonNode inside = Json.parse(arguments.textValue());
            return (inside != null ? inside : arguments).toString();
        }
        return arguments.toString();
    }

    private static @Nullable OmniEvent sendDtmf(ObjectNode json) {
        String digits = Json.line(json, MAX_NAME, Field.DIGITS, Field.DIGIT);
        String keys = digits == null ? "" : NOT_A_KEY.matcher(digits).replaceAll("");
        return keys.isEmpty() ? null : new OmniEvent.SendDtmf(keys);
    }

    private static OmniEvent playHold(ObjectNode json) {
        double seconds = Math.min(Json.number(json, Field.SECONDS, 0), MAX_HOLD_SECONDS);
        return new OmniEvent.PlayHold(seconds > 0 ? Duration.ofMillis(Math.round(seconds * 1_000)) : null);
    }

    private static OmniEvent other(String name) {
        return new OmniEvent.Other(Text.clean(name, MAX_NAME));
    }

    private static Speaker speaker(ObjectNode json, Speaker unnamed) {
        String role = Json.text(json, Field.ROLE, Field.SPEAKER);
        if (role == null) {
            return unnamed;
        }
        return switch (role) {
            case Field.USER, "caller", "customer", "human" -> Speaker.CALLER;
            case Field.ASSISTANT, "agent", "bot" -> Speaker.AGENT;
            default -> unnamed;
        };
    }

    private static @Nullable String reason(ObjectNode json) {
        return Json.line(json, MAX_LINE, Field.REASON);
    }

    private static List<String> lines(@Nullable JsonNode array) {
        List<String> lines = new ArrayList<>();
        if (array != null && array.isArray()) {
            for (int i = 0; i < array.size() && i < MAX_LIST; i++) {
                lines.add(Text.clean(array.get(i).asText(), MAX_LINE));
            }
        }
        return lines;
    }
}
