package callgateway.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs lines about calls where no actor does it, each with the CallSid in the MDC, so that all lines of a call are found by
 * one field. Any thread.
 */
public final class CallLog {
    /** The name of the CallSid in the MDC. */
    public static final String CALL_SID = "callSid";

    private final Logger log;

    /** Lines go there. */
    public CallLog(Logger log) {
        this.log = log;
    }

    /** Lines are the class's. */
    public static CallLog of(Class<?> owner) {
        return new CallLog(LoggerFactory.getLogger(owner));
    }

    /** A line about this call, at INFO. */
    public void info(@Nullable String callSid, String format, @Nullable Object... values) {
        if (log.isInfoEnabled()) {
            about(callSid, () -> log.info(format, values));
        }
    }

    /** A line about this call, at WARN. */
    public void warn(@Nullable String callSid, String format, @Nullable Object... values) {
        if (log.isWarnEnabled()) {
            about(callSid, () -> log.warn(format, values));
        }
    }

    /** A line about this call, at ERROR; the last value may be what was thrown. */
    public void error(@Nullable String callSid, String format, @Nullable Object... values) {
        about(callSid, () -> log.error(format, values));
    }

    private static void about(@Nullable String callSid, Runnable line) {
        if (callSid == null || callSid.isEmpty()) {
            line.run();
            return;
        }
        String before = MDC.get(CALL_SID);
        MDC.put(CALL_SID, callSid);
        try {
            line.run();
        } finally {
            if (before == null) {
                MDC.remove(CALL_SID);
            } else {
                MDC.put(CALL_SID, before);
            }
        }
    }
}
