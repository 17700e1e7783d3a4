package callgateway.simulator.omni;

import callgateway.omni.OmniHttpAnswers;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The ways in which the service has been seen to refuse a session: an HTTP answer, or 101 and a close code. */
public enum OmniRefusal {
    UNAUTHORIZED(401, "invalid_api_key"),
    PAYMENT(402, "credit_exhausted"),
    FORBIDDEN(403, "insufficient_scope"),
    /** Too many requests a second. */
    RATE(429, "rate_limit_exceeded"),
    /** As many sessions as the plan allows, or that is what it says. */
    CONCURRENCY(429, "concurrency_limit_exceeded"),
    /** The day's allowance is used up, for {@code GET /v1/me} too; it does not say until when. */
    DAILY_CAP(429, "daily_cap_exceeded"),
    UNAVAILABLE(503, "upstream_error"),
    CLOSE_4401(4401, "unauthorized"),
    CLOSE_4403(4403, "insufficient_scope"),
    CLOSE_4429(4429, "concurrency_limit_exceeded");

    private final int status;
    private final String code;

    OmniRefusal(int status, String code) {
        this.status = status;
        this.code = code;
    }

    /** A behaviour that is otherwise this one, and refuses so. */
    public OmniBehaviour of(OmniBehaviour behaviour) {
        return isClose() ? behaviour.with(Mishap.closeOnOpen(status, code)) : behaviour.refusing(response());
    }

    /** As what a behaviour refuses everybody; empty if it does not, or in a way of its own. */
    static Optional<OmniRefusal> in(OmniBehaviour behaviour) {
        StockResponse refusal = behaviour.refusal();
        Mishap mishap = behaviour.mishap();
        if (refusal == null && mishap == null) {
            return Optional.empty();
        }
        return Arrays.stream(values())
                .filter(kind -> refusal == null
                        ? kind.isClose()
                                && Mishap.closeOnOpen(kind.status, kind.code).equals(mishap)
                        : !kind.isClose() && kind.isSaidBy(refusal))
                .findFirst();
    }

    /** Whether it concerns the key and not the attempt. */
    boolean isKeyWide() {
        return this == UNAUTHORIZED || this == DAILY_CAP;
    }

    StockResponse response() {
        return http(status, code, this == RATE || this == CONCURRENCY ? 1 : 0);
    }

    /** Without a {@code Retry-After} if that is 0. */
    static StockResponse http(int status, String code, int retryAfterSeconds) {
        List<StockHeader> headers = new ArrayList<>(List.of(new StockHeader("Content-Type", "application/json")));
        if (retryAfterSeconds > 0) {
            headers.add(new StockHeader("Retry-After", String.valueOf(retryAfterSeconds)));
        }
        return new StockResponse(
                status, List.copyOf(headers), OmniHttpAnswers.error(code, "refused: " + code.replace('_', ' ')));
    }

    private boolean isClose() {
        return status >= 1000;
    }

    private boolean isSaidBy(StockResponse refusal) {
        return refusal.status() == status
                && Arrays.equals(refusal.body(), response().body());
    }
}
