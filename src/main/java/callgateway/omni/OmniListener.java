package callgateway.omni;

/** Takes what {@link OmniReader} finds, on the reader's thread, before the reading call returns. */
public interface OmniListener {
    /**
     * Agent audio: PCM16 little-endian mono at the announced rate, of any length, perhaps odd (the next audio continues
     * it). The array belongs to the caller of the reader and is only valid during this call.
     */
    void audio(byte[] pcm, int off, int len);

    /** Something happened in the session. */
    void event(OmniEvent event);

    /** Something could not be used. */
    void dropped(DropReason reason);
}
