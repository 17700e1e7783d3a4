package callgateway.simulator.caller;

/**
 * The caller spoke over the agent.
 *
 * @param startedAtMs first sound of the caller's line
 * @param clearedAtMs when the gateway's {@code clear} came; {@value #NO_CLEAR} without one
 * @param discardedMs agent audio that it threw away
 * @param stoppedAtMs last sound of the agent before half a second of quiet
 * @param staleMs agent speech that was heard after the {@code clear} while the caller was still speaking: none is right
 */
public record BargeIn(
        String line, double startedAtMs, double clearedAtMs, double discardedMs, double stoppedAtMs, double staleMs) {
    public static final double NO_CLEAR = -1;

    /** Whether the gateway had what was still to be played thrown away. */
    public boolean isCleared() {
        return clearedAtMs != NO_CLEAR;
    }

    /** For how long the caller had to speak against the agent. */
    public double stopMs() {
        return stoppedAtMs - startedAtMs;
    }
}
