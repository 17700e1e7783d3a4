package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.Admission;
import callgateway.call.Calls;
import callgateway.call.NextStep;
import callgateway.gateway.Webhooks.Asked;
import callgateway.operations.GatewayMetrics.WebhookResult;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.Pools;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers hear when every slot is taken. */
class WaitingRoomTest {
    @RegisterExtension
    static final Webhooks HOOKS = new Webhooks();

    private static final Overflow DESK = new Overflow.Dial("+15550911");

    @Test
    void aCallerWhoFindsNoSlotWaitsInTheQueueOfThePool() {
        full(2);

        assertThat(voice("CA2").text())
                .contains("<Enqueue")
                .contains("action=\"https://gw.example.com/voice\"")
                .contains("waitUrl=\"https://gw.example.com/voice/wait\"")
                .contains("callgateway-sales");
        assertThat(HOOKS.counted(WebhookResult.QUEUED)).isEqualTo(1);
    }

    @Test
    void aWaitingCallerHearsTheirPlaceAndTheHoldAudio() {
        full(2);
        waits("CA2");
        waits("CA3");

        assertThat(waitUrl("CA3", 0).text())
                .contains("<Say language=\"en-US\">You are number 2 in line.</Say>")
                .contains("<Play>https://gw.example.com/audio/hold.wav</Play>");
        assertThat(waitUrl("CA3", 12).text()).contains("<Play>").doesNotContain("<Say");
        assertThat(waitUrl("CA3", 31).text()).contains("number 2 in line");
    }

    @Test
    void whoseTurnHasComeLeavesTheQueueAndIsConnected() {
        full(2);
        waits("CA2");
        assertThat(waitUrl("CA2", 3).text()).doesNotContain("<Leave/>");
        hangUp("CA1");

        assertThat(waitUrl("CA2", 10).text()).contains("<Leave/>");
        assertThat(connected(outOfQueue("CA2", "leave"))).contains("<Connect").contains("token");
    }

    @Test
    void aCallerTheGatewayHasForgottenComesOutAndAsksAnew() {
        assertThat(waitUrl("CA7", 3).text()).contains("<Leave/>");
    }

    @Test
    void beyondTheLineCallersGoWhereThePoolSendsThem() {
        full(1);
        waits("CA2");

        assertThat(voice("CA3").text()).contains("<Number>+15550911</Number>");
        assertThat(HOOKS.counted(WebhookResult.FULL)).isEqualTo(1);
    }

    @Test
    void everyKindOfOverflowIsSaidInTwiml() {
        overflow(new Overflow.DialSip("sip:desk@pbx.example.com"), "<Sip>sip:desk@pbx.example.com</Sip>");
        overflow(
                new Overflow.Voicemail("Please leave a message.", Duration.ofMinutes(2)),
                "<Say>Please leave a message.</Say><Record action=\"https://gw.example.com/voice/recorded\"");
        overflow(new Overflow.Message("All lines are busy."), "<Say>All lines are busy.</Say><Hangup/>");
        overflow(Overflow.Busy.BUSY, "<Reject reason=\"busy\"/>");
    }

    private static void overflow(Overflow overflow, String twiml) {
        HOOKS.restart(pools(overflow, 0), 1);
        takeTheOnlySlot();
        assertThat(voice("CA2").text()).contains(twiml);
    }

    @Test
    void busyIsNothingForACallerWhoHasBeenAnswered() {
        HOOKS.restart(pools(Overflow.Busy.BUSY, 0), 1);
        takeTheOnlySlot();
        Map<String, String> answered = form("CA2");
        answered.put("CallStatus", "in-progress");

        assertThat(HOOKS.post("/voice", answered).text()).contains("<Say>").doesNotContain("<Reject");
    }

    @Test
    void aCallerWhoHangsUpInTheQueueGivesUpTheirPlace() {
        full(2);
        waits("CA2");
        waits("CA3");

        assertThat(outOfQueue("CA2", "hangup").text())
                .doesNotContain("<Connect")
                .doesNotContain("<Dial");
        assertThat(waitUrl("CA3", 0).text()).contains("number 1 in line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue-full", "error", "system-error"})
    void aQueueThatFailsAtTwilioIsOverflowToo(String result) {
        full(2);
        waits("CA2");

        assertThat(outOfQueue("CA2", result).text()).contains("<Number>+15550911</Number>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirected", "bridged", "redirected-from-bridged", "bridging-in-process"})
    void whoeverTookACallerOutOfTheQueueKnowsWhatForAndWeSayNothing(String result) {
        full(2);
        waits("CA2");

        assertThat(outOfQueue("CA2", result).text()).contains("<Response/>");
    }

    @Test
    void aCallerWhomTheAgentsServiceTurnedAwayWaitsInsteadOfHearingAnError() {
        full(2);
        Asked asked = HOOKS.post("/voice/after", form("CA2"));
        HOOKS.registryIsAsked(Calls.After.class).replyTo().tell(NextStep.WAIT);

        assertThat(asked.text()).contains("<Enqueue");
    }

    @Test
    void aCallerWhoIsOwedAStreamAndHasNoSlotAnyMoreGoesBeforeAllWhoWait() {
        full(5);
        waits("CA2");
        waits("CA3");

        Asked asked = HOOKS.post("/voice/after", form("CA4"));
        HOOKS.registryIsAsked(Calls.After.class).replyTo().tell(NextStep.RECONNECT);

        assertThat(asked.text()).contains("<Enqueue");
        assertThat(waitUrl("CA4", 0).text()).contains("number 1 in line");
        assertThat(waitUrl("CA2", 0).text()).contains("number 2 in line");
        hangUp("CA1");
        assertThat(waitUrl("CA2", 10).text()).doesNotContain("<Leave/>");
        assertThat(waitUrl("CA4", 10).text()).contains("<Leave/>");
    }

    @Test
    void aCallerWhoIsOwedAStreamAndStillHasTheSlotIsConnectedAtOnce() {
        full(5);
        waits("CA2");

        Asked asked = HOOKS.post("/voice/after", form("CA1"));
        HOOKS.registryIsAsked(Calls.After.class).replyTo().tell(NextStep.RECONNECT);

        assertThat(connected(asked)).contains("<Connect").contains("token");
    }

    @Test
    void wherePoolsHaveNoLineSuchACallerGoesElsewhereAtOnce() {
        full(0);
        Asked asked = HOOKS.post("/voice/after", form("CA2"));
        HOOKS.registryIsAsked(Calls.After.class).replyTo().tell(NextStep.WAIT);

        assertThat(asked.text()).contains("<Number>+15550911</Number>");
    }

    @Test
    void theHoldAudioIsServedWithATagAndNotTwice() {
        Asked first = HOOKS.ask("GET", "/audio/hold.wav", "", null);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.response().contentType()).isEqualTo("audio/wav");
        assertThat(first.response().body()).hasSizeGreaterThan(10_000);
        assertThat(first.response().headers())
                .anySatisfy(header -> assertThat(header.getKey()).isEqualTo("ETag"))
                .anySatisfy(header -> assertThat(header.getValue()).contains("max-age"));
    }

    @Test
    void aNumberBelongsToThePoolThatListsIt() {
        Pool sales = Webhooks.pool("sales", "+15550199", 0, new Overflow.Message("Sales is busy."));
        Pool other = Webhooks.pool("other", "*", 0, new Overflow.Message("Others are busy."));
        HOOKS.restart(new Pools(List.of(sales, other)), 1);
        takeTheOnlySlot();
        Map<String, String> elsewhere = form("CA3");
        elsewhere.put("To", "+15550777");

        assertThat(voice("CA2").text()).contains("Sales is busy.");
        assertThat(HOOKS.post("/voice", elsewhere).text()).contains("Others are busy.");
    }

    // -- helpers

    /** One slot, taken, and a line of that depth. */
    private static void full(int depth) {
        HOOKS.restart(pools(DESK, depth), 1);
        takeTheOnlySlot();
    }

    private static Pools pools(Overflow overflow, int depth) {
        return new Pools(List.of(Webhooks.pool("sales", "*", depth, overflow)));
    }

    private static void takeTheOnlySlot() {
        assertThat(connected(voice("CA1"))).contains("<Connect");
    }

    private static String connected(Asked asked) {
        HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(new Calls.Expected("token"));
        return asked.text();
    }

    /** Not answered until the call is announced, if it gets a slot. */
    private static Asked voice(String callSid) {
        return HOOKS.post("/voice", form(callSid));
    }

    private static void waits(String callSid) {
        assertThat(voice(callSid).text()).contains("<Enqueue");
    }

    @Test
    void aNodeThatIsDrainedSendsNewCallersElsewhereAndServesThoseInLine() {
        full(2);
        waits("CA2");
        HOOKS.drain();

        assertThat(voice("CA3").text()).contains("<Number>+15550911</Number>");
        assertThat(HOOKS.counted(WebhookResult.DRAINING)).isEqualTo(1);
        // Asked once more for the same call, it keeps its place.
        assertThat(voice("CA2").text()).contains("<Enqueue");
        hangUp("CA1");
        assertThat(waitUrl("CA2", 10).text()).contains("<Leave/>");
        assertThat(connected(outOfQueue("CA2", "leave"))).contains("<Connect").contains("token");
    }

    private static Asked waitUrl(String callSid, int queueTime) {
        Map<String, String> form = form(callSid);
        form.put("QueueTime", Integer.toString(queueTime));
        form.put("CallStatus", "in-progress");
        return HOOKS.post("/voice/wait", form);
    }

    private static Asked outOfQueue(String callSid, String result) {
        Map<String, String> form = form(callSid);
        form.put("QueueResult", result);
        form.put("CallStatus", "in-progress");
        return HOOKS.post("/voice", form);
    }

    private static void hangUp(String callSid) {
        Map<String, String> form = form(callSid);
        form.put("CallStatus", "completed");
        assertThat(HOOKS.post("/voice/status", form).status()).isEqualTo(204);
        assertThat(HOOKS.registryIsAsked(Calls.CallOver.class).callSid()).isEqualTo(callSid);
        // As the registry does once all of the call has stopped.
        HOOKS.admission().tell(new Admission.Over(callSid));
    }

    private static Map<String, String> form(String callSid) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("CallSid", callSid);
        form.put("AccountSid", "AC0123");
        form.put("From", "+15550100");
        form.put("To", "+15550199");
        form.put("CallStatus", "ringing");
        return form;
    }
}
