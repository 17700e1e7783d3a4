package callgateway.simulator.fault;

/** A direction through a relay. */
public enum Towards {
    /** From whoever connected to the relay to whom it connects them. */
    SERVER,
    /** Back. */
    CLIENT
}
