package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.PageBrowser;
import callgateway.call.CallView;
import com.typesafe.config.ConfigFactory;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard of a node that is full, and of one that asks for a token. Needs Chromium; is skipped without. */
class DashboardCrowdTest {
    private static final int CALLS = 500;
    /** Frames of 60 Hz that a redraw may take, a stall of the machine aside; measured: a tenth of it. */
    private static final double FRAME_MS = 16.7;

    private static final ActorTestKit KIT = ActorTestKit.create("dashboard", ConfigFactory.load());
    private static PageBrowser browser;

    @BeforeAll
    static void open() {
        browser = PageBrowser.open();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        KIT.shutdownTestKit();
    }

    @Test
    void fiveHundredCallsTakeThePageASmallPartOfItsTime() {
        try (NodeOnStage node = new NodeOnStage(KIT, null)) {
            for (int i = 0; i < CALLS; i++) {
                node.shows(i, i % 9 == 0 ? CallView.State.CONNECTING : CallView.State.TALKING);
            }
            browser.go(node.uri("/"), 1400, false);
            browser.until("calls are shown", () -> browser.text("count").contains("of 500"));
            assertThat(browser.all("#list .row")).hasSize(50);
            browser.number("(callGatewayDrawing.frames = callGatewayDrawing.totalMs = 0,"
                    + " window.began = performance.now(), window.levelsAtFirst = 0)");

            // Each of them changes or says something all the time: twice what so many real calls do.
            Random random = new Random(1);
            int measuredBefore = node.measured.get();
            while (node.measured.get() < measuredBefore + 4) {
                for (int i = 0; i < CALLS / 10; i++) {
                    int number = random.nextInt(CALLS);
                    node.says(number, "something of no importance that is of ordinary length");
                    node.shows(number, random.nextInt(9) == 0 ? CallView.State.RECONNECTING : CallView.State.TALKING);
                }
                int ended = random.nextInt(CALLS);
                node.ends(ended);
                node.shows(ended, CallView.State.CONNECTING);
                pause();
            }

            double share = browser.number("callGatewayDrawing.totalMs / (performance.now() - began)");
            double perFrame = browser.number("callGatewayDrawing.totalMs / callGatewayDrawing.frames");
            assertThat(share).as("part of the page's time that drawing takes").isLessThan(0.5);
            assertThat(perFrame).as("ms for a redraw").isLessThan(FRAME_MS);
            assertThat(browser.number("document.querySelectorAll('#list .row').length"))
                    .isEqualTo(50);

            browser.byId("find").sendKeys("0123");
            browser.until("one is found", () -> browser.all("#list .row").size() == 1);
            browser.wholePicture("crowd");
            browser.byId("find").clear();
            browser.byId("find").sendKeys("pool-3");
            browser.until("some are found", () -> browser.text("count").contains("of 71 found, 500 in all"));
            browser.byId("more").click();
            browser.until("the rest is shown", () -> browser.all("#list .row").size() == 71);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** As long as the browser takes to answer: it must get to read. */
    private static void pause() {
        browser.number("document.querySelectorAll('.row').length");
    }

    @Test
    void aTokenIsAskedForAndAWrongOneAskedForAgain() {
        try (NodeOnStage node = new NodeOnStage(KIT, "the-right-one")) {
            node.shows(1, CallView.State.TALKING);
            browser.go(node.uri("/"), 600, true);
            browser.until("it asks", () -> browser.byId("login").isDisplayed());
            assertThat(browser.byId("main").isDisplayed()).isFalse();
            assertThat(browser.text("login-error")).isEmpty();
            browser.picture("login");

            browser.press("a-wrong-one\n");
            browser.until("it says so", () -> browser.text("login-error").contains("does not take"));
            browser.press("the-right-one\n");

            browser.until("the call is shown", () -> browser.all("#list .row").size() == 1);
            assertThat(browser.byId("login").isDisplayed()).isFalse();
            assertThat(browser.value("location.href")).isEqualTo(node.uri("/").toString());
            assertThat(browser.value("document.cookie")).isEqualTo("");
        }
    }

    @Test
    void whatOthersSayIsTextAndNeverMarkup() {
        try (NodeOnStage node = new NodeOnStage(KIT, null)) {
            node.shows(1, CallView.State.TALKING);
            browser.go(node.uri("/"), 1200, false);
            browser.until("the call is shown", () -> browser.all("#list .row").size() == 1);
            browser.all("#list .row").get(0).click();
            browser.until(
                    "the story is there", () -> browser.text("timeline-note").contains("Nothing yet"));

            node.says(1, "<img src=x onerror=\"document.title='pwned'\"><b>bold</b>");

            browser.until("it is shown", () -> browser.text("timeline").contains("<b>bold</b>"));
            assertThat(browser.all("#timeline img, #timeline b")).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aPageThatWasCutOffGoesOnWithWhatItMissed() {
        try (NodeOnStage node = new NodeOnStage(KIT, null)) {
            node.shows(1, CallView.State.TALKING);
            browser.go(node.uri("/"), 1200, false);
            browser.until("the call is shown", () -> browser.all("#list .row").size() == 1);

            node.view.feed().cutOff();
            node.shows(2, CallView.State.TALKING);
            node.ends(1);

            browser.until("it has caught up", () -> browser.text("list").contains("0002"));
            assertThat(browser.all("#list .row")).hasSize(1);
            browser.until("it is connected", () -> browser.text("link").contains("Live"));
        }
    }
}
