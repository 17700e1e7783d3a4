package callgateway.simulator.omni;

/**
 * In what pieces and how fast the agent's audio is sent.
 *
 * @param chunkMs length of a piece, 1 to 10000
 * @param speed 1: real time; 10: ten seconds of audio in one
 */
public record Delivery(int chunkMs, double speed) {
    /** Small pieces in real time. */
    public static final Delivery REAL_TIME = new Delivery(40, 1);

    /** As fast as the service has been seen to send. */
    public static final Delivery BURST = new Delivery(150, 10);

    /** Pieces of three seconds, ten times faster than they play. */
    public static final Delivery HUGE_PACKETS = new Delivery(3000, 10);

    public Delivery {
        if (chunkMs < 1 || chunkMs > 10_000) {
            throw new IllegalArgumentException("chunkMs: " + chunkMs + " (expected: 1 to 10000)");
        }
        if (!(speed >= 1 && speed <= 1000)) {
            throw new IllegalArgumentException("speed: " + speed + " (expected: 1 to 1000)");
        }
    }
}
