package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.CallView;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin port as its description says it is; drain and audit. */
@Timeout(60)
class AdminApiTest {
    private static final ActorTestKit KIT = ActorTestKit.create("admin-api", ConfigFactory.load());
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private NodeOnStage node;

    @BeforeEach
    void open() {
        node = new NodeOnStage(KIT, null);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send("GET", path, "").body());
    }

    private JsonNode description() throws IOException, InterruptedException {
        return get("/openapi.json");
    }

    @Test
    void everyOperationThatIsDescribedIsThere() throws Exception {
        node.shows(1, CallView.State.TALKING);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : description().get("paths").properties()) {
            String target = path.getKey()
                    .replace("{callSid}", NodeOnStage.sid(1))
                    .replace("{scope}", "plan")
                    .replace("{seq}", "1")
                    .replace("{node}", "node-9")
                    .replace("{file}", "style.css");
            for (String method : METHODS) {
                boolean described = path.getValue().has(method);
                if (method.equals("get") && path.getKey().equals("/api/events")) {
                    // It never ends; EventFeedTest reads it.
                    continue;
                }
                int status = send(method.toUpperCase(java.util.Locale.ROOT), target, "{\"cap\": 5, \"drain\": false}")
                        .statusCode();
                if (described ? status == 404 || status == 405 || status == 500 : status != 405) {
                    wrong.add(method + " " + target + " answers " + status);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whateverAnswersIsDescribed() throws Exception {
        for (String path :
                List.of("/api", "/api/", "/api/nothing", "/api/calls/", "/api/calls/CA1/wiretap", "/voice")) {
            HttpResponse<String> answer = send("GET", path, "");
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(JSON.readTree(answer.body()).at("/error/code").asText()).isEqualTo("not_found");
        }
        // A route that is left out of the description is not reachable at all: this is what keeps it whole.
        assertThat(Described.load().methodsOf("/api/calls")).containsExactlyInAnyOrder("GET", "POST");
        assertThat(Described.load().methodsOf("/api/calls/x/y/z")).isEmpty();
    }

    @Test
    void everyReferenceOfTheDescriptionLeadsSomewhereAndEveryNameIsUsedOnce() throws Exception {
        JsonNode description = description();
        assertThat(description.get("openapi").asText()).startsWith("3.1.");
        assertThat(description.findValuesAsText("$ref")).isNotEmpty().allSatisfy(ref -> assertThat(
                        description.at(ref.substring(1)).isMissingNode())
                .as(ref)
                .isFalse());
        List<String> names = description.get("paths").findValuesAsText("operationId");
        assertThat(new TreeSet<>(names)).hasSameSizeAs(names);
        description.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation -> assertThat(
                                operation.getValue().get("responses").size())
                        .as(path.getKey() + " " + operation.getKey())
                        .isPositive()));
    }

    @Test
    void theDashboardMayLoadNothingOfOthersAndNobodyMayFrameIt() throws Exception {
        HttpResponse<String> page = send("GET", "/", "");

        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy -> assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.body())
                .doesNotContain("style=")
                .doesNotContain("<script>")
                .doesNotContain("http");
    }

    @Test
    void aNodeThatIsDrainedIsNotReadyUntilItIsToldToTakeCallsAgain() throws Exception {
        assertThat(get("/api/drain").get("draining").booleanValue()).isFalse();

        JsonNode drained = JSON.readTree(send("POST", "/api/drain", "").body());

        assertThat(drained.get("draining").booleanValue()).isTrue();
        assertThat(drained.get("empty").booleanValue()).isTrue();
        assertThat(drained.get("since").isTextual()).isTrue();
        assertThat(send("GET", "/readyz", "").statusCode()).isEqualTo(503);
        assertThat(send("POST", "/api/drain", "{\"drain\":true}").statusCode()).isEqualTo(200);
        assertThat(get("/api/drain").get("since")).isEqualTo(drained.get("since"));

        assertThat(send("DELETE", "/api/drain", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/readyz", "").statusCode()).isEqualTo(200);
        send("POST", "/api/drain", "");
        assertThat(JSON.readTree(send("POST", "/api/drain", "{\"drain\":false}").body())
                        .get("draining")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void aNodeThatStopsCanNeitherBeDrainedNorCalledBack() throws Exception {
        node.readiness.become(Readiness.State.STOPPING);

        assertThat(send("POST", "/api/drain", "").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", "/api/drain", "").statusCode()).isEqualTo(409);
        assertThat(node.readiness.state()).isEqualTo(Readiness.State.STOPPING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "no json", "[]", "true", "{\"drain\":\"yes\"}", "{\"drain\":1}", "null"})
    void aBodyThatDoesNotSayWhetherChangesNothing(String body) throws Exception {
        HttpResponse<String> answer = send("POST", "/api/drain", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("expected");
        assertThat(node.readiness.isDraining()).isFalse();
    }

    @Test
    void everyChangeIsWrittenDownWithWhatWasBeforeAndWhatBecameOfIt() throws Exception {
        send("PUT", "/api/capacity/plan", "{\"cap\": 7}");
        send("PUT", "/api/capacity/number:+15550100", "{\"cap\": 7}");
        send("POST", "/api/calls/" + NodeOnStage.sid(3) + "/hangup", "");
        send("POST", "/api/calls/" + NodeOnStage.sid(3) + "/transfer", "{\"to\":\"+14155550123\"}");
        send("POST", "/api/drain", "");
        send("GET", "/api/drain", "");
        send("POST", "/api/drain", "nonsense");

        JsonNode changes = get("/api/audit").get("changes");

        assertThat(changes).hasSize(5);
        assertThat(changes.get(0).get("action").asText()).isEqualTo("drain");
        assertThat(changes.get(0).at("/after/draining").booleanValue()).isTrue();
        assertThat(changes.get(1).toString())
                .contains("\"transfer\"", "refused", "409")
                .doesNotContain("4155550123");
        assertThat(changes.get(2).toString()).contains("\"hangup\"", "\"status\":404");
        assertThat(changes.get(3).toString()).contains("\"cap\"", "refused").doesNotContain("5550100");
        JsonNode first = changes.get(4);
        assertThat(first.at("/before/cap").intValue()).isEqualTo(600);
        assertThat(first.at("/after/cap").intValue()).isEqualTo(7);
        assertThat(first.get("who").asText()).isEqualTo("loopback");
        assertThat(first.get("target").asText()).isEqualTo("plan");
        assertThat(first.get("result").asText()).isEqualTo("done");
        assertThat(first.get("at").asText()).contains("T");
    }

    @Test
    void noOtherWebPageMayChangeAnything() throws Exception {
        for (String asked : List.of("POST /api/drain", "DELETE /api/drain", "PUT /api/capacity/plan")) {
            int space = asked.indexOf(" ");
            HttpResponse<String> answer = send(
                    asked.substring(0, space),
                    asked.substring(space + 1),
                    "{\"cap\":1}",
                    "Origin",
                    "https://evil.example");
            assertThat(answer.statusCode()).as(asked).isEqualTo(403);
        }
        assertThat(node.readiness.isDraining()).isFalse();
        assertThat(get("/api/audit").get("changes")).isEmpty();
    }
}
