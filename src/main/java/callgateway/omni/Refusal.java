package callgateway.omni;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a session did not come up or did not last: an HTTP answer instead of an upgrade, a close code, or no answer at all.
 * The same cause may come as either of the first two (a bad key as 401 or as 4401), so both lead to the same kinds.
 *
 * <p>Source: PyAI docs, errors-and-limits; bodies and headers as reported of the live service.
 *
 * @param status the HTTP status or the close code; 0 when there was none
 * @param code stable name given by Omni, such as {@code concurrency_limit_exceeded}; null when it gave none
 * @param requestId for Omni's support; null when it gave none
 * @param retryAfter how long not to try again, as Omni asked or as the kind implies; at most a day
 * @param message one line for an operator's log; holds no key
 */
public record Refusal(
        Kind kind,
        int status,
        @Nullable String code,
        @Nullable String requestId,
        Optional<Duration> retryAfter,
        String message) {

    /** What a refusal means for the next attempt. */
    public enum Kind {
        /** The request is wrong, for instance a malformed agent id. */
        BAD_REQUEST(false, false),
        /** The key is wrong or missing. */
        UNAUTHORIZED(false, true),
        /** Credit, budget or quota used up. */
        PAYMENT(false, true),
        /** The key may not do this: scope, origin, suspended. */
        FORBIDDEN(false, true),
        /** Nothing there: the address is wrong. */
        NOT_FOUND(false, true),
        /** Too many requests per second. */
        RATE_LIMITED(true, false),
        /** As many sessions as the plan allows: wait for one to end. */
        CONCURRENCY(true, false),
        /** The day's allowance is used up, for every call of this key. */
        DAILY_CAP(false, true),
        /** Too many of something, and Omni did not say of what; {@code GET /v1/me} tells a key-wide cap from the others. */
        TOO_MANY_UNKNOWN(true, false),
        /** The service has a fault or restarts. */
        SERVER_ERROR(true, false),
        /** No connection, no answer in time, or the connection broke. */
        UNREACHABLE(true, false),
        /** The session ended in the regular way. */
        ENDED(false, false),
        /** The service closed because of what was sent. */
        POLICY(false, false),
        /** Nothing this gateway knows. */
        UNEXPECTED(false, false);

        private final boolean retryable;
        private final boolean keyWide;

        Kind(boolean retryable, boolean keyWide) {
            this.retryable = retryable;
            this.keyWide = keyWide;
        }
    }

    /**
     * An HTTP answer other than 101.
     *
     * @param headers in any spelling of names
     * @param body as far as it was read; may be empty
     * @param now against which a date in {@code Retry-After} is measured when the answer itself carries none
     */
    public static Refusal ofHttp(
            int status, Iterable<? extends Map.Entry<String, String>> headers, byte[] body, Instant now) {
        RefusalBody said = RefusalBody.of(body);
        String headerId = RetryAfter.first(headers, "x-request-id", "x-pyai-request-id");
        String requestId = headerId == null ? said.requestId() : Text.clean(headerId, RefusalBody.MAX_CODE);
        Kind kind = kindOfHttp(status, said.code());
        Duration wait = RetryAfter.of(headers, now);
        if (wait == null && kind == Kind.DAILY_CAP) {
            wait = RetryAfter.untilNextUtcDay(now);
        }
        return new Refusal(
                kind,
                status,
                said.code(),
                requestId,
                Optional.ofNullable(wait),
                line("HTTP " + status, said.code(), requestId, said.text()));
    }

    /**
     * A closed WebSocket.
     *
     * @param code as in the close frame; 1005 when it had none, 1006 when there was no frame
     * @param reason as in the close frame; may be empty
     */
    public static Refusal ofClose(int code, String reason) {
        String name = RefusalBody.isCode(reason) ? reason : null;
        String text = name == null ? RefusalBody.forPeople(reason) : null;
        return new Refusal(
                kindOfClose(code, name),
                code,
                name,
                null,
                Optional.empty(),
                line("WebSocket close " + code, name, null, text));
    }

    /** No connection, no answer in time, or the like; {@code what} is one line for a log. */
    public static Refusal unreachable(String what) {
        return new Refusal(
                Kind.UNREACHABLE,
                0,
                null,
                null,
                Optional.empty(),
                line("no session", null, null, RefusalBody.forPeople(what)));
    }

    /** True if another attempt may succeed soon. */
    public boolean retryable() {
        return kind.retryable;
    }

    /** True if every other call with this key would be refused too: stop dialling and tell an operator. */
    public boolean keyWide() {
        return kind.keyWide;
    }

    private static Kind kindOfHttp(int status, @Nullable String code) {
        return switch (status) {
            case 401 -> Kind.UNAUTHORIZED;
            case 402 -> Kind.PAYMENT;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 408 -> Kind.UNREACHABLE;
            case 429 -> kindOfTooMany(code);
            default ->
                status >= 500 && status <= 599
                        ? Kind.SERVER_ERROR
                        : status >= 400 && status <= 499 ? Kind.BAD_REQUEST : Kind.UNEXPECTED;
        };
    }

    private static Kind kindOfTooMany(@Nullable String code) {
        if (code == null) {
            return Kind.TOO_MANY_UNKNOWN;
        }
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "rate_limit_exceeded" -> Kind.RATE_LIMITED;
            case "concurrency_limit_exceeded" -> Kind.CONCURRENCY;
            case "daily_cap_exceeded", "requests_too_many", "sandbox_limit_reached" -> Kind.DAILY_CAP;
            default -> Kind.TOO_MANY_UNKNOWN;
        };
    }

    private static Kind kindOfClose(int code, @Nullable String name) {
        return switch (code) {
            case 1000 -> Kind.ENDED;
            case 1005, 1006, 1015 -> Kind.UNREACHABLE;
            case 1001, 1011, 1012, 1013, 1014 -> Kind.SERVER_ERROR;
            case 1002, 1003, 1007, 1008, 1009, 1010 -> Kind.POLICY;
            // 44xx means what HTTP's 4xx does.
            default -> code >= 4400 && code <= 4499 ? kindOfHttp(code - 4000, name) : Kind.UNEXPECTED;
        };
    }

    private static String line(String what, @Nullable String code, @Nullable String requestId, @Nullable String text) {
        StringBuilder line = new StringBuilder("Omni: ").append(what);
        if (code != null) {
            line.append(' ').append(code);
        }
        if (text != null && !text.isBlank() && !text.equals(code)) {
            line.append(": ").append(text);
        }
        if (requestId != null) {
            line.append(" (request ").append(requestId).append(')');
        }
        return line.toString();
    }
}
