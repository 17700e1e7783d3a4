package callgateway.omni;

/**
 * The rate of the agent's audio, which is not always the rate that was asked for: until Omni says otherwise it is 8000 if
 * 8000 was asked for, else 24000. One per session, not thread-safe.
 */
public final class OutputRate {
    private static final int NARROW_BAND = 8_000;
    private static final int OMNIS_OWN = 24_000;

    private int hz;

    /**
     * The rate to expect before anything is announced.
     *
     * @param requestedHz the rate in the session's address
     */
    public OutputRate(int requestedHz) {
        this.hz = requestedHz == NARROW_BAND ? NARROW_BAND : OMNIS_OWN;
    }

    /** Samples per second of the agent's audio from now on: 8000, 16000 or 24000. */
    public int hz() {
        return hz;
    }

    /**
     * Takes note of what an event said; an announcement without a usable rate changes nothing.
     *
     * @return true if the rate is another one now
     */
    public boolean announce(AudioOut announced) {
        if (announced.hz() == 0 || announced.hz() == hz) {
            return false;
        }
        hz = announced.hz();
        return true;
    }
}
