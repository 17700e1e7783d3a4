package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.caller.HumanStandIn;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.AgentScript.Reply;
import callgateway.simulator.omni.AgentScript.Then;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.rest.RestStandIn;
import callgateway.tools.ToolServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an operator learns of calls: one run of calls of all kinds, and what its records, metrics, traces and log say. A talk
 * with an interruption and a key, a tool, a transfer, a caller who hangs up in line, and a key that Omni refuses.
 */
class ObservedCallsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALLER = "+14155557777";
    private static final String CALLED = "+15550188888";
    private static final String LINE = "+15550199999";
    private static final String SECRET = "a secret of the observed tools";
    private static final String EVENTS_SECRET = "a secret of the observed events";
    private static final String REFUSED_KEY = "key-that-nobody-takes";
    private static final String TALK = "CA00000000000000000000000000000a01";
    private static final String TOOL = "CA00000000000000000000000000000a02";
    private static final String TRANSFER = "CA00000000000000000000000000000a03";
    private static final String IN_LINE = "CA00000000000000000000000000000a04";
    private static final String REFUSED = "CA00000000000000000000000000000a05";
    private static final String SENT_ELSEWHERE = "CA00000000000000000000000000000a06";
    private static final Pattern CALL_SID = Pattern.compile("CA[0-9a-f]{32}");

    @TempDir
    static Path folder = Path.of(".");

    private static final Map<String, JsonNode> RECORDS = new HashMap<>();
    private static String metrics = "";
    private static Collector collector;
    private static Logged logged;
    private static ToolServer tools;
    private static ToolServer events;

    @SuppressWarnings("NullAway.Init") // by what the set-up calls
    private static CallerResult talk;

    private static AgentScript agent() {
        AgentScript talk = AgentScript.conversation();
        Map<Character, Reply> keys = new HashMap<>(talk.keys());
        Reply goodbye = Reply.say("agent-goodbye", "Goodbye.").then(new Then.EndCall("done"));
        keys.put(
                '2',
                new Reply(
                        null, "", new Then.ToolCall("find_slot", "{\"card\":\"4111111111111111\"}", goodbye, goodbye)));
        keys.put('0', new Reply(null, "", new Then.Transfer(null, "Wants a refund.")));
        return new AgentScript(talk.greeting(), talk.turns(), keys, talk.otherwise());
    }

    private static String settings(RestStandIn twilio) {
        return """
                data-dir = "%s"
                records { database = embedded, events { url = "%s", secret = "%s" } }
                tracing.endpoint = "%s"
                rescue.human-number = "%s"
                twilio { account-sid = "%s", rest.api-base = "%s" }
                pool-defaults.agent {
                  tools = [{ name = find_slot, description = "Find a slot" }]
                  tool-endpoint { url = "%s", secret = "%s" }
                }
                pools.closed { numbers = ["%s"], cap = 0 }
                """.formatted(
                        folder,
                        events.uri(),
                        EVENTS_SECRET,
                        collector.address(),
                        GatewayUnderTest.HUMAN,
                        GatewayUnderTest.ACCOUNT,
                        twilio.base(),
                        tools.uri(),
                        SECRET,
                        LINE);
    }

    @BeforeAll
    static void theCallsAreMade() throws Exception {
        collector = Collector.start();
        tools = ToolServer.start();
        events = ToolServer.start();
        tools.then(200, "{\"free\":[]}");
        logged = Logged.listen();
        try (FarEnds far = new FarEnds(OmniSimulatorSettings.scripted(agent()).withKey(GatewayUnderTest.API_KEY));
                RestStandIn twilio = RestStandIn.start(
                        GatewayUnderTest.ACCOUNT, GatewayUnderTest.ACCOUNT, GatewayUnderTest.AUTH_TOKEN)) {
            try (GatewayUnderTest gateway = GatewayUnderTest.start(far, settings(twilio))) {
                callsOf(gateway, twilio);
            }
            try (GatewayUnderTest refused = GatewayUnderTest.start(far, "omni.api-key = " + REFUSED_KEY)) {
                CallerSimulator callers = refused.callers(numbers(refused.settings(), CALLED));
                GatewayUnderTest.result(callers.call(Scripts.untilEnded(), REFUSED));
                // Where admission stands is told once a second.
                GatewayUnderTest.soon().untilAsserted(() -> assertThat(refused.metric("gateway_key_refused"))
                        .isEqualTo(1));
                assertThat(refused.metric("gateway_agent_refusals_total{kind=\"unauthorized\"}"))
                        .isPositive();
                // Who comes now is sent elsewhere at once.
                GatewayUnderTest.result(callers.call(Scripts.untilEnded(), SENT_ELSEWHERE));
                metrics += refused.admin("/metrics");
                callers.close();
            }
        }
    }

    private static CallerSettings numbers(CallerSettings settings, String to) {
        return settings.withNumbers(CALLER, to)
                .withTimes(CallerTimes.scaled(0.1))
                .withHuman(HumanStandIn.answers(Duration.ofSeconds(1), Duration.ofSeconds(3)));
    }

    private static void callsOf(GatewayUnderTest gateway, RestStandIn twilio) throws Exception {
        CallerSimulator callers = gateway.callers(numbers(gateway.settings(), CALLED));
        twilio.call(TRANSFER, "in-progress");
        twilio.carriedOutBy((call, twiml) -> {
            try {
                return callers.redirect(call, twiml);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        talk = GatewayUnderTest.result(callers.call(Scripts.patient(CallerScript.conversation()), TALK));
        GatewayUnderTest.result(callers.call(presses('2'), TOOL));
        GatewayUnderTest.result(callers.call(presses('0'), TRANSFER));
        inLine(gateway);
        for (String callSid : List.of(TALK, TOOL, TRANSFER, IN_LINE)) {
            GatewayUnderTest.soon().untilAsserted(() -> {
                JsonNode record = JSON.readTree(gateway.admin("/api/records/" + callSid));
                assertThat(record.path("endedAt").asText()).as(callSid).isNotEmpty();
                RECORDS.put(callSid, record);
            });
        }
        callers.close();
        metrics = gateway.admin("/metrics");
    }

    private static void inLine(GatewayUnderTest gateway) throws Exception {
        CallerSimulator callers = gateway.callers(numbers(gateway.settings(), LINE));
        CompletableFuture<Void> queued = new CompletableFuture<>();
        CompletableFuture<CallerResult> waits =
                callers.call(callers.settings(), Scripts.untilEnded(), IN_LINE, event -> {
                    if (event.kind() == CallerEvent.Kind.QUEUED) {
                        queued.complete(null);
                    }
                });
        queued.get(GatewayUnderTest.PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        callers.hangUp(IN_LINE);
        GatewayUnderTest.result(waits);
        callers.close();
    }

    private static CallerScript presses(char key) {
        return Scripts.patient(CallerScript.builder()
                .waitForAgent()
                .press(key)
                .awaitEnd(GatewayUnderTest.PATIENCE)
                .build());
    }

    @AfterAll
    static void end() {
        logged.close();
        collector.close();
        tools.close();
        events.close();
    }

    // -- records and metrics

    private static JsonNode record(String callSid) {
        return Objects.requireNonNull(RECORDS.get(callSid));
    }

    private static List<JsonNode> moments(String callSid, String kind) {
        return record(callSid).path("events").findParents("event").stream()
                .filter(event -> event.path("event").asText().equals(kind))
                .toList();
    }

    private static double metric(String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    @Test
    void aRecordSaysHowLongEachTurnTookAndWhatWasHeardAfterEachInterruption() {
        JsonNode record = record(TALK);

        assertThat(talk.problem()).isNull();
        List<JsonNode> turns = moments(TALK, "turn");
        assertThat(turns).hasSizeGreaterThanOrEqualTo(2);
        assertThat(record.path("turns").asInt()).isEqualTo(turns.size());
        long longest = turns.stream()
                .mapToLong(turn -> turn.path("latencyMs").asLong())
                .max()
                .orElseThrow();
        assertThat(record.path("turnMaxMs").asLong()).isEqualTo(longest);
        assertThat(record.path("turnMeanMs").asLong()).isBetween(1L, longest);
        assertThat(moments(TALK, "heard_after_flush")).hasSameSizeAs(moments(TALK, "interrupted"));
        assertThat(record.path("interruptions").asInt()).isPositive();
        assertThat(record.path("heardAfterFlushMaxMs").asLong()).isBetween(0L, 200L);
        long sent = record.path("marksSent").asLong();
        assertThat(sent).isPositive();
        assertThat(record.path("marksPlayed").asLong()
                        + record.path("marksFlushed").asLong())
                .isBetween(1L, sent);
        assertThat(record.path("latestMs").asLong()).isNotNegative();
    }

    @Test
    void theRecordsAndTheMetricsAgree() {
        double turns = RECORDS.values().stream()
                .mapToInt(record -> record.path("turns").asInt())
                .sum();
        double flushes = List.of(TALK, TOOL, TRANSFER).stream()
                .mapToInt(callSid -> moments(callSid, "heard_after_flush").size())
                .sum();

        assertThat(metric("gateway_turn_latency_seconds_count")).isEqualTo(turns);
        assertThat(metric("gateway_heard_after_flush_seconds_count")).isEqualTo(flushes);
        assertThat(metric("gateway_calls{pool=\"default\",state=\"talking\"}")).isZero();
        assertThat(metrics).contains("gateway_pacing_lateness_seconds_bucket{loop=");
        assertThat(metric("gateway_loop_lag_seconds_count{loop=\"callgateway-loop-0\"}"))
                .isPositive();
    }

    @Test
    void aCallerWhoHangsUpInLineHasARecord() {
        JsonNode record = record(IN_LINE);

        assertThat(record.path("outcome").asText()).isEqualTo("abandoned");
        assertThat(record.path("cause").asText()).isEqualTo("hung_up_in_line");
        assertThat(record.path("endedBy").asText()).isEqualTo("caller");
        assertThat(record.path("pool").asText()).isEqualTo("closed");
        assertThat(record.has("waitedMs")).isTrue();
        assertThat(record.has("admittedAt")).isFalse();
    }

    // -- alerts and the Grafana dashboard

    /** There only once it has happened. */
    private static final List<String> ON_FAULT = List.of("jvm_gc_pause_seconds_sum");

    private record Rule(String name, String expression, String summary, String runbook) {}

    private static List<Rule> rules() throws IOException {
        String file = Files.readString(Path.of("conf/prometheus/call-gateway-alerts.yml"));
        List<Rule> rules = new ArrayList<>();
        for (String rule : file.split("\\n {6}- alert: ", -1)) {
            Matcher parts = Pattern.compile(
                            "(\\w+)\n.*?expr: (\".*?\")\n.*?summary: (\".*?\")\n *runbook: (\\S+)", Pattern.DOTALL)
                    .matcher(rule);
            if (parts.find() && parts.start() == 0) {
                rules.add(new Rule(
                        parts.group(1),
                        JSON.readTree(parts.group(2)).asText(),
                        JSON.readTree(parts.group(3)).asText(),
                        parts.group(4)));
            }
        }
        assertThat(rules).hasSize((int)
                file.lines().filter(line -> line.contains("- alert:")).count());
        return rules;
    }

    private static PromQl.Scrape scrape() {
        return new PromQl.Scrape(metrics, ON_FAULT);
    }

    @Test
    void everyAlertAsksForWhatTheGatewayHas() throws IOException {
        PromQl.Scrape scrape = scrape();
        assertThat(rules()).hasSizeGreaterThan(20).allSatisfy(rule -> {
            PromQl query = PromQl.of(rule.expression());
            assertThat(query.missingIn(scrape)).as(rule.name()).isEmpty();
            Matcher shown = Pattern.compile("\\$labels\\.(\\w+)").matcher(rule.summary());
            while (shown.find()) {
                assertThat(query.grouping).as(rule.name()).contains(shown.group(1));
            }
        });
    }

    @Test
    void everyAlertHasItsPlaceInTheRunbook() throws IOException {
        Set<String> headings = Files.readString(Path.of("docs/operations.md"))
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.toSet());

        assertThat(rules()).allSatisfy(rule -> {
            assertThat(rule.summary()).isNotBlank();
            assertThat(rule.runbook()).startsWith("docs/operations.md#");
            assertThat(headings).contains(rule.runbook().substring("docs/operations.md#".length()));
        });
    }

    @Test
    void everyPanelAsksForWhatTheGatewayHas() throws IOException {
        PromQl.Scrape scrape = scrape();
        JsonNode dashboard =
                JSON.readTree(Path.of("conf/grafana/call-gateway.json").toFile());
        List<JsonNode> targets = dashboard.findParents("expr");

        assertThat(targets).hasSizeGreaterThan(40).allSatisfy(target -> {
            PromQl query = PromQl.of(target.path("expr").asText());
            assertThat(query.missingIn(scrape)).as(target.toString()).isEmpty();
            Matcher shown = Pattern.compile("\\{\\{(\\w+)\\}\\}")
                    .matcher(target.path("legendFormat").asText());
            while (shown.find()) {
                String label = shown.group(1);
                assertThat(query.grouping.contains(label)
                                || query.selectors.stream().anyMatch(one -> scrape.has(one.metric(), label)))
                        .as(target.toString())
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sum(rate(gateway_calls_endet_total[5m])); metric gateway_calls_endet_total",
                "sum by (pol) (gateway_calls); label pol",
                "gateway_calls_ended_total{reson=\"agent_stalled\"}; gateway_calls_ended_total{reson=agent_stalled}",
                "gateway_calls_ended_total{reason=\"agent_stalls\"}; gateway_calls_ended_total{reason=agent_stalls}",
                "increase(gateway_webhooks_total{reason=~\"forged|foul\"}[5m]); gateway_webhooks_total{reason=foul}"
            })
    void aWrongNameIsFound(String expression, String missing) {
        assertThat(PromQl.of(expression).missingIn(scrape())).containsExactly(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sume(gateway_calls)", "sum(gateway_calls", "{pool=\"a\"}", "gateway_calls ? 1"})
    void whatIsNoExpressionIsRefused(String expression) {
        assertThatThrownBy(() -> PromQl.of(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    // -- traces

    private static Map<String, Long> names(String callSid) {
        return collector.of(callSid).stream()
                .collect(Collectors.groupingBy(Collector.Span::name, Collectors.counting()));
    }

    private static Collector.Span one(String callSid, String name) {
        List<Collector.Span> all = collector.of(callSid).stream()
                .filter(span -> span.name().equals(name))
                .toList();
        assertThat(all).as(name).hasSize(1);
        return all.get(0);
    }

    @Test
    void everyCallIsOneTree() {
        assertThat(collector.faults).isEmpty();
        assertThat(collector.spans).extracting(Collector.Span::trace).doesNotContain("");
        assertThat(collector.spans.stream().map(Collector.Span::trace).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        TALK.substring(2), TOOL.substring(2), TRANSFER.substring(2), IN_LINE.substring(2));
        for (String callSid : List.of(TALK, TOOL, TRANSFER, IN_LINE)) {
            List<Collector.Span> spans = collector.of(callSid);
            Set<String> ids = spans.stream().map(Collector.Span::id).collect(Collectors.toSet());
            assertThat(ids).hasSameSizeAs(spans);
            assertThat(spans).filteredOn(span -> span.parent().isEmpty()).hasSize(1);
            assertThat(spans).filteredOn(span -> !span.parent().isEmpty()).allSatisfy(span -> assertThat(ids)
                    .contains(span.parent()));
            assertThat(spans).allSatisfy(span -> assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos()));
            assertThat(one(callSid, "call").parent()).isEmpty();
        }
    }

    @Test
    void aTraceShowsWhatTheCallWentThrough() {
        assertThat(names(TALK)).containsKeys("call", "webhook", "stream", "agent session", "turn");
        assertThat(names(TALK).get("turn")).isEqualTo(record(TALK).path("turns").asLong());
        assertThat(one(TALK, "stream").parent()).isEqualTo(one(TALK, "call").id());
        assertThat(one(TALK, "agent session").parent())
                .isEqualTo(one(TALK, "stream").id());
        assertThat(one(TALK, "agent session").attributes().get("events")).contains("ready, first audio");
        assertThat(one(TOOL, "tool").parent())
                .isEqualTo(one(TOOL, "agent session").id());
        assertThat(one(TOOL, "tool").attributes()).containsEntry("tool.outcome", "answered");
        assertThat(one(TRANSFER, "transfer").attributes()).containsEntry("transfer.outcome", "somebody took the call");
        assertThat(one(TRANSFER, "twilio").attributes()).containsEntry("twilio.operation", "update");
        assertThat(names(IN_LINE)).containsKeys("call", "webhook").doesNotContainKeys("stream", "agent session");
        assertThat(one(IN_LINE, "call").attributes())
                .containsEntry("call.outcome", "hung_up_in_line")
                .containsEntry("call.from", "+*******7777");
    }

    @Test
    void noTraceKnowsNumbersOrWords() {
        String all = collector.spans.toString();

        assertThat(all).doesNotContain(CALLER.substring(1), CALLED.substring(1), GatewayUnderTest.HUMAN.substring(1));
        assertThat(all).doesNotContain("4111111111111111", "refund", "reakfast", SECRET, GatewayUnderTest.API_KEY);
    }

    @Test
    void toolsAndEventsAreToldWhichTraceTheyBelongTo() {
        String parent = "00-" + TOOL.substring(2) + "-" + one(TOOL, "call").id() + "-01";

        assertThat(tools.received).hasSize(1);
        assertThat(tools.received.get(0).headers()).containsEntry("traceparent", parent);
        assertThat(events.received)
                .filteredOn(event -> event.body().contains(TOOL))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.headers()).containsEntry("traceparent", parent));
    }

    // -- the log

    @Test
    void nothingSecretOrPersonalIsLogged() {
        assertThat(logged.lines).hasSizeGreaterThan(20);
        for (Logged.Line line : logged.lines) {
            assertThat(line.text())
                    .as(line.logger())
                    .doesNotContain(CALLER.substring(1), CALLED.substring(1), LINE.substring(1))
                    .doesNotContain(GatewayUnderTest.HUMAN.substring(1))
                    .doesNotContain(GatewayUnderTest.AUTH_TOKEN, GatewayUnderTest.API_KEY, REFUSED_KEY)
                    .doesNotContain(SECRET, EVENTS_SECRET, "4111111111111111", "refund", "reakfast")
                    .doesNotContainIgnoringCase("Bearer ")
                    .doesNotContainIgnoringCase("X-Twilio-Signature:")
                    .doesNotContainPattern("(?i)token[=:\" ]+[A-Za-z0-9_-]{20,}")
                    .doesNotContainPattern("(?i)(key|keys|digit|digits|dtmf|pressed)[=:\" ]+[0-9*#]\\b");
        }
    }

    @Test
    void everyLineThatNamesACallHasItsCallSidInTheMdc() {
        for (Logged.Line line : logged.lines) {
            Matcher named = CALL_SID.matcher(line.text());
            while (named.find()) {
                assertThat(line.callSid()).as(line.toString()).isEqualTo(named.group());
            }
        }
    }

    @Test
    void everyLineOfACallHasItsCallSidInTheMdc() {
        Set<String> ofCalls = Set.of(
                "callgateway.call.Call",
                "callgateway.call.OmniLeg",
                "callgateway.call.TwilioLeg",
                "callgateway.call.Transfer",
                "callgateway.call.ToolDesk",
                "callgateway.tools.ToolClient",
                "callgateway.gateway.VoiceDesk",
                "callgateway.gateway.TransferDesk");

        assertThat(logged.lines)
                .filteredOn(line -> ofCalls.contains(line.logger()))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.callSid()).as(line.toString()).matches(CALL_SID));
        assertThat(logged.lines)
                .extracting(Logged.Line::logger)
                .contains(
                        "callgateway.call.Call",
                        "callgateway.call.OmniLeg",
                        "callgateway.call.Transfer",
                        "callgateway.tools.ToolClient",
                        "callgateway.gateway.VoiceDesk",
                        "callgateway.gateway.TransferDesk");
    }
}
