package callgateway.records;

import callgateway.call.EndReason;
import java.util.Locale;

/** What became of a phone call. */
public enum Outcome {
    /** It goes on. */
    LIVE,
    /** It ended as it should. */
    SUCCESS,
    /** The agent's service failed. */
    AGENT_ERROR,
    /** The carrier failed, or the line. */
    CARRIER_ERROR,
    /** The gateway failed. */
    GATEWAY_ERROR,
    /** It got no agent: the pool was closed or full. */
    REFUSED,
    /** The caller left in line, or with a slot and before the stream came. */
    ABANDONED,
    /** The process that carried it ended without a word. */
    NODE_DIED;

    static Outcome of(EndReason reason) {
        return switch (reason.result()) {
            case SUCCESS -> SUCCESS;
            case AGENT_ERROR -> AGENT_ERROR;
            case CARRIER_ERROR -> CARRIER_ERROR;
            case GATEWAY_ERROR -> GATEWAY_ERROR;
        };
    }

    /** As it is written in the database and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
