package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult;
import callgateway.tools.ToolServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway is killed while calls run and events flow, and started again: three times, or as often as {@code
 * -Drecords.kills=50} says. Afterwards callers, records, outbox, events and slots agree.
 */
class KilledGatewayTest {
    private static final int KILLS = Integer.getInteger("records.kills", 3);
    private static final int CALLERS = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of(".");

    @Test
    void callersRecordsAndEventsAgreeAfterKills() throws Exception {
        long seed = System.nanoTime();
        try (KilledGateway gateway = new KilledGateway(folder, seed)) {
            gateway.call(CALLERS);
            for (int kill = 0; kill < KILLS; kill++) {
                gateway.kill();
            }
            gateway.awaitCalls();
            gateway.noMoreCalls();

            String about = "seed " + seed;
            GatewayUnderTest.soon().untilAsserted(() -> {
                assertThat(gateway.metric("gateway_calls_live")).as(about).isZero();
                assertThat(gateway.far.omni.live()).as(about).isZero();
                assertNoSlotIsHeld(gateway);
            });
            // Every record has an end, and everything has been told.
            GatewayUnderTest.soon().untilAsserted(() -> {
                assertThat(KeptRecords.list(gateway::admin)).as(about).allSatisfy(record -> assertThat(
                                record.has("endedAt"))
                        .as("%s", record)
                        .isTrue());
                JsonNode outbox = JSON.readTree(gateway.admin("/api/outbox"));
                assertThat(outbox.path("pending").asInt(-1)).as("%s", outbox).isZero();
                assertThat(outbox.path("dead").asInt(-1)).as("%s", outbox).isZero();
            });
            assertThatAllAgree(gateway, about);
        }
    }

    private static void assertNoSlotIsHeld(KilledGateway gateway) throws IOException {
        JsonNode capacity = JSON.readTree(gateway.admin("/api/capacity"));
        assertThat(capacity.path("scopes")).isNotEmpty().allSatisfy(scope -> {
            assertThat(scope.path("live").asInt(-1)).as("%s", scope).isZero();
            assertThat(scope.path("unconfirmed").asInt(-1)).as("%s", scope).isZero();
            assertThat(scope.path("waiting").asInt(-1)).as("%s", scope).isZero();
        });
    }

    private static void assertThatAllAgree(KilledGateway gateway, String about) throws Exception {
        List<JsonNode> records = KeptRecords.list(gateway::admin);
        List<String> recorded =
                records.stream().map(one -> one.path("callSid").asText()).toList();
        Set<String> answered = gateway.results.stream()
                .filter(call -> call.met("Connect"))
                .map(CallerResult::callSid)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> placed =
                gateway.results.stream().map(CallerResult::callSid).collect(Collectors.toCollection(TreeSet::new));
        Told told = Told.of(gateway.events);
        Map<String, Integer> outcomes = new TreeMap<>();
        records.forEach(one -> outcomes.merge(one.path("outcome").asText(), 1, Integer::sum));
        String figures = KILLS + " kills, " + about + ": " + gateway.results.size() + " calls, " + answered.size()
                + " answered with a stream, " + recorded.size() + " records " + outcomes + ", "
                + told.requests + " events received, " + told.ids() + " different ones";
        Files.writeString(Path.of("target", "killed-gateway.txt"), figures + "\n");

        assertThat(recorded).as(figures).doesNotHaveDuplicates().containsAll(answered);
        assertThat(placed).as(figures).containsAll(recorded);
        // One that was killed before its answer had left may have a record nobody was promised; it is told of like the
        // others.
        assertThat(told.once("call.started")).as(figures).isEqualTo(new TreeSet<>(recorded));
        assertThat(told.once("call.ended")).as(figures).isEqualTo(new TreeSet<>(recorded));
        assertThat(outcomes.getOrDefault("node_died", 0)).as(figures).isPositive();
        assertThat(outcomes.getOrDefault("success", 0)).as(figures).isPositive();
    }

    /** What the receiver of the events was told: the ids of each type, by their calls. */
    private record Told(Map<String, Map<String, Set<String>>> idsByType, int requests) {
        static Told of(ToolServer receiver) throws Exception {
            Map<String, Map<String, Set<String>>> all = new HashMap<>();
            List<ToolServer.Received> received = new ArrayList<>(receiver.received);
            for (ToolServer.Received one : received) {
                assertThat(one.isSignedWith(KilledGateway.EVENTS_SECRET)).isTrue();
                JsonNode event = JSON.readTree(one.body());
                all.computeIfAbsent(event.path("type").asText(), type -> new HashMap<>())
                        .computeIfAbsent(event.path("callSid").asText(), callSid -> new TreeSet<>())
                        .add(event.path("id").asText());
            }
            return new Told(all, received.size());
        }

        int ids() {
            return idsByType.values().stream()
                    .flatMap(calls -> calls.values().stream())
                    .mapToInt(Set::size)
                    .sum();
        }

        /** The calls of which this was told, each under one id, however often it came. */
        Set<String> once(String type) {
            Map<String, Set<String>> calls = idsByType.getOrDefault(type, Map.of());
            assertThat(calls)
                    .as(type)
                    .allSatisfy((callSid, ids) -> assertThat(ids).as(callSid).hasSize(1));
            return new TreeSet<>(calls.keySet());
        }
    }
}
