package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.rest.RestStandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Caps as an operator sees and sets them, and what they do to callers. */
class CapacityTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FarEnds far;

    @BeforeEach
    void farEnds() throws IOException {
        far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation()));
    }

    @AfterEach
    void noFarEnds() {
        far.close();
    }

    @Test
    void thePlanIsWhatTheAgentsServiceSaysUnlessTheOperatorDoes() throws Exception {
        far.omni.announceConcurrency(7);
        try (GatewayUnderTest asks = GatewayUnderTest.start(far, "");
                GatewayUnderTest knows = GatewayUnderTest.start(far, "plan.concurrency = 3\n")) {
            GatewayUnderTest.soon().untilAsserted(() -> {
                assertThat(capacity(asks).at("/plan/ceiling").asInt()).isEqualTo(7);
                assertThat(scope(asks, "plan").get("cap").asInt()).isEqualTo(7);
            });
            assertThat(capacity(knows).at("/plan/ceiling").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aCapIsChangedAtRunTimeAndHoldsAtOnce() throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start(
                far,
                "plan.concurrency = 5\npool-defaults { line.max-depth = 0, overflow = \"message:All busy.\" }\n")) {
            assertThat(gateway.change("/api/capacity/pool:default", "{\"cap\": 0}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(scope(gateway, "pool:default").get("cap").asInt()).isZero();
            assertThat(gateway.call(Scripts.untilEnded()).met("Say")).isTrue();

            assertThat(gateway.change("/api/capacity/pool:default", "{\"cap\": null}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(scope(gateway, "pool:default").get("cap").isNull()).isTrue();
            assertThat(gateway.call(heard()).isGood()).isTrue();
            gateway.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/capacity/nonsense {\"cap\":1}",
                "/api/capacity/number:+15550100 {\"cap\":1}",
                "/api/capacity/plan {\"cap\":-1}",
                "/api/capacity/plan {\"cap\":\"ten\"}",
                "/api/capacity/plan {}",
                "/api/capacity/plan not-json"
            })
    void whatCannotBeACapIsRefusedWithTheReason(String asked) throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start(far, "plan.concurrency = 5\n")) {
            int space = asked.indexOf(' ');
            HttpResponse<String> answer = gateway.change(asked.substring(0, space), asked.substring(space + 1));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).at("/error/message").asText())
                    .contains("expected");
            assertThat(scope(gateway, "plan").get("cap").asInt()).isEqualTo(5);
        }
    }

    @Test
    void aCallerMayRingUnansweredWhileASlotIsExpectedAndIsThenConnected() throws Exception {
        try (GatewayUnderTest gateway =
                GatewayUnderTest.start(far, "plan.concurrency = 1\npool-defaults.line.ring-for = 60s\n")) {
            CompletableFuture<CallerResult> first = gateway.place(heard());
            GatewayUnderTest.soon()
                    .until(() -> scope(gateway, "plan").get("live").asInt() == 1);
            CompletableFuture<CallerResult> second = gateway.callers(
                            gateway.settings().withTimes(CallerTimes.scaled(0.1)))
                    .call(heard());

            assertThat(GatewayUnderTest.result(first).isGood()).isTrue();
            CallerResult rang = GatewayUnderTest.result(second);

            assertThat(rang.applicationErrors()).isEmpty();
            assertThat(rang.met("Pause")).isTrue();
            assertThat(rang.met("Enqueue")).isFalse();
            assertThat(rang.met("Connect")).isTrue();
            gateway.assertNothingLeft();
        }
    }

    @Test
    void whoPlacesCallsBeyondTheCapIsToldWhatIsFullAndWhenToAskAgain() throws Exception {
        try (RestStandIn twilio = RestStandIn.start(
                        GatewayUnderTest.ACCOUNT, GatewayUnderTest.ACCOUNT, GatewayUnderTest.AUTH_TOKEN);
                GatewayUnderTest gateway =
                        GatewayUnderTest.start(far, """
                        plan.concurrency = 5
                        pools.sales { numbers = ["+15550100"], cap = 1, transfer.allow = ["+15550177"] }
                        twilio { account-sid = "%s", rest.api-base = "%s" }
                        """.formatted(GatewayUnderTest.ACCOUNT, twilio.base()))) {
            String call = "{\"from\": \"+15550100\", \"to\": \"+15550177\"}";
            HttpResponse<String> placed = gateway.post("/api/calls", call);
            HttpResponse<String> refused = gateway.post("/api/calls", call);

            assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
            assertThat(scope(gateway, "pool:sales").get("live").asInt()).isEqualTo(1);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After").orElseThrow())
                    .matches("[1-9][0-9]*");
            JsonNode error = JSON.readTree(refused.body()).get("error");
            assertThat(error.get("code").asText()).isEqualTo("concurrency_limit_exceeded");
            assertThat(error.get("scope").asText()).isEqualTo("pool:sales");
            assertThat(twilio.records()).hasSize(1);
        }
    }

    private static CallerScript heard() {
        return CallerScript.builder()
                .waitForAgent(GatewayUnderTest.PATIENCE)
                .pause(Duration.ofMillis(500))
                .hangUp()
                .build();
    }

    private static JsonNode capacity(GatewayUnderTest gateway) throws IOException, InterruptedException {
        return JSON.readTree(gateway.admin("/api/capacity"));
    }

    private static JsonNode scope(GatewayUnderTest gateway, String name) throws IOException, InterruptedException {
        for (JsonNode scope : capacity(gateway).get("scopes")) {
            if (scope.get("scope").asText().equals(name)) {
                return scope;
            }
        }
        throw new AssertionError("no scope " + name);
    }
}
