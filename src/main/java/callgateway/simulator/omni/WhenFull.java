package callgateway.simulator.omni;

import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a session beyond the limit is refused. All of these have been seen, or are documented, of the real service. */
public enum WhenFull {
    /** 429 with a body that says why and a {@code Retry-After}. */
    RETRY_AFTER,
    /** 429 with a body that says why. */
    BODY,
    /** 429 with a {@code Retry-After} alone. */
    BARE_RETRY_AFTER,
    /** 429 and nothing else. */
    BARE,
    /** 101, and close 4429 instead of a hello. */
    CLOSE;

    /** A behaviour that is otherwise this one, and refuses so, full or not. */
    public OmniBehaviour of(OmniBehaviour behaviour) {
        StockResponse response = response();
        return response == null ? OmniRefusal.CLOSE_4429.of(behaviour) : behaviour.refusing(response);
    }

    /** Null: let in, to be closed. */
    @Nullable
    StockResponse response() {
        return switch (this) {
            case RETRY_AFTER -> OmniRefusal.CONCURRENCY.response();
            case BODY -> OmniRefusal.http(429, "concurrency_limit_exceeded", 0);
            case BARE_RETRY_AFTER -> new StockResponse(429, List.of(new StockHeader("Retry-After", "1")), new byte[0]);
            case BARE -> StockResponse.empty(429);
            case CLOSE -> null;
        };
    }
}
