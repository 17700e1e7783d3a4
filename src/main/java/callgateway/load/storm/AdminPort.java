package callgateway.load.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What the gateway says of itself. Blocks; any thread. */
final class AdminPort {
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final String CALLS_LIVE = "gateway_calls_live ";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final ObjectMapper json = new ObjectMapper();
    private final StormTarget target;

    AdminPort(StormTarget target) {
        this.target = target;
    }

    /**
     * Caps and use.
     *
     * @param limit sessions that the gateway believes the agent service allows now
     * @param slots that are taken, in the scope where most are
     * @param waiting callers in line, in the scope where most are
     */
    record Capacity(int limit, int slots, int waiting) {}

    Capacity capacity() throws IOException, InterruptedException {
        JsonNode body = json.readTree(get("/api/capacity"));
        int slots = 0;
        int waiting = 0;
        for (JsonNode scope : body.path("scopes")) {
            slots = Math.max(
                    slots,
                    scope.path("unconfirmed").asInt() + scope.path("live").asInt());
            waiting = Math.max(waiting, scope.path("waiting").asInt());
        }
        return new Capacity(body.path("plan").path("limit").asInt(), slots, waiting);
    }

    /** Live calls, as the metric has them. */
    int callsLive() throws IOException, InterruptedException {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(CALLS_LIVE))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(CALLS_LIVE.length())))
                .findFirst()
                .orElseThrow(() -> new IOException("no gateway_calls_live at " + target.admin() + "/metrics"));
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target.admin().resolve(path)).timeout(WITHIN);
        if (target.adminToken() != null) {
            request.header("Authorization", "Bearer " + target.adminToken());
        }
        HttpResponse<String> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("no answer from the gateway's admin port " + target.admin() + ": " + e, e);
        }
        if (answer.statusCode() != 200) {
            throw new IOException(target.admin().resolve(path) + " answers HTTP " + answer.statusCode());
        }
        return answer.body();
    }
}
