package callgateway.simulator.caller;

/**
 * What the caller did and how long it took to hear the agent's reply. The first turn is picking up: its reply is the
 * greeting.
 *
 * @param cue the line, the key, or {@value #PICKED_UP}
 * @param endedAtMs when the last sound of the line was sent, the key pressed or the stream started
 * @param heardAtMs when the first sound of the agent was heard after that; {@value #NOT_HEARD} if there was none before
 *     the caller's next turn
 */
public record Turn(String cue, double endedAtMs, double heardAtMs) {
    public static final String PICKED_UP = "picked up";
    public static final double NOT_HEARD = -1;

    public boolean isAnswered() {
        return heardAtMs != NOT_HEARD;
    }

    /** Milliseconds of silence between the two; only if it was answered. */
    public double latencyMs() {
        return heardAtMs - endedAtMs;
    }
}
