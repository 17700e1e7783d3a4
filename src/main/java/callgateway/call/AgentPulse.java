package callgateway.call;

/** Counts the events of one call's agents, in which they show life beside what they say; belongs to the call's loop. */
final class AgentPulse {
    private int beats;

    void beat() {
        beats++;
    }

    int beats() {
        return beats;
    }
}
