package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.PageBrowser;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.OmniSimulatorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser, of a running gateway with callers. Needs Chromium; is skipped without. */
class DashboardTest {
    private static final String SETTINGS = """
            plan.concurrency = 5
            rescue.human-number = "+15550100042"
            pools {
              sales { numbers = ["+15550100"], overflow = "message:All busy." }
              support { numbers = ["*"], cap = 4, overflow = "message:All busy." }
            }
            """;
    private static final CallerScript STAYS = CallerScript.builder()
            .hearAgentOut()
            .say("caller-question")
            .awaitEnd(GatewayUnderTest.PATIENCE)
            .build();

    private static PageBrowser browser;
    private static FarEnds far;

    private final List<CompletableFuture<CallerResult>> placed = new ArrayList<>();
    private GatewayUnderTest gateway;

    @BeforeAll
    static void start() throws Exception {
        browser = PageBrowser.open();
        far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation()));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (far != null) {
            far.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        gateway = GatewayUnderTest.start(far, SETTINGS);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void callers(int count) throws Exception {
        double before = gateway.metric("gateway_first_audio_seconds_count");
        for (int i = 0; i < count; i++) {
            placed.add(gateway.place(Scripts.patient(STAYS)));
        }
        GatewayUnderTest.soon().until(() -> gateway.metric("gateway_first_audio_seconds_count") == before + count);
    }

    private void look(int width, boolean dark) {
        browser.go(gateway.adminUri().resolve("/"), width, dark);
        browser.until("the page is connected", () -> browser.text("link").contains("Live"));
    }

    private void rows(int count) {
        browser.until(
                count + " calls are shown", () -> browser.all("#list .row").size() == count);
    }

    @Test
    void thePageShowsTheCallsAndAsksNobodyElseForAnything() throws Exception {
        callers(3);
        look(1400, false);
        rows(3);

        browser.until("the figures are there", () -> browser.text("t-live").equals("3"));
        assertThat(browser.text("node")).contains("Ready");
        browser.until("the plan's use is there", () -> browser.text("t-plan").equals("3 / 5"));
        assertThat(browser.text("list")).contains("Talking").doesNotContain("+1555");
        browser.all("#list .row").get(0).click();
        browser.until("the story is told", () -> browser.text("timeline").contains("The caller hears the agent"));
        browser.until(
                "somebody is heard",
                () -> browser.number(
                                "[...document.querySelectorAll('.meter i')].filter(one => !/^$|scaleX\\(0(.00)?\\)/.test(one.style.transform)).length")
                        > 0);
        browser.until("charts are drawn", () -> browser.all("#load canvas").size() == 1);
        assertThat(browser.text("latency-note")).contains("Agent ready: half ≤");
        browser.wholePicture("wide-light");

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.origins()).containsExactly(gateway.adminUri().toString());
    }

    @Test
    void hangingUpEndsTheCallAfterAQuestionAndIsWrittenDown() throws Exception {
        callers(2);
        look(1400, true);
        rows(2);
        browser.all("#list .row").get(0).click();
        browser.until("the button works", () -> browser.byId("hangup").isEnabled());

        browser.byId("hangup").click();
        browser.until("it asks", () -> browser.byId("ask").isDisplayed());
        assertThat(browser.text("ask")).contains("cut off at once");
        assertThat(browser.value("document.activeElement.id")).isEqualTo("ask-no");
        browser.picture("dialog-dark");
        browser.byId("ask-no").click();
        assertThat(gateway.metric("gateway_calls_live")).isEqualTo(2);

        browser.byId("hangup").click();
        browser.byId("ask-yes").click();
        rows(1);
        assertThat(gateway.ended("operator_hung_up")).isEqualTo(1);
        browser.until("it is told as over", () -> browser.text("detail").contains("Over: operator hung up"));
        browser.until("the change is shown", () -> browser.text("changes").contains("Hangup CA"));
        browser.byId("show-ended").click();
        rows(1);
        assertThat(browser.text("list")).contains("Operator hung up");
        assertThat(gateway.admin("/api/audit"))
                .contains("\"action\":\"hangup\"")
                .contains("\"who\":\"loopback\"");
        browser.wholePicture("wide-dark");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRefusedTransferSaysWhyAndLeavesTheCallAlone() throws Exception {
        callers(1);
        look(1400, false);
        rows(1);
        browser.all("#list .row").get(0).click();
        browser.until("the button works", () -> browser.byId("transfer").isEnabled());

        browser.byId("transfer").click();
        browser.byId("ask-input").sendKeys("+19005550100", Keys.ENTER);

        browser.until("the reason is shown", () -> browser.text("ask-error").contains("transfer.allow"));
        browser.byId("ask-no").click();
        assertThat(gateway.metric("gateway_calls_live")).isEqualTo(1);
        // The refusal is an answer of 403, which browsers log by themselves.
        assertThat(browser.complaints()).allMatch(line -> line.contains("/transfer") && line.contains("403"));
    }

    @Test
    void aNodeThatIsDrainedTakesNobodyNewAndThePageShowsHowItEmpties() throws Exception {
        callers(1);
        look(1000, false);
        browser.until("the node is ready", () -> browser.text("node").contains("Ready"));

        browser.byId("drain").click();
        browser.byId("ask-yes").click();
        browser.until("it is drained", () -> browser.text("node").contains("Draining, 1 left"));
        assertThat(gateway.admin("/readyz")).startsWith("draining");
        assertThat(gateway.call(Scripts.untilEnded()).met("Say")).isTrue();
        assertThat(gateway.metric("gateway_calls_live")).isEqualTo(1);
        assertThat(gateway.metric("gateway_webhooks_total{reason=\"draining\"}"))
                .isEqualTo(1);
        assertThat(gateway.admin("/api/drain"))
                .contains("\"draining\":true")
                .contains("\"live\":1")
                .contains("\"empty\":false");

        browser.byId("list")
                .findElement(org.openqa.selenium.By.className("row"))
                .click();
        browser.until("the button works", () -> browser.byId("hangup").isEnabled());
        browser.byId("hangup").click();
        browser.byId("ask-yes").click();
        browser.until("it is empty", () -> browser.text("node").contains("empty"));
        browser.picture("drained");

        browser.byId("drain").click();
        browser.byId("ask-yes").click();
        browser.until("it takes calls again", () -> browser.text("node").contains("Ready"));
        callers(1);
        rows(1);
    }

    @Test
    void aPhoneShowsAllOfItWithoutScrollingSideways() throws Exception {
        callers(2);
        for (boolean dark : new boolean[] {false, true}) {
            look(320, dark);
            rows(2);
            browser.all("#list .row").get(1).click();
            browser.until("the story is told", () -> browser.text("timeline").contains("The agent is ready"));
            browser.until("charts are drawn", () -> browser.all("#load canvas").size() == 1);

            assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(320);
            browser.wholePicture(dark ? "phone-dark" : "phone-light");
        }
    }

    @Test
    void everythingIsWithinReachOfTheKeyboard() throws Exception {
        callers(2);
        look(1200, false);
        rows(2);

        for (String id : List.of("drain", "show-live", "show-ended", "find", "state")) {
            assertThat(browser.tabTo(id)).as(id).isTrue();
        }
        browser.press(Keys.TAB);
        assertThat(browser.value("document.activeElement.className")).isEqualTo("row");
        browser.press(Keys.ARROW_DOWN);
        browser.press(Keys.ENTER);
        browser.until("the call is chosen", () -> "detail-h".equals(browser.value("document.activeElement.id")));
        assertThat(browser.all("#list .row[aria-pressed=true]")).hasSize(1);
        browser.until("the button works", () -> browser.byId("hangup").isEnabled());
        assertThat(browser.tabTo("hangup")).isTrue();
        browser.press(Keys.ENTER);
        browser.until("it asks", () -> browser.byId("ask").isDisplayed());
        browser.press(Keys.ESCAPE);
        browser.until("it is gone", () -> !browser.byId("ask").isDisplayed());
        assertThat(browser.value("document.activeElement.id")).isEqualTo("hangup");
        assertThat(gateway.metric("gateway_calls_live")).isEqualTo(2);
    }

    @Test
    void aGatewayThatIsGoneIsSaidToBeGoneAndOneWithoutCallsToHaveNone() throws Exception {
        look(1200, false);
        browser.until("it says so", () -> browser.text("empty").contains("Nobody is talking"));
        browser.picture("empty");

        gateway.close();

        browser.until("it says so", () -> browser.text("notice").contains("Not connected"));
        assertThat(browser.text("link")).isIn("Disconnected", "● Disconnected", "Connecting", "● Connecting");
        assertThat(browser.byId("drain").isEnabled()).isFalse();
        browser.picture("disconnected");
    }
}
