package callgateway.call;

/** Counts what one call's agents send, audio and events; belongs to the call's loop. */
final class AgentPulse {
    private int beats;

    void beat() {
        beats++;
    }

    int beats() {
        return beats;
    }
}
