package callgateway.simulator.omni;

import java.time.Duration;

/**
 * Something that befalls a session.
 *
 * @param after counted from the moment
 * @param code close code, for {@link Kind#CLOSE}
 * @param reason close reason
 */
public record Mishap(Kind kind, Moment moment, Duration after, int code, String reason) {

    /** What happens. */
    public enum Kind {
        /** RST. */
        DROP,
        /** A close frame with this code. */
        CLOSE,
        /** The agent stops speaking and listening; the socket stays open. */
        GO_SILENT,
        /** Nothing is read from the socket any more. */
        STOP_READING,
        /** {@code session_ending}, and the session goes on. */
        SESSION_ENDING,
        /** {@code session_end}, then close 1000. */
        SESSION_END,
        /** An {@code error} event; the session goes on. */
        ERROR
    }

    /** Since when it counts. */
    public enum Moment {
        OPENED,
        CONFIGURED
    }

    /** Happens so long after the agent was configured. */
    public static Mishap of(Kind kind, Duration afterConfigured) {
        return new Mishap(kind, Moment.CONFIGURED, afterConfigured, 1011, "simulated");
    }

    /** 101, and a close with this code instead of a hello. */
    public static Mishap closeOnOpen(int code, String reason) {
        return new Mishap(Kind.CLOSE, Moment.OPENED, Duration.ZERO, code, reason);
    }

    /** A close with this code so long after the agent was configured. */
    public static Mishap close(int code, String reason, Duration afterConfigured) {
        return new Mishap(Kind.CLOSE, Moment.CONFIGURED, afterConfigured, code, reason);
    }

    boolean insteadOfHello() {
        return moment == Moment.OPENED && after.isZero();
    }
}
