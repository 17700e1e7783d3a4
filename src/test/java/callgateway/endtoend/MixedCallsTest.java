package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.PageBrowser;
import callgateway.simulator.caller.CallerEvent.Kind;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.OmniSessionEvent;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.WhenFull;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Mixed calls: 60, or as many as {@code -Dmixed.calls=300} says. Whatever is counted of them is the same number wherever it is
 * shown: at the far ends, in {@code /metrics}, in the records, in the admin API, in the dashboard's feed and on its page.
 */
class MixedCallsTest {
    private static final int CALLS = Integer.getInteger("mixed.calls", 60);
    private static final int PLAN = 16;
    private static final int AT_A_TIME = 28;
    private static final int STANDING_SLOTS = 5;
    private static final int STANDING = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of(".");

    private static @Nullable PageBrowser browser;

    @BeforeAll
    static void open() {
        try {
            browser = PageBrowser.open();
        } catch (TestAbortedException e) {
            // Without Chromium there is one column less.
            browser = null;
        }
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private String settings() {
        return """
                data-dir = "%s"
                records.database = embedded
                plan.concurrency = %d
                rescue.human-number = "%s"
                pools {
                  main { numbers = ["*"], line.max-depth = 6, overflow = "message:All are busy." }
                  nobody-served { numbers = ["%s"], cap = 0 }
                  no-line { numbers = ["%s"], cap = 0, line.max-depth = 0, overflow = "message:All are busy." }
                  standing { numbers = ["%s"], cap = %d }
                }
                omni { connect-timeout = 60s, hello-timeout = 60s, configured-timeout = 60s }
                calls { setup-within = 120s, first-audio-within = 60s, continuity.redial-within = 60s }
                """.formatted(
                        folder,
                        PLAN,
                        GatewayUnderTest.HUMAN,
                        MixedCrowd.NOBODY_SERVED,
                        MixedCrowd.NO_LINE,
                        MixedCrowd.STANDING,
                        STANDING_SLOTS);
    }

    /** All sessions are kept, and no sound. */
    private static OmniSimulatorSettings omni() {
        return new OmniSimulatorSettings(
                OmniSimulatorSettings.loopback(0),
                GatewayUnderTest.API_KEY,
                AgentScript.conversation(),
                0,
                PLAN,
                WhenFull.RETRY_AFTER,
                0,
                20 * CALLS + STANDING);
    }

    @Test
    void everyFigureIsTheSameWhereverItIsShown() throws Exception {
        Cast cast = new Cast();
        try (FarEnds far = new FarEnds(omni());
                GatewayUnderTest gateway = GatewayUnderTest.start(far, settings());
                MixedCrowd crowd = new MixedCrowd(gateway, cast, AT_A_TIME)) {
            far.omni.cast(cast);
            if (browser != null) {
                ShownFigures.look(browser, gateway.adminUri().resolve("/"));
            }
            crowd.call(CALLS / 2);
            List<String> standing = crowd.stand(STANDING, STANDING_SLOTS);
            agree("mixed-calls-live", () -> whileSomeTalkAndSomeWait(gateway, crowd));
            crowd.leave(standing);
            crowd.call(CALLS - CALLS / 2);

            FarSideCounts counts = new FarSideCounts(crowd.results(), far.omni);
            gateway.assertNothingLeft();
            GatewayUnderTest.soon()
                    .until(() -> KeptRecords.list(gateway::admin).stream().allMatch(one -> one.has("endedAt")));
            assertAllKindsWereThere(counts);
            KeptRecords kept = KeptRecords.read(gateway::admin);
            assertThat(counts.callSids())
                    .allSatisfy(callSid -> assertThat(kept.of(callSid).events("agent_dialled"))
                            .as("attempts of %s: %s", callSid, kept.of(callSid))
                            .isEqualTo(cast.attempts(callSid)));
            agree("mixed-calls", () -> whenAllIsOver(gateway, crowd, counts));

            KeptRecords records = KeptRecords.read(gateway::admin);
            assertThat(records.callSids()).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(records.callSids())).isEqualTo(counts.callSids());
            Set<String> named = records.agentCallIds();
            assertThat(named).isEqualTo(counts.readySessions());
            assertThat(far.omni.peak()).isLessThanOrEqualTo(PLAN);
            assertThat(far.omni.beyondLimit()).isZero();
            assertThat(counts.callers())
                    .allSatisfy(call -> assertThat(call.applicationErrors()).isEmpty());
        }
    }

    /** What is shown is up to a second old: waits until all agree, and says who does not. */
    private static void agree(String name, Callable<Agreement> table) throws Exception {
        AtomicReference<@Nullable Agreement> last = new AtomicReference<>();
        try {
            GatewayUnderTest.soon().until(() -> {
                Agreement now = table.call();
                last.set(now);
                return now.disagreements().isEmpty();
            });
        } catch (ConditionTimeoutException e) {
            Agreement now = last.get();
            if (now == null) {
                throw e;
            }
            now.write(Path.of("target", name + ".txt"));
            Assertions.fail("not the same everywhere: " + now.disagreements() + "\n" + now);
        }
        Agreement now = last.get();
        assertThat(now).isNotNull();
        if (now != null) {
            now.write(Path.of("target", name + ".txt"));
        }
    }

    // -- in the middle

    private static Agreement whileSomeTalkAndSomeWait(GatewayUnderTest gateway, MixedCrowd crowd) throws Exception {
        Counters metrics = Counters.parse(gateway.admin("/metrics"));
        JsonNode capacity = JSON.readTree(gateway.admin("/api/capacity"));
        JsonNode calls = JSON.readTree(gateway.admin("/api/calls")).path("calls");
        JsonNode feed = ShownFigures.feed(gateway);
        String pool = "pool:standing";
        Agreement table = new Agreement("Some talk, some wait: after " + crowd.placed() + " calls");
        table.figure(
                "calls",
                "expected",
                STANDING_SLOTS,
                "Omni",
                gateway.far.omni.live(),
                "metrics",
                metrics.sum("gateway_calls_live"),
                "admin API",
                calls.size(),
                "feed",
                feed.path("live").asLong(),
                "page",
                page("t-live"));
        table.figure(
                "callers in line",
                "expected",
                STANDING - STANDING_SLOTS,
                "callers",
                crowd.live() - gateway.far.omni.live(),
                "metrics",
                metrics.sum("gateway_waiting_callers"),
                "admin API",
                ShownFigures.scope(capacity, pool, "waiting"),
                "feed",
                ShownFigures.scope(feed, pool, "waiting"),
                "page",
                page("t-waiting"));
        table.figure(
                "slots of the plan taken",
                "Omni",
                gateway.far.omni.live(),
                "metrics",
                metrics.sum("gateway_slots_used plan"),
                "admin API",
                ShownFigures.taken(capacity, "plan"),
                "feed",
                ShownFigures.taken(feed, "plan"),
                "page",
                page("t-plan"));
        table.figure(
                "slots of the pool taken",
                "Omni",
                gateway.far.omni.live(),
                "metrics",
                metrics.sum("gateway_slots_used " + pool),
                "admin API",
                ShownFigures.taken(capacity, pool),
                "feed",
                ShownFigures.taken(feed, pool));
        table.figure(
                "slots of the pool",
                "expected",
                STANDING_SLOTS,
                "metrics",
                metrics.sum("gateway_slots_cap " + pool),
                "admin API",
                ShownFigures.scope(capacity, pool, "effectiveCap"),
                "feed",
                ShownFigures.scope(feed, pool, "effectiveCap"));
        return table;
    }

    private static @Nullable Long page(String id) {
        return browser == null ? null : ShownFigures.shown(browser, id);
    }

    // -- at the end

    private static Agreement whenAllIsOver(GatewayUnderTest gateway, MixedCrowd crowd, FarSideCounts far)
            throws Exception {
        Counters metrics = Counters.parse(gateway.admin("/metrics"));
        KeptRecords records = KeptRecords.read(gateway::admin);
        JsonNode capacity = JSON.readTree(gateway.admin("/api/capacity"));
        JsonNode calls = JSON.readTree(gateway.admin("/api/calls")).path("calls");
        JsonNode feed = ShownFigures.feed(gateway);
        Agreement table = new Agreement(
                crowd.placed() + " mixed calls" + (browser == null ? " (there is no Chromium: without the page)" : ""));
        MixedFigures.ofCalls(table, far, metrics, records, feed);
        MixedFigures.ofAgents(table, far, metrics, records, feed);
        MixedFigures.ofConversations(table, far, metrics, records, feed);
        MixedFigures.ofRefusals(table, far, metrics, records, feed, browser);
        table.figure(
                "calls that are live",
                "callers",
                crowd.live(),
                "Omni",
                gateway.far.omni.live(),
                "metrics",
                metrics.sum("gateway_calls_live"),
                "records",
                records.open(),
                "admin API",
                calls.size(),
                "feed",
                feed.path("live").asLong(),
                "page",
                page("t-live"));
        table.figure(
                "slots taken",
                "Omni",
                gateway.far.omni.live(),
                "metrics",
                metrics.sum("gateway_slots_used"),
                "admin API",
                ShownFigures.taken(capacity, "plan"),
                "feed",
                ShownFigures.taken(feed, "plan"),
                "page",
                page("t-plan"));
        table.figure(
                "slots of the plan",
                "metrics",
                metrics.sum("gateway_slots_cap plan"),
                "admin API",
                ShownFigures.scope(capacity, "plan", "effectiveCap"),
                "feed",
                ShownFigures.scope(feed, "plan", "effectiveCap"));
        table.figure(
                "callers in line",
                "callers",
                crowd.live(),
                "metrics",
                metrics.sum("gateway_waiting_callers"),
                "admin API",
                ShownFigures.scope(capacity, "pool:main", "waiting"),
                "feed",
                ShownFigures.scope(feed, "pool:main", "waiting"),
                "page",
                page("t-waiting"));
        // What is not there would agree with itself.
        assertThat(table.figures()).isGreaterThan(25);
        return table;
    }

    /** A run without one of these would prove less than it says. */
    private static void assertAllKindsWereThere(FarSideCounts far) {
        assertThat(far.refused()).isPositive();
        assertThat(far.heard(Kind.QUEUED)).isPositive();
        assertThat(far.leftTheLine()).isPositive();
        assertThat(far.vanished()).isPositive();
        assertThat(far.noRoom()).isPositive();
        assertThat(far.unavailable()).isPositive();
        assertThat(far.did(OmniSessionEvent.Kind.INTERRUPTED)).isPositive();
        assertThat(far.did(OmniSessionEvent.Kind.KEY)).isPositive();
        assertThat(far.did(OmniSessionEvent.Kind.MISHAP)).isPositive();
        assertThat(far.did(OmniSessionEvent.Kind.ACTION, "Transfer")).isPositive();
    }
}
