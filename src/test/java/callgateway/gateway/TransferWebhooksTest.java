package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.Calls;
import callgateway.call.NextStep;
import callgateway.call.TransferAttempt;
import callgateway.call.TransferOutcome;
import callgateway.gateway.Webhooks.Asked;
import callgateway.routing.Overflow;
import callgateway.routing.Pools;
import callgateway.routing.TransferTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhooks of callers who are handed over. */
class TransferWebhooksTest {
    @RegisterExtension
    static final Webhooks HOOKS = new Webhooks();

    private static final String TRANSFER = "/voice/transfer?n=1&pool=default";
    private static final String WHISPER = "/voice/whisper?call=CA1&pool=default";

    @Test
    void whoIsHandedOverIsDialledFor() {
        assertThat(after(attempt("+15550123")))
                .contains("<Dial action=\"https://gw.example.com/voice/transfer?n=1&amp;pool=default\"")
                .contains("answerOnBridge=\"true\"")
                .contains("callerId=\"+15550100\"")
                .contains("timeout=\"18\"")
                .contains(
                        "<Number method=\"POST\" url=\"https://gw.example.com/voice/whisper?call=CA1&amp;pool=default\">"
                                + "+15550123</Number>");
        assertThat(after(attempt("sip:desk@pbx.example"))).contains(">sip:desk@pbx.example</Sip>");
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        assertThat(after(attempt("+15550123"))).isEqualTo(after(attempt("+15550123")));
    }

    @Test
    void whereNobodyCouldBeNamedThePoolsOverflowHasTheCaller() {
        assertThat(after(null)).contains("<Say>Nobody is there.</Say>");
    }

    @Test
    void anotherPoolTakesTheCallerAndKeepsThem() {
        HOOKS.restart(
                new Pools(List.of(
                        Webhooks.pool("default", "*", 5, Overflow.Busy.BUSY),
                        Webhooks.pool("support", "+15550777", 5, Overflow.Busy.BUSY))),
                10);
        Asked asked = ask("/voice/after", Map.of());
        HOOKS.registryIsAsked(Calls.After.class).replyTo().tell(NextStep.TRANSFER);
        HOOKS.registryIsAsked(Calls.WhichTransfer.class)
                .replyTo()
                .tell(new Calls.TransferKnown(attempt("pool:support")));
        Calls.Announce announce = HOOKS.registryIsAsked(Calls.Announce.class);
        announce.replyTo().tell(new Calls.Expected("token"));

        assertThat(asked.text()).contains("<Connect action=\"https://gw.example.com/voice/after?pool=support\"");
        assertThat(announce.pool().name()).isEqualTo("support");

        Asked left = ask("/voice?pool=support", Map.of("QueueResult", "leave"));
        Calls.Announce again = HOOKS.registryIsAsked(Calls.Announce.class);
        again.replyTo().tell(new Calls.Expected("token"));
        assertThat(again.pool().name()).isEqualTo("support");
        assertThat(left.text()).contains("pool=support");
    }

    @Test
    void aPoolThatIsNoMoreIsAnOverflow() {
        assertThat(after(attempt("pool:gone"))).contains("<Say>Nobody is there.</Say>");
        Asked asked = ask("/voice?pool=gone", Map.of());
        Calls.Announce announce = HOOKS.registryIsAsked(Calls.Announce.class);
        announce.replyTo().tell(new Calls.Expected("token"));
        assertThat(announce.pool().name()).isEqualTo("default");
        assertThat(asked.text()).contains("action=\"https://gw.example.com/voice/after\"");
    }

    @ParameterizedTest
    @CsvSource({
        "completed, true, in-progress, ANSWERED",
        "answered, true, in-progress, ANSWERED",
        "completed, true, completed, ANSWERED",
        "completed, false, in-progress, NOT_TAKEN",
        "completed, '', in-progress, NOT_TAKEN",
        "answered, TRUE, in-progress, NOT_TAKEN",
        "busy, false, in-progress, BUSY",
        "no-answer, false, in-progress, NO_ANSWER",
        "failed, false, in-progress, FAILED",
        "canceled, false, in-progress, FAILED",
        "'', '', in-progress, FAILED",
        "canceled, false, completed, CALLER_LEFT",
        "no-answer, false, completed, CALLER_LEFT"
    })
    void whatBecameOfItIsPassedOn(String dial, String bridged, String call, TransferOutcome outcome) {
        Asked asked = ask(TRANSFER, Map.of("DialCallStatus", dial, "DialBridged", bridged, "CallStatus", call));
        Calls.TransferOver over = HOOKS.registryIsAsked(Calls.TransferOver.class);
        over.replyTo().tell(NextStep.HANG_UP);

        assertThat(over.callSid()).isEqualTo("CA1");
        assertThat(over.number()).isEqualTo(1);
        assertThat(over.outcome()).isEqualTo(outcome);
        assertThat(asked.text()).contains("<Hangup/>");
    }

    @Test
    void whoComesBackIsConnectedAgain() {
        Asked asked = ask(TRANSFER, Map.of("DialCallStatus", "busy", "CallStatus", "in-progress"));
        HOOKS.registryIsAsked(Calls.TransferOver.class).replyTo().tell(NextStep.RETURN);
        HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(new Calls.Expected("token"));

        assertThat(asked.text()).contains("<Connect").contains("value=\"token\"");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNotTheCallersTrouble() {
        Asked asked = ask(TRANSFER, Map.of("DialCallStatus", "busy", "CallStatus", "in-progress"));

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text()).contains("<Say>Nobody is there.</Say>");
    }

    // -- the human

    @Test
    void theHumanIsToldTheReasonWithoutItsMarkup() {
        Asked asked = HOOKS.post(WHISPER, Map.of("CallSid", "CA2", "ParentCallSid", "CA1", "To", "+15550123"));
        Calls.WhichTransfer which = HOOKS.registryIsAsked(Calls.WhichTransfer.class);
        which.replyTo()
                .tell(new Calls.TransferKnown(
                        new TransferAttempt(1, TransferTarget.parse("+15550123"), "</Say><Dial>+1900</Dial> & more")));

        assertThat(which.callSid()).isEqualTo("CA1");
        assertThat(asked.text())
                .contains("<Say>A caller. &lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt; &amp; more</Say>")
                .doesNotContain("<Gather");
    }

    @Test
    void aTransferThatIsNotKnownHasNoReason() {
        Asked asked = HOOKS.post(WHISPER, Map.of("CallSid", "CA2"));
        HOOKS.registryIsAsked(Calls.WhichTransfer.class).replyTo().tell(new Calls.TransferKnown(null));

        assertThat(asked.text()).contains("<Say>A caller.</Say>");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "'', false", "11, false"})
    void onlyWhoPressesOneIsConnected(String digits, boolean connected) {
        String text = HOOKS.post(WHISPER + "&pressed=1", Map.of("CallSid", "CA2", "Digits", digits))
                .text();

        assertThat(text.contains("<Hangup/>")).isEqualTo(!connected);
        HOOKS.registryIsNotAsked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/voice/whisper", "/voice/whisper?call=nonsense", "/voice/whisper?call="})
    void aWhisperForNoCallIsRefused(String target) {
        assertThat(HOOKS.post(target, Map.of("CallSid", "CA2")).status()).isEqualTo(400);
        HOOKS.registryIsNotAsked();
    }

    @ParameterizedTest
    @ValueSource(strings = {WHISPER, TRANSFER})
    void withoutTheCarriersSignatureThereIsNoAnswer(String target) {
        assertThat(HOOKS.post(target, "CallSid=CA1", null).status()).isEqualTo(403);
        HOOKS.registryIsNotAsked();
    }

    private static TransferAttempt attempt(String target) {
        return new TransferAttempt(1, TransferTarget.parse(target), "Wants a refund.");
    }

    private static String after(@Nullable TransferAttempt attempt) {
        Asked asked = ask("/voice/after", Map.of());
        HOOKS.registryIsAsked(Calls.After.class).replyTo().tell(NextStep.TRANSFER);
        HOOKS.registryIsAsked(Calls.WhichTransfer.class).replyTo().tell(new Calls.TransferKnown(attempt));
        assertThat(asked.status()).isEqualTo(200);
        return asked.text();
    }

    private static Asked ask(String target, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(Map.of(
                "CallSid",
                "CA1",
                "AccountSid",
                "AC1",
                "From",
                "+15550199",
                "To",
                "+15550100",
                "CallStatus",
                "in-progress"));
        form.putAll(more);
        return HOOKS.post(target, form);
    }
}
