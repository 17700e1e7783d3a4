package callgateway.twilio;

import callgateway.twilio.BadMessage.Reason;
import callgateway.twilio.TwilioMessage.Connected;
import callgateway.twilio.TwilioMessage.Dtmf;
import callgateway.twilio.TwilioMessage.Mark;
import callgateway.twilio.TwilioMessage.Media;
import callgateway.twilio.TwilioMessage.Start;
import callgateway.twilio.TwilioMessage.Stop;
import callgateway.twilio.TwilioMessage.Unknown;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Twilio sends on one media stream. Not thread-safe: one reader per stream, on the thread that reads its socket.
 *
 * <p>Fifty times a second and call, {@link #readMedia} takes the usual media message without allocating. Everything else,
 * and every message that it finds unusual, goes to {@link #read}, which alone decides what is right and what is wrong:
 * <pre>{@code if (reader.readMedia(b, off, len, frame)) audio(frame); else switch on reader.read(b, off, len);}</pre>
 *
 * <p>Tolerant as Twilio's documentation asks: numbers as texts or as numbers, fields in any order, unknown fields and
 * events harmless.
 */
public final class TwilioReader {
    private static final String INBOUND = "inbound";
    private static final String DIGITS = "0123456789*#ABCD";

    /**
     * Reads the usual media message of the caller's track: all fields texts without escapes, none of ours twice.
     *
     * @param utf8 one whole text message
     * @param into takes audio and timestamp; its content is undefined if the answer is false
     * @return false if the message is anything else, good or bad: {@link #read} decides
     */
    public boolean readMedia(byte[] utf8, int off, int len, MediaFrame into) {
        return MediaScan.read(utf8, off, len, into);
    }

    /**
     * Reads any message.
     *
     * @param utf8 one whole text message
     * @throws BadMessage if it is not JSON, not UTF-8, too large, or a field that matters is absent or wrong
     */
    public TwilioMessage read(byte[] utf8, int off, int len) throws BadMessage {
        JsonObject message = JsonObject.read(utf8, off, len);
        String event = message.strictText("event");
        return switch (event) {
            case "connected" -> connected(message);
            case "start" -> start(message);
            case "media" -> media(message.object("media"));
            case "dtmf" -> dtmf(message.object("dtmf"));
            case "mark" -> new Mark(message.object("mark").text("name"));
            case "stop" -> stop(message);
            default -> new Unknown(shortened(event));
        };
    }

    private static Connected connected(JsonObject message) throws BadMessage {
        return new Connected(
                shortened(orElse(message.optionalText("protocol"), "")),
                shortened(orElse(message.optionalText("version"), "")));
    }

    private static Start start(JsonObject message) throws BadMessage {
        JsonObject start = message.object("start");
        return new Start(
                streamSid(message, start),
                sid(start, "callSid", Sid.CALL),
                sid(start, "accountSid", Sid.ACCOUNT),
                start.texts("tracks"),
                parameters(start.optionalObject("customParameters")),
                format(start.optionalObject("mediaFormat")));
    }

    /** The stream is named inside, outside, or both; some carriers do only one, but both must agree. */
    private static String streamSid(JsonObject message, JsonObject start) throws BadMessage {
        if (!start.has("streamSid")) {
            return message.has("streamSid") ? sid(message, "streamSid", Sid.STREAM) : start.text("streamSid");
        }
        String inner = sid(start, "streamSid", Sid.STREAM);
        if (message.has("streamSid") && !inner.equals(message.text("streamSid"))) {
            throw BadMessage.badValue("start.streamSid", "not the streamSid beside it", "one stream");
        }
        return inner;
    }

    private static String sid(JsonObject object, String name, Sid kind) throws BadMessage {
        String sid = object.strictText(name);
        if (!kind.matches(sid)) {
            throw BadMessage.badValue(object.pathOf(name), sid.length() + " characters", kind.description());
        }
        return sid;
    }

    private static Map<String, String> parameters(@Nullable JsonObject object) throws BadMessage {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (object != null) {
            for (String name : object.names()) {
                parameters.put(name, object.text(name));
            }
        }
        return parameters;
    }

    private static MediaFormat format(@Nullable JsonObject object) throws BadMessage {
        if (object == null) {
            return MediaFormat.MU_LAW_8000;
        }
        MediaFormat usual = MediaFormat.MU_LAW_8000;
        return new MediaFormat(
                shortened(orElse(object.optionalText("encoding"), usual.encoding())),
                small(object, "sampleRate", usual.sampleRateHz()),
                small(object, "channels", usual.channels()));
    }

    private static int small(JsonObject object, String name, int absent) throws BadMessage {
        long number = object.whole(name, absent);
        if (number > 1_000_000) {
            throw BadMessage.badValue(object.pathOf(name), Long.toString(number), "at most 1000000");
        }
        return (int) number;
    }

    private static Media media(JsonObject media) throws BadMessage {
        byte[] audio = audio(media);
        MediaFrame frame = new MediaFrame();
        frame.set(audio, 0, audio.length, media.whole("timestamp", MediaFrame.NO_TIMESTAMP));
        return new Media(shortened(orElse(media.optionalText("track"), INBOUND)), frame);
    }

    /** The decoded {@code payload} of either direction's media object. */
    static byte[] audio(JsonObject media) throws BadMessage {
        String payload = media.strictText("payload");
        byte[] audio;
        try {
            audio = Base64.getDecoder().decode(payload);
        } catch (IllegalArgumentException e) {
            throw new BadMessage(
                    Reason.BAD_BASE64,
                    media.pathOf("payload") + ": " + payload.length() + " characters that are not base64");
        }
        if (audio.length > Wire.MAX_AUDIO_BYTES) {
            throw new BadMessage(
                    Reason.TOO_LARGE,
                    media.pathOf("payload") + ": " + audio.length + " bytes of audio (expected: at most "
                            + Wire.MAX_AUDIO_BYTES + ")");
        }
        return audio;
    }

    private static Dtmf dtmf(JsonObject dtmf) throws BadMessage {
        String digit = dtmf.text("digit");
        if (digit.length() != 1 || DIGITS.indexOf(digit.charAt(0)) < 0) {
            throw BadMessage.badValue("dtmf.digit", digit.length() + " characters", "one of 0-9 * # A-D");
        }
        return new Dtmf(digit.charAt(0));
    }

    private static Stop stop(JsonObject message) throws BadMessage {
        JsonObject stop = message.optionalObject("stop");
        return new Stop(stop != null && stop.has("callSid") ? sid(stop, "callSid", Sid.CALL) : null);
    }

    private static String orElse(@Nullable String text, String absent) {
        return text == null ? absent : text;
    }

    private static String shortened(String text) {
        return text.length() <= Wire.MAX_NAME_CHARS ? text : text.substring(0, Wire.MAX_NAME_CHARS);
    }
}
