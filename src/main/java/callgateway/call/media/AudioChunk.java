package callgateway.call.media;

/**
 * A run of audio between two stages. The stage that made it uses it again, so it is good until that stage is pulled;
 * every stage takes what it needs when it is pushed.
 */
final class AudioChunk {
    final byte[] bytes;
    int length;
    /** The {@link Epoch} in which this audio came in. */
    int epoch;

    AudioChunk(int capacity) {
        bytes = new byte[capacity];
    }
}
