package callgateway.tools;

/**
 * How much goes on at once.
 *
 * @param maxRunning requests under way in this gateway; one endpoint gets half of them at the most
 */
public record ToolLimits(int maxRunning) {
    private static final int MOST = 10_000;

    /** Holds the range. */
    public ToolLimits {
        if (maxRunning < 2 || maxRunning > MOST) {
            throw new IllegalArgumentException("max-running: " + maxRunning + " (expected: 2.." + MOST + ")");
        }
    }
}
