package callgateway.admission;

import java.time.Duration;

/** Told what admission decides, on its thread; must not block. */
public interface AdmissionMonitor {
    /** A call got a slot after having waited for so long; zero when at once. */
    void admitted(String pool, Duration waited);

    /** A call joined a line. */
    void queued(String pool);

    /** A caller was sent where the pool sends those who get no agent. */
    void overflowed(String pool, Answer.Reason reason);

    /** A waiting caller hung up. */
    void abandoned();

    /** Something was not heard of in time. */
    void expired(Expired.Kind kind);

    /** The agent's service had no room for a call. */
    void turnedAway(Knock.Limit limit);

    /** The agent's service refuses the key: from now on callers overflow at once. */
    void keyRefused(KeyFault fault);

    /** It takes the key again. */
    void keyAccepted();

    /**
     * Slots were asked for, or lent, or given back; only where there are other nodes.
     *
     * @param many callers or slots, as {@code what} says
     */
    default void lent(Lend what, int many) {}

    /** Where admission stands; once a second. */
    void capacity(Capacity now);
}
