package callgateway.call.media;

/**
 * A run of audio between two stages, or a view of somebody else's array. Whoever made it uses it again, so every stage
 * takes what it needs while it is pushed.
 */
final class AudioChunk {
    byte[] bytes = new byte[0];
    int offset;
    int length;
    /** The {@link Epoch} in which this audio came in. */
    int epoch;
    /** Already what the caller will hear: the codec lets it pass as it is. */
    boolean finished;

    /** An array of its own with room for that many bytes from 0 on; what was held is lost. */
    byte[] room(int capacity) {
        if (bytes.length < capacity) {
            bytes = new byte[capacity];
        }
        offset = 0;
        length = 0;
        return bytes;
    }

    /** Shows bytes of another array. */
    void show(byte[] source, int from, int count) {
        bytes = source;
        offset = from;
        length = count;
    }
}
