package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an autoscaler gets from {@code /load}, with no token shown. */
@Timeout(60)
class LoadRouteTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static HttpResponse<String> load(NodeOnStage node) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(node.uri("/load")).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void isUnknown(HttpResponse<String> answer, String why) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(503);
        JsonNode error = JSON.readTree(answer.body()).get("error");
        assertThat(error.get("code").asText()).isEqualTo("load_unknown");
        assertThat(error.get("message").asText()).contains(why);
    }

    @Test
    void callsAreCountedUntilTheNodeDrains() throws Exception {
        ActorTestKit kit = ActorTestKit.create("load-route", ConfigFactory.load());
        try (NodeOnStage node = new NodeOnStage(kit, "secret-token", true)) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> load(node).statusCode() == 200);
            assertThat(JSON.readTree(load(node).body()))
                    .isEqualTo(JSON.readTree(
                            "{\"calls\":0,\"nodes\":1,\"waiting\":0,\"drainingNodes\":0,\"drainingCalls\":0}"));

            node.readiness.drain(true);

            await().atMost(30, TimeUnit.SECONDS).until(() -> load(node).statusCode() == 503);
            isUnknown(load(node), "draining");
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void whoHasNotBegunToCountSaysSo() throws Exception {
        ActorTestKit kit = ActorTestKit.create("load-route", ConfigFactory.load());
        try (NodeOnStage node = new NodeOnStage(kit, "secret-token")) {
            isUnknown(load(node), "not begun");
        } finally {
            kit.shutdownTestKit();
        }
    }
}
