package callgateway.omni;

/** Takes what {@link OmniClientReader} finds, on the reader's thread, before the reading call returns. */
public interface OmniClientListener {
    /** Caller audio: PCM16 little-endian mono. The array is only valid during this call. */
    void audio(byte[] pcm, int off, int len);

    void message(OmniClientMessage message);

    /** Something the service would not act on; it would not say so either. */
    void ignored(ClientFault fault);
}
