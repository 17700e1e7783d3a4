package callgateway.call.media;

/**
 * What a flush did to the agent's audio.
 *
 * @param heardMs how much of the present utterance the caller has heard: of what the agent has said since the flush
 *     before, or since the caller had last heard all there was
 * @param sparedMs how much the caller is spared, wherever it was: here, on its way, at the carrier
 * @param positionMs where the caller stopped hearing, on the scale of {@link CallMedia#saidMs}
 */
public record Flushed(long heardMs, long sparedMs, long positionMs) {
    /** Whether it cut anything off. */
    public boolean interrupted() {
        return sparedMs > 0;
    }
}
