package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.Calls;
import callgateway.call.NextStep;
import callgateway.gateway.Webhooks.Asked;
import callgateway.operations.GatewayMetrics.WebhookResult;
import callgateway.transport.PlainRequest;
import callgateway.transport.PublicPort;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The other webhooks, and the upgrade of the media socket. */
class AfterwardsTest {
    @RegisterExtension
    static final Webhooks HOOKS = new Webhooks();

    @Test
    void aCallThatIsOverIsHungUp() {
        assertThat(after(NextStep.HANG_UP).text())
                .contains("<Hangup/>")
                .doesNotContain("<Say>")
                .doesNotContain("<Dial");
    }

    @Test
    void whenTheSessionIsOverThePoolsEndingIsHeard() {
        assertThat(after(NextStep.ENDING).text())
                .contains("<Say>Goodbye.</Say>")
                .contains("<Hangup/>");
    }

    @Test
    void whoeverIsLeftWithoutAnAgentGetsAHuman() {
        HOOKS.restart("+15550911", null);

        assertThat(after(NextStep.RESCUE).text())
                .contains("answerOnBridge=\"true\"")
                .contains("<Number>+15550911</Number>")
                .contains("action=\"https://gw.example.com/voice/transfer\"");
    }

    @Test
    void whoeverIsLeftWithoutAnAgentWhereThereIsNoHumanIsTold() {
        assertThat(after(NextStep.RESCUE).text())
                .contains("<Say>Nobody is there.</Say>")
                .contains("<Hangup/>");
    }

    @ParameterizedTest
    @CsvSource({
        "completed, true",
        "busy, true",
        "failed, true",
        "no-answer, true",
        "canceled, true",
        "in-progress, false",
        "ringing, false",
        "'', false"
    })
    void theCarriersWordOnTheCallIsPassedOn(String status, boolean over) {
        Asked asked = HOOKS.post("/voice/after", Map.of("CallSid", "CA1", "CallStatus", status));
        Calls.After after = HOOKS.registryIsAsked(Calls.After.class);
        after.replyTo().tell(NextStep.HANG_UP);

        assertThat(after.callSid()).isEqualTo("CA1");
        assertThat(after.callOver()).isEqualTo(over);
        assertThat(asked.status()).isEqualTo(200);
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNotTheCallersTroubleHereEither() {
        Asked asked = HOOKS.post("/voice/after", Map.of("CallSid", "CA1"));

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text()).contains("<Say>Nobody is there.</Say>");
        assertThat(HOOKS.counted(WebhookResult.RESCUED)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"true, completed, false", "false, no-answer, true", "'', completed, true", "TRUE, busy, true"})
    void aCallerWhoHasTalkedToTheHumanIsLetGoAndAnotherIsTold(String bridged, String status, boolean told) {
        Asked asked = HOOKS.post("/voice/transfer", Map.of("DialBridged", bridged, "DialCallStatus", status));

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text().contains("<Say>Nobody is there.</Say>")).isEqualTo(told);
        assertThat(asked.text()).contains("<Hangup/>").doesNotContain("<Dial");
        HOOKS.registryIsNotAsked();
    }

    @Test
    void aStatusThatSaysTheCallIsOverIsPassedOn() {
        Asked asked = HOOKS.post("/voice/status", Map.of("CallSid", "CA1", "CallStatus", "completed"));

        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.response().body()).isEmpty();
        assertThat(HOOKS.registryIsAsked(Calls.CallOver.class).callSid()).isEqualTo("CA1");
    }

    @Test
    void anyOtherStatusIsOnlyTakenNoteOf() {
        assertThat(HOOKS.post("/voice/status", Map.of("CallSid", "CA1", "CallStatus", "in-progress"))
                        .status())
                .isEqualTo(204);
        assertThat(HOOKS.post("/voice/status", Map.of("CallStatus", "completed"))
                        .status())
                .isEqualTo(204);
        assertThat(HOOKS.post(
                                "/voice/status",
                                Map.of("CallSid", "CA1", "StreamEvent", "stream-error", "StreamError", "31951"))
                        .status())
                .isEqualTo(204);
        HOOKS.registryIsNotAsked();
    }

    // -- what is no webhook

    @ParameterizedTest
    @ValueSource(strings = {"/", "/voice/", "/voice/other", "/voices", "/media", "/healthz", "/metrics", "/api/calls"})
    void whatIsNotThereIsNotFound(String target) {
        assertThat(HOOKS.get(target).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "BREW"})
    void anotherMethodIsRefused(String method) {
        assertThat(HOOKS.ask(method, "/voice", "", null).status()).isEqualTo(405);
        HOOKS.registryIsNotAsked();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%zz", "/voice%", "voice", "http://gw.example.com/voice", "*", "/voice\u0001", "//", "/voice#x"
            })
    void anAddressThatIsNoneIsTheClientsFault(String target) {
        assertThat(HOOKS.ask("GET", target, "", null).status()).isBetween(400, 404);
        HOOKS.registryIsNotAsked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CallSid=CA1%", "a=%zz"})
    void aBrokenEscapeInAnAddressIsTheClientsFault(String query) {
        assertThat(HOOKS.get("/voice?" + query).status()).isEqualTo(400);
        HOOKS.registryIsNotAsked();
    }

    // -- the media socket

    @Test
    void anUpgradeWithTheCarriersSignatureIsAccepted() {
        assertThat(upgrade("/media", sign("wss://gw.example.com/media"))).isInstanceOf(PublicPort.Accept.class);
        assertThat(upgrade(
                        "/media",
                        RequestSignature.sign(Webhooks.OLD_TOKEN, "wss://gw.example.com/media", FormParams.NONE)))
                .isInstanceOf(PublicPort.Accept.class);
    }

    @Test
    void anUpgradeWithoutOneIsRefused() {
        refused(403, "/media", null);
        refused(403, "/media", "");
        refused(403, "/media", "bm8=");
        refused(403, "/media", sign("https://gw.example.com/media"));
        refused(403, "/media", sign("wss://other.example.com/media"));
        refused(403, "/media?x=1", sign("wss://gw.example.com/media"));
    }

    @Test
    void anUpgradeElsewhereIsNotFound() {
        refused(404, "/voice", sign("wss://gw.example.com/voice"));
        refused(404, "/", sign("wss://gw.example.com/"));
    }

    private static Asked after(NextStep step) {
        Asked asked = HOOKS.post("/voice/after", Map.of("CallSid", "CA1", "CallStatus", "in-progress"));
        HOOKS.registryIsAsked(Calls.After.class).replyTo().tell(step);
        assertThat(asked.status()).isEqualTo(200);
        return asked;
    }

    private static String sign(String url) {
        return RequestSignature.sign(Webhooks.TOKEN, url, FormParams.NONE);
    }

    private static void refused(int status, String target, @Nullable String signature) {
        PublicPort.Upgrade decision = upgrade(target, signature);
        assertThat(decision).isInstanceOf(PublicPort.Refuse.class);
        assertThat(((PublicPort.Refuse) decision).response().status()).isEqualTo(status);
    }

    private static PublicPort.Upgrade upgrade(String target, @Nullable String signature) {
        List<Map.Entry<String, String>> headers =
                signature == null ? List.of() : List.of(Map.entry("x-twilio-signature", signature));
        return HOOKS.port().upgrade(new PlainRequest("GET", target, headers, new byte[0], "127.0.0.1:5000"));
    }
}
