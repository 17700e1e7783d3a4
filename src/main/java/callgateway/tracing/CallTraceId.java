package callgateway.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names traces after calls: the trace of a call has the digits of its CallSid as its id, so that it is found without being
 * looked for, and anybody who knows the CallSid knows what to send as {@code traceparent}. Belongs to one thread.
 */
final class CallTraceId implements IdGenerator {
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    private final IdGenerator random = IdGenerator.random();
    private @Nullable String root;

    /** The next span begins the trace of this call. */
    void begins(String callSid) {
        root = callSid;
    }

    /** That has been done. */
    void hasBegun() {
        root = null;
    }

    @Override
    public String generateTraceId() {
        return root == null ? random.generateTraceId() : trace(root);
    }

    @Override
    public String generateSpanId() {
        return root == null ? random.generateSpanId() : span(root);
    }

    static String trace(String callSid) {
        String digits = callSid.length() == TRACE_DIGITS + 2 ? callSid.substring(2) : "";
        boolean usable = digits.matches("[0-9a-f]{32}") && !digits.matches("0+");
        return usable ? digits : hash("trace", callSid, TRACE_DIGITS);
    }

    static String span(String callSid) {
        return hash("call", callSid, SPAN_DIGITS);
    }

    private static String hash(String what, String callSid, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((what + " " + callSid).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JVM without SHA-256", e);
        }
    }
}
