package callgateway.twilio;

/**
 * The audio format that {@code start} announces.
 *
 * @param encoding media type such as {@code audio/x-mulaw}
 * @param sampleRateHz samples per second
 * @param channels 1 for every stream Twilio documents
 */
public record MediaFormat(String encoding, int sampleRateHz, int channels) {
    /** The only format Twilio documents, both ways (media-streams/websocket-messages). */
    public static final MediaFormat MU_LAW_8000 = new MediaFormat("audio/x-mulaw", 8000, 1);
}
