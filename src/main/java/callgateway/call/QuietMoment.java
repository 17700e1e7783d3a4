package callgateway.call;

/**
 * Waits for a moment at which an agent can be replaced without anybody noticing: the agent spoke last, and for a second
 * nobody has said anything. Told once a second; does not wait for ever.
 */
final class QuietMoment {
    private int looksLeft;
    private boolean agentSpokeLast;

    /** @param atMostSeconds after this any moment will do */
    QuietMoment(int atMostSeconds, boolean agentSpokeLast) {
        this.looksLeft = atMostSeconds;
        this.agentSpokeLast = agentSpokeLast;
    }

    /** Whether this is the moment. */
    boolean look(boolean callerSpoke, boolean agentSpoke) {
        looksLeft--;
        if (agentSpoke || callerSpoke) {
            // Of both in one second the caller counts: they may wait for an answer.
            agentSpokeLast = !callerSpoke;
            return looksLeft <= 0;
        }
        return agentSpokeLast || looksLeft <= 0;
    }
}
