package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The list of all nodes' calls, and calls of other nodes, as an operator of one node sees them. */
class CallsElsewhereTest {
    private static final ActorTestKit KIT = ActorTestKit.create("calls-elsewhere");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the others have, by node; one that is not here does not answer. */
    private final Map<String, List<String>> elsewhere = new TreeMap<>();

    private final List<String> others = new ArrayList<>();
    private final List<String> unheard = new ArrayList<>();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static String list(List<String> callSids) {
        List<String> calls =
                callSids.stream().map(sid -> "{\"callSid\":\"" + sid + "\"}").toList();
        return "{\"calls\":[" + String.join(",", calls) + "]}";
    }

    private static CompletionStage<HttpResponse> own(HttpRequest request) {
        boolean all = request.getUri().path().endsWith("/calls");
        return CompletableFuture.completedStage(
                all
                        ? HttpResponse.create().withEntity(list(List.of("CA1")))
                        : HttpResponse.create().withStatus(StatusCodes.NOT_FOUND));
    }

    private final class Others implements PeerCalls {
        @Override
        public String self() {
            return "a:1";
        }

        @Override
        public List<String> others() {
            return others;
        }

        @Override
        public List<String> unheard() {
            return unheard;
        }

        @Override
        public CompletionStage<Said> ask(
                String node, HttpMethod method, String target, String contentType, byte[] body) {
            List<String> calls = elsewhere.get(node);
            if (calls == null) {
                return CompletableFuture.failedStage(new IOException("silent"));
            }
            String callSid = target.substring("/api/calls".length());
            return CompletableFuture.completedStage(
                    callSid.isEmpty()
                            ? said(200, list(calls))
                            : calls.contains(callSid.substring(1)) ? said(200, "{}") : said(404, "{}"));
        }

        private Said said(int status, String json) {
            return new Said(status, json.getBytes(StandardCharsets.UTF_8));
        }
    }

    private JsonNode get(String target, int status) throws Exception {
        HttpResponse response = new CallsElsewhere(KIT.system(), new Others(), CallsElsewhereTest::own)
                .route()
                .handler(KIT.system())
                .apply(HttpRequest.GET(target))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(response.status().intValue()).as(target).isEqualTo(status);
        byte[] body = response.entity()
                .toStrict(1000, KIT.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .getData()
                .toArray();
        return JSON.readTree(body);
    }

    @Test
    void eachCallIsListedWithItsNode() throws Exception {
        others.add("b:1");
        elsewhere.put("b:1", List.of("CA2", "CA3"));

        JsonNode all = get("/calls", 200);

        assertThat(all).hasToString("""
                {"calls":[{"callSid":"CA1","node":"a:1"},{"callSid":"CA2","node":"b:1"},{"callSid":"CA3","node":"b:1"}]}""");
        assertThat(get("/calls?node=b:1", 200).path("calls")).hasSize(2);
        assertThat(get("/calls?node=c:1", 404).at("/error/code").asText()).isEqualTo("no_such_node");
        get("/calls/CA3", 200);
        get("/calls/CA4", 404);
    }

    @Test
    void whoIsSilentAndWhoWasNeverHeardOfIsNamed() throws Exception {
        others.addAll(List.of("b:1", "c:1"));
        elsewhere.put("b:1", List.of("CA2"));
        unheard.add("d:1");

        JsonNode all = get("/calls", 200);

        assertThat(all.path("calls")).hasSize(2);
        assertThat(all.path("silent")).hasToString("[\"c:1\",\"d:1\"]");
        assertThat(get("/calls?node=b:1", 200).has("silent")).isFalse();
    }
}
