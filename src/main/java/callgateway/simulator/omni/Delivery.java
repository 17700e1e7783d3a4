package callgateway.simulator.omni;

/**
 * In what pieces and how fast the agent's audio is sent.
 *
 * @param chunkMs length of a piece, 1 to 10000
 * @param speed 1: real time; 10: ten seconds of audio in one
 * @param leadMs sent at once when a line begins, 0 to 10000; without any, each delay on the way is heard as a gap
 */
public record Delivery(int chunkMs, double speed, int leadMs) {
    /** Small pieces in real time, a little ahead. */
    public static final Delivery REAL_TIME = new Delivery(40, 1, 120);

    /** As fast as the service has been seen to send. */
    public static final Delivery BURST = new Delivery(150, 10, 0);

    /** Pieces of three seconds, ten times faster than they play. */
    public static final Delivery HUGE_PACKETS = new Delivery(3000, 10, 0);

    public Delivery {
        if (chunkMs < 1 || chunkMs > 10_000) {
            throw new IllegalArgumentException("chunkMs: " + chunkMs + " (expected: 1 to 10000)");
        }
        if (leadMs < 0 || leadMs > 10_000) {
            throw new IllegalArgumentException("leadMs: " + leadMs + " (expected: 0 to 10000)");
        }
        if (!(speed >= 1 && speed <= 1000)) {
            throw new IllegalArgumentException("speed: " + speed + " (expected: 1 to 1000)");
        }
    }
}
