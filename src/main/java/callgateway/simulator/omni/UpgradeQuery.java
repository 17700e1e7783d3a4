package callgateway.simulator.omni;

import callgateway.transport.stock.StockRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What an upgrade request asks for. */
final class UpgradeQuery {
    private static final int DEFAULT_HZ = 24_000;

    private UpgradeQuery() {}

    /** The rate of the caller's audio; 0 if it is none of those that are served. */
    static int rate(String target) {
        String rate = value(target, "rate");
        if (rate == null) {
            return DEFAULT_HZ;
        }
        return switch (rate) {
            case "8000" -> 8_000;
            case "16000" -> 16_000;
            case "24000" -> 24_000;
            default -> 0;
        };
    }

    /** The first value of a query parameter, decoded; null without one, or if it cannot be decoded. */
    static @Nullable String value(String target, String name) {
        int query = target.indexOf('?');
        if (query < 0) {
            return null;
        }
        for (String pair : target.substring(query + 1).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                try {
                    return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
        }
        return null;
    }

    static @Nullable String subprotocol(OmniBehaviour.Subprotocol choice, StockRequest request) {
        String offered = request.header("Sec-WebSocket-Protocol");
        return switch (choice) {
            case NONE -> null;
            case FIRST_OFFERED -> offered == null ? null : offered.split(",", -1)[0].strip();
            case NOT_OFFERED -> "pyai.v9";
        };
    }
}
