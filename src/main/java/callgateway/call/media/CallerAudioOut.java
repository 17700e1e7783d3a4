package callgateway.call.media;

/** Where agent audio leaves for the caller. Loop thread only. */
public interface CallerAudioOut {
    /** Whether the carrier keeps up; while it does not, audio is held back. */
    boolean isWritable();

    /** Appends one frame of mu-law audio to what {@link #flush} sends. */
    void audio(byte[] mulaw, int offset, int length);

    /** Appends a mark that the carrier sends back when what was sent before it has been played. */
    void mark(String name);

    /** Appends the order to drop everything the carrier has not played yet. */
    void clear();

    /**
     * Among what comes next there will be telephone keys: in about so many milliseconds, for so many, unless it is cleared
     * before.
     */
    default void keysAhead(long inMs, long ms) {}

    /** Sends what was appended. */
    void flush();
}
