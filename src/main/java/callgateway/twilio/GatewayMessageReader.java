package callgateway.twilio;

import callgateway.twilio.BadMessage.Reason;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads what a gateway sends, as strictly as Twilio: whatever this rejects would be warning 31951 at Twilio, reported once
 * per stream, and silence for the caller. For simulated callers.
 *
 * <p>Not thread-safe: one per stream.
 */
public final class GatewayMessageReader {
    private final String streamSid;
    private final byte[] usualMedia;

    /**
     * A reader for one stream.
     *
     * @param streamSid of the stream; a message for another one is rejected
     */
    public GatewayMessageReader(String streamSid) {
        this.streamSid = streamSid;
        usualMedia = Wire.utf8(
                "{\"event\":\"media\",\"streamSid\":" + Wire.quoted(streamSid) + ",\"media\":{\"payload\":\"");
    }

    /**
     * Reads a media message in the form that most programs write it in, without allocating.
     *
     * @param into takes the audio, without timestamp; its content is undefined if the answer is false
     * @return false if the message is anything else, good or bad: {@link #read} decides
     */
    public boolean readMedia(byte[] utf8, int off, int len, MediaFrame into) {
        int end = off + len;
        int from = off + usualMedia.length;
        if (len > Wire.MAX_MESSAGE_BYTES
                || len < usualMedia.length
                || !Arrays.equals(utf8, off, from, usualMedia, 0, usualMedia.length)) {
            return false;
        }
        byte[] audio = into.room((end - from) / 4 * 3 + MediaBase64.SLACK_BYTES);
        int stop = MediaBase64.decode(utf8, from, end, audio);
        int bytes = MediaBase64.decodedLength(utf8, from, stop);
        into.filled(bytes, MediaFrame.NO_TIMESTAMP);
        return bytes <= Wire.MAX_AUDIO_BYTES
                && end - stop == 3
                && utf8[stop] == '"'
                && utf8[stop + 1] == '}'
                && utf8[stop + 2] == '}';
    }

    /**
     * Reads any message.
     *
     * @throws BadMessage what Twilio would warn about, in words
     */
    public GatewayMessage read(byte[] utf8, int off, int len) throws BadMessage {
        JsonObject message = JsonObject.read(utf8, off, len);
        String duplicate = message.anyDuplicate();
        if (duplicate != null) {
            throw new BadMessage(Reason.DUPLICATE_FIELD, duplicate + ": there twice (expected: once)");
        }
        String event = message.strictText("event");
        return switch (event) {
            case "media" -> media(message);
            case "mark" -> mark(message);
            case "clear" -> clear(message);
            default ->
                throw new BadMessage(
                        Reason.UNEXPECTED, "event: none that Twilio takes (expected: media, mark or clear)");
        };
    }

    private GatewayMessage.Media media(JsonObject message) throws BadMessage {
        requireEnvelope(message, Set.of("event", "streamSid", "media"));
        JsonObject media = message.object("media");
        requireOnly(media, Set.of("payload"));
        byte[] audio = TwilioReader.audio(media);
        MediaFrame frame = new MediaFrame();
        frame.set(audio, 0, audio.length, MediaFrame.NO_TIMESTAMP);
        return new GatewayMessage.Media(frame);
    }

    private GatewayMessage.Mark mark(JsonObject message) throws BadMessage {
        requireEnvelope(message, Set.of("event", "streamSid", "mark"));
        JsonObject mark = message.object("mark");
        requireOnly(mark, Set.of("name"));
        return new GatewayMessage.Mark(mark.strictText("name"));
    }

    private GatewayMessage.Clear clear(JsonObject message) throws BadMessage {
        requireEnvelope(message, Set.of("event", "streamSid"));
        return new GatewayMessage.Clear();
    }

    private void requireEnvelope(JsonObject message, Set<String> allowed) throws BadMessage {
        requireOnly(message, allowed);
        if (!message.strictText("streamSid").equals(streamSid)) {
            throw BadMessage.badValue("streamSid", "of another stream", "the one that start named");
        }
    }

    private static void requireOnly(JsonObject object, Set<String> allowed) throws BadMessage {
        for (String name : object.names()) {
            if (!allowed.contains(name)) {
                throw new BadMessage(
                        Reason.UNEXPECTED,
                        object.pathOf(name) + ": no field that Twilio takes (expected: "
                                + String.join(", ", allowed.stream().sorted().toList()) + ")");
            }
        }
    }
}
