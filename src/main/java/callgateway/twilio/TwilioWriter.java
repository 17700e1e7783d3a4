package callgateway.twilio;

/**
 * Writes the three messages that Twilio takes on a media stream: media, mark and clear (Twilio docs:
 * media-streams/websocket-messages). Each names the stream; anything else in them would be warning 31951 and silence.
 *
 * <p>Immutable, but meant for the thread that owns the stream's socket.
 */
public final class TwilioWriter {
    private static final byte[] MEDIA_END = Wire.ascii("\"}}");

    private final byte[] mediaStart;
    private final String markStart;
    private final byte[] clear;

    /**
     * A writer for one stream.
     *
     * @param streamSid as {@code start} named it
     */
    public TwilioWriter(String streamSid) {
        String stream = ",\"streamSid\":" + Wire.quoted(streamSid);
        mediaStart = Wire.utf8("{\"event\":\"media\"" + stream + ",\"media\":{\"payload\":\"");
        markStart = "{\"event\":\"mark\"" + stream + ",\"mark\":{\"name\":";
        clear = Wire.utf8("{\"event\":\"clear\"" + stream + "}");
    }

    /** Bytes of the media message for so many bytes of audio. */
    public int maxMediaBytes(int muLen) {
        return mediaStart.length + MediaBase64.encodedLength(muLen) + MEDIA_END.length;
    }

    /**
     * Writes a media message, without allocation.
     *
     * @param mu mu-law audio without any header, of any length
     * @param out has room for {@link #maxMediaBytes} from {@code outOff}
     * @return bytes written
     */
    public int media(byte[] mu, int off, int len, byte[] out, int outOff) {
        System.arraycopy(mediaStart, 0, out, outOff, mediaStart.length);
        int end = MediaBase64.encode(mu, off, len, out, outOff + mediaStart.length);
        System.arraycopy(MEDIA_END, 0, out, end, MEDIA_END.length);
        return end + MEDIA_END.length - outOff;
    }

    /** A mark, echoed when all audio sent before it has been played, or flushed. */
    public byte[] mark(String name) {
        return Wire.utf8(markStart + Wire.quoted(name) + "}}");
    }

    /** Flushes everything Twilio has buffered; every outstanding mark is echoed. */
    public byte[] clear() {
        return clear.clone();
    }
}
