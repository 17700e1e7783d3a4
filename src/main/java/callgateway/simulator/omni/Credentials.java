package callgateway.simulator.omni;

import callgateway.transport.stock.StockRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The four places where a key may be. */
final class Credentials {
    private Credentials() {}

    static boolean match(@Nullable String apiKey, StockRequest request) {
        if (apiKey == null) {
            return true;
        }
        String offered = request.header("Sec-WebSocket-Protocol");
        return ("Bearer " + apiKey).equals(request.header("Authorization"))
                || apiKey.equals(request.header("x-api-key"))
                || apiKey.equals(UpgradeQuery.value(request.target(), "api_key"))
                || (offered != null
                        && Arrays.asList(offered.split("\\s*,\\s*", -1)).contains("pyai-key." + apiKey));
    }
}
