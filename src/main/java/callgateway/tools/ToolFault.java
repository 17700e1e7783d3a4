package callgateway.tools;

import java.util.Locale;

/** Why a tool gave no result. The words are for the agent, who has to tell the caller. */
public enum ToolFault {
    /** The pool has no tool of that name, or only one that Omni runs itself. */
    UNKNOWN_TOOL("there is no tool of this name here"),
    /** Too many are under way in this phone call. */
    TOO_MANY_CALLS("too many tools are in use at once; it was not tried, wait for the other results first"),
    /** The id or the arguments are beyond what is forwarded. */
    ARGUMENTS_TOO_LONG("the arguments are too long; it was not tried"),
    /** Too many are under way in this gateway. */
    GATEWAY_BUSY("too much is going on; it was not tried"),
    /** Too many wait for this one endpoint. */
    ENDPOINT_BUSY("the service is slow and has too much to do; it was not tried"),
    /** No answer within the time. */
    TIMED_OUT("the service did not answer in time; it is not known whether it was done"),
    /** No connection: refused, no such host, or not within the time. */
    UNREACHABLE("the service cannot be reached; nothing was done"),
    /** The certificate is not right, or the other end speaks no TLS. */
    TLS_FAILED("there is no safe connection to the service"),
    /** The connection ended before the answer did. */
    BROKEN_OFF("the connection broke before the answer; it is not known whether it was done"),
    /** An answer that leads elsewhere; nobody follows. */
    REDIRECTED("the service gave no usable answer"),
    /** An answer of 4xx. */
    REFUSED("the service refused the request"),
    /** An answer of 5xx. */
    SERVICE_FAILED("the service failed; it is not known whether it was done"),
    /** An answer that is none. */
    NOT_JSON("the service gave no usable answer; it may have been done"),
    /** An answer beyond the bound. */
    ANSWER_TOO_LONG("the answer of the service was too long; it may have been done"),
    /** Whoever asked is gone. */
    ABANDONED("nobody waits for it any more"),
    /** Our own fault. */
    GATEWAY_FAILED("the tool could not be used; it is not known whether it was done");

    private final String message;

    ToolFault(String message) {
        this.message = message;
    }

    /** A stable name, such as {@code timed_out}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Code and words, such as {@code timed_out: the service did not answer in time}. Holds nothing of the endpoint's. */
    public String forAgent() {
        return code() + ": " + message;
    }
}
