package callgateway.simulator.omni;

import callgateway.omni.OmniClientMessage;

/** Who is at the other end of a configured session. Called by one thread at a time. */
interface Partner {
    /** The agent has been configured for the first time. */
    void begin(OmniClientMessage.Configure configure, long nowNanos);

    void hear(byte[] pcm, int off, int len, long nowNanos);

    void message(OmniClientMessage message, long nowNanos);

    /** Whether {@link #tick} has to be called. */
    default boolean keepsTime() {
        return true;
    }

    /** Time passes; called every 20 ms or so. */
    void tick(long nowNanos);
}
