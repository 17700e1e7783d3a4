package callgateway.gateway;

import static callgateway.gateway.Webhooks.OLD_TOKEN;
import static callgateway.gateway.Webhooks.ORIGIN;
import static callgateway.gateway.Webhooks.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.call.Calls;
import callgateway.gateway.Webhooks.Asked;
import callgateway.operations.GatewayMetrics.WebhookResult;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import callgateway.twilio.SelfCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call comes in. */
class VoiceWebhookTest {
    private static final Map<String, String> CALL = call();

    @RegisterExtension
    static final Webhooks HOOKS = new Webhooks();

    private static Map<String, String> call() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("CallSid", "CA0123");
        form.put("AccountSid", "AC0123");
        form.put("From", "+15550100");
        form.put("To", "+15550199");
        form.put("CallStatus", "ringing");
        form.put("CallerName", "");
        form.put("FromCity", "S\u00e3o Paulo & C\u00ed\u00e6 100%");
        return form;
    }

    @Test
    void theCallerIsConnectedToAStreamWithTheTokenOfTheirCall() {
        Asked asked = HOOKS.post("/voice", CALL);
        Calls.Announce announce = HOOKS.registryIsAsked(Calls.Announce.class);
        announce.replyTo().tell(new Calls.Expected("T0KEN-_t0ken"));

        assertThat(announce.id().callSid()).isEqualTo("CA0123");
        assertThat(announce.id().accountSid()).isEqualTo("AC0123");
        assertThat(announce.id().from()).isEqualTo("+15550100");
        assertThat(announce.id().to()).isEqualTo("+15550199");
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.response().contentType()).isEqualTo("text/xml; charset=UTF-8");
        assertThat(asked.text())
                .contains("<Connect action=\"https://gw.example.com/voice/after\" method=\"POST\">")
                .contains("url=\"wss://gw.example.com/media\"")
                .contains("statusCallback=\"https://gw.example.com/voice/status\"")
                .contains("<Parameter name=\"token\" value=\"T0KEN-_t0ken\"/>");
        assertThat(HOOKS.counted(WebhookResult.ANSWERED)).isEqualTo(1);
    }

    @Test
    void nothingIsAnsweredBeforeTheCallHasItsRecord() {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        HOOKS.journal.kept = kept;
        try {
            Asked asked = HOOKS.post("/voice", CALL);
            HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(new Calls.Expected("T0KEN"));

            await().until(() -> HOOKS.journal.told.contains("admitted CA0123 default"));
            assertThat(asked.answer()).isNotDone();
            kept.complete(null);

            assertThat(asked.text()).contains("<Stream");
        } finally {
            kept.complete(null);
            HOOKS.journal.kept = CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void aCallThatIsNotTakenIsToldOfToo() {
        HOOKS.journal.told.clear();
        Asked asked = HOOKS.post("/voice", CALL);
        HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(Calls.Full.INSTANCE);

        assertThat(asked.status()).isEqualTo(200);
        assertThat(HOOKS.journal.told).containsExactly("refused CA0123 default node_closing");
    }

    @Test
    void aSelfCallIsAnsweredWithItsNonceAndAdmitsNobody() {
        SelfCall call = new SelfCall("n0nce");
        Map<String, String> form = new LinkedHashMap<>();
        call.form("CA0123", "AC0123").all().forEach(param -> form.put(param.name(), param.value()));

        Asked asked = HOOKS.post("/voice", form);

        assertThat(asked.status()).isEqualTo(200);
        assertThat(call.isAnsweredBy(asked.text())).isTrue();
        HOOKS.registryIsNotAsked();
    }

    @Test
    void aSelfCallWithoutASignatureIsRefusedLikeAnyOther() {
        String body = new SelfCall("n0nce").form("CA0123", "AC0123").encoded();

        assertThat(HOOKS.post("/voice", body, null).status()).isEqualTo(403);
    }

    @Test
    void aGetIsAsGoodWithItsParametersInTheAddress() {
        Asked asked = HOOKS.get("/voice?" + FormParams.of(CALL).encoded());

        Calls.Announce announce = HOOKS.registryIsAsked(Calls.Announce.class);
        announce.replyTo().tell(new Calls.Expected("T"));
        assertThat(announce.id().from()).isEqualTo("+15550100");
        assertThat(asked.status()).isEqualTo(200);
    }

    @Test
    void aPostMayHaveParametersInItsAddressToo() {
        String target = "/voice?pool=sales%20east&x=";
        Asked asked = HOOKS.post(target, CALL);

        HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(new Calls.Expected("T"));
        assertThat(asked.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/voice?CallSid=CA0123&AccountSid=AC0123&From=%2B15550100&To=&CallerName=",
                "/voice?CallSid=CA0123&AccountSid=AC0123&From=%2b15550100&FromCity=S%C3%A3o+Paulo",
                "/voice?CallSid=CA0123&&AccountSid=AC0123&From=+15550100&odd"
            })
    void theAddressIsCheckedAsItWasWritten(String target) {
        Asked asked = HOOKS.get(target);

        HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(new Calls.Expected("T"));
        assertThat(asked.status()).isEqualTo(200);
    }

    @Test
    void bothTokensAreGoodWhileTheyAreRotated() {
        for (String token : new String[] {TOKEN, OLD_TOKEN}) {
            FormParams form = FormParams.of(CALL);
            Asked asked = HOOKS.post("/voice", form.encoded(), RequestSignature.sign(token, ORIGIN + "/voice", form));
            HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(new Calls.Expected("T"));
            assertThat(asked.status()).isEqualTo(200);
        }
    }

    @Test
    void withoutASignatureNothingHappens() {
        forged(HOOKS.post("/voice", FormParams.of(CALL).encoded(), null));
        forged(HOOKS.ask("GET", "/voice?" + FormParams.of(CALL).encoded(), "", null));
        assertThat(HOOKS.counted(WebhookResult.FORGED)).isEqualTo(2);
    }

    @Test
    void aSignatureOfSomethingElseIsNone() {
        FormParams form = FormParams.of(CALL);
        String body = form.encoded();
        String right = RequestSignature.sign(TOKEN, ORIGIN + "/voice", form);
        Map<String, String> changed = new LinkedHashMap<>(CALL);
        changed.put("To", "+15550666");

        forged(HOOKS.post("/voice", body, ""));
        forged(HOOKS.post("/voice", body, right.substring(1)));
        forged(HOOKS.post("/voice", body, RequestSignature.sign("another-token", ORIGIN + "/voice", form)));
        forged(HOOKS.post("/voice", body, RequestSignature.sign(TOKEN, "https://10.1.2.3/voice", form)));
        forged(HOOKS.post("/voice", body, RequestSignature.sign(TOKEN, "http://gw.example.com/voice", form)));
        forged(HOOKS.post("/voice", FormParams.of(changed).encoded(), right));
        forged(HOOKS.post("/voice", body + "&Digits=1", right));
        forged(HOOKS.post("/voice?x=1", body, right));
        forged(HOOKS.post("/voice/after", body, right));
        forged(HOOKS.post("/voice", "", right));
        forged(HOOKS.ask("GET", "/voice?" + body, "", right));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/voice", "/voice/after", "/voice/transfer", "/voice/status"})
    void everyWebhookIsChecked(String path) {
        forged(HOOKS.post(path, FormParams.of(CALL).encoded(), "bm8="));
        forged(HOOKS.ask("GET", path, "", null));
    }

    @Test
    void aSignedRequestWithoutParametersIsNoForgeryButMalformed() {
        Asked asked = HOOKS.post("/voice", Map.of());

        assertThat(asked.status()).isEqualTo(400);
        assertThat(asked.text()).contains("CallSid");
        assertThat(HOOKS.counted(WebhookResult.MALFORMED)).isEqualTo(1);
        HOOKS.registryIsNotAsked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CA 1", "XX0123", "CA../../etc", "CA"})
    void aCallSidThatIsNoneIsMalformed(String callSid) {
        Map<String, String> form = new LinkedHashMap<>(CALL);
        form.put("CallSid", callSid);

        assertThat(HOOKS.post("/voice", form).status()).isEqualTo(400);
        HOOKS.registryIsNotAsked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CallSid=%", "CallSid=%4", "CallSid=%zz", "CallSid=%C3", "%ff=1"})
    void aBrokenEscapeIsMalformed(String body) {
        Asked asked = HOOKS.post("/voice", body, "bm8=");

        assertThat(asked.status()).isEqualTo(400);
        HOOKS.registryIsNotAsked();
    }

    @Test
    void moreThanAWebhookHasIsMalformed() {
        assertThat(HOOKS.post("/voice", "a=1&".repeat(300), "bm8=").status()).isEqualTo(400);
        assertThat(HOOKS.post("/voice", "a=" + "x".repeat(70_000), "bm8=").status())
                .isBetween(400, 413);
        HOOKS.registryIsNotAsked();
    }

    @Test
    void anotherAccountsCallIsRefusedWhereOneIsSet() {
        HOOKS.restart(null, "AC9999");

        Asked asked = HOOKS.post("/voice", CALL);

        assertThat(asked.status()).isEqualTo(403);
        HOOKS.registryIsNotAsked();
    }

    @Test
    void aNodeThatIsFullSendsTheCallerToTheHuman() {
        HOOKS.restart("+15550911", null);
        Asked asked = HOOKS.post("/voice", CALL);
        HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(Calls.Full.INSTANCE);

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text())
                .contains("<Dial")
                .contains("+15550911")
                .contains("action=\"https://gw.example.com/voice/transfer\"")
                .contains("timeout=\"20\"");
        assertThat(HOOKS.counted(WebhookResult.FULL)).isEqualTo(1);
    }

    @Test
    void aNodeThatIsFullAndHasNoHumanSaysSo() {
        Asked asked = HOOKS.post("/voice", CALL);
        HOOKS.registryIsAsked(Calls.Announce.class).replyTo().tell(Calls.Full.INSTANCE);

        assertThat(asked.text()).contains("<Say>Nobody is there.</Say>").contains("<Hangup/>");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNotTheCallersTrouble() {
        HOOKS.restart("+15550911", null);

        Asked asked = HOOKS.post("/voice", CALL);

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text()).contains("<Dial").contains("+15550911");
        assertThat(HOOKS.counted(WebhookResult.RESCUED)).isEqualTo(1);
    }

    private static void forged(Asked asked) {
        assertThat(asked.status()).isEqualTo(403);
        assertThat(asked.text()).contains("X-Twilio-Signature");
        HOOKS.registryIsNotAsked();
    }
}
