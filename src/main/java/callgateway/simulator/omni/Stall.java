package callgateway.simulator.omni;

/** Where a session gets stuck. */
public enum Stall {
    NOWHERE,
    /** The TCP connection is reset when the upgrade has been asked for. */
    RESET,
    /** The upgrade is never answered. */
    NO_ANSWER,
    /** 101, then nothing. */
    NO_HELLO,
    /** Hello, but configure is never answered and nobody speaks. */
    NO_CONFIGURED,
    /** Hello, and not a byte is read after that. */
    NEVER_READS
}
