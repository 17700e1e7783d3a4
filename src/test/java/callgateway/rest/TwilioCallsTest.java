package callgateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.rest.RestFault;
import callgateway.simulator.rest.RestRecord;
import callgateway.simulator.rest.RestStandIn;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The SDK over real sockets, against the stand-in. */
@Timeout(30)
class TwilioCallsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ActorRef<RestOutcome> NOBODY = KIT.system().ignoreRef();
    private static final String CALL = "CA00000000000000000000000000000009";

    private final RestSettingsForTests with = new RestSettingsForTests();
    private RestStandIn twilio;
    private TwilioCalls calls;

    @BeforeEach
    void start() throws IOException {
        twilio = RestStandIn.start(RestSettingsForTests.ACCOUNT, with.user, with.secret);
        twilio.call(CALL, "in-progress");
        with.base = twilio.base();
        calls = new TwilioCalls(with.settings());
    }

    @AfterEach
    void stop() throws IOException {
        calls.close();
        twilio.close();
    }

    @AfterAll
    static void stopAll() {
        KIT.shutdownTestKit();
    }

    private void use() {
        calls.close();
        calls = new TwilioCalls(with.settings());
    }

    private static RestRequest place() {
        return new RestRequest.PlaceCall(
                new OutboundCall(
                        "+15550100",
                        "+14155550123",
                        URI.create("https://gw.example.com/voice?x=1&y=2"),
                        URI.create("https://gw.example.com/voice/status"),
                        Duration.ofSeconds(25)),
                NOBODY);
    }

    private static RestRequest hangUp() {
        return new RestRequest.HangUp(CALL, NOBODY);
    }

    private static RestRequest update() {
        return new RestRequest.UpdateCall(CALL, "<Response><Hangup/></Response>", NOBODY);
    }

    private static RestRequest fetch() {
        return new RestRequest.FetchCall(CALL, NOBODY);
    }

    private RestRecord only() {
        assertThat(twilio.records()).hasSize(1);
        return twilio.records().get(0);
    }

    @Test
    void aCallIsPlaced() {
        Attempt.Answered answered = (Attempt.Answered) calls.attempt(place());

        assertThat(answered.status()).isEqualTo("queued");
        assertThat(twilio.status(answered.callSid())).isEqualTo("queued");
        RestRecord asked = only();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/2010-04-01/Accounts/" + RestSettingsForTests.ACCOUNT + "/Calls.json");
        assertThat(asked.user()).isEqualTo(RestSettingsForTests.ACCOUNT);
        assertThat(asked.form().first("To")).isEqualTo("+14155550123");
        assertThat(asked.form().first("From")).isEqualTo("+15550100");
        assertThat(asked.form().first("Url")).isEqualTo("https://gw.example.com/voice?x=1&y=2");
        assertThat(asked.form().first("StatusCallback")).isEqualTo("https://gw.example.com/voice/status");
        assertThat(asked.form().first("Timeout")).isEqualTo("25");
    }

    @Test
    void aCallIsEnded() {
        assertThat(calls.attempt(hangUp())).isEqualTo(new Attempt.Answered(CALL, "completed"));
        assertThat(twilio.status(CALL)).isEqualTo("completed");
        assertThat(only().form().first("Status")).isEqualTo("completed");
    }

    @Test
    void aCallGetsAnotherDocument() {
        assertThat(calls.attempt(update())).isEqualTo(new Attempt.Answered(CALL, "in-progress"));
        assertThat(only().form().first("Twiml")).isEqualTo("<Response><Hangup/></Response>");
    }

    @Test
    void aCallIsSentElsewhere() {
        URI url = URI.create("https://gw.example.com/voice/after?again=1");

        assertThat(calls.attempt(new RestRequest.RedirectCall(CALL, url, NOBODY)))
                .isEqualTo(new Attempt.Answered(CALL, "in-progress"));
        assertThat(only().form().first("Url")).isEqualTo(url.toString());
    }

    @Test
    void aCallIsLookedAt() {
        assertThat(calls.attempt(fetch())).isEqualTo(new Attempt.Answered(CALL, "in-progress"));
        assertThat(only().method()).isEqualTo("GET");
    }

    @Test
    void anApiKeyIsUsedForTheSameAccount() throws IOException {
        with.user = "SK00000000000000000000000000000002";
        with.secret = "key-secret";
        try (RestStandIn other = RestStandIn.start(RestSettingsForTests.ACCOUNT, with.user, with.secret)) {
            other.call(CALL, "ringing");
            with.base = other.base();
            use();

            assertThat(calls.attempt(fetch())).isEqualTo(new Attempt.Answered(CALL, "ringing"));
            assertThat(other.records().get(0).user()).isEqualTo(with.user);
            assertThat(other.records().get(0).path()).contains(RestSettingsForTests.ACCOUNT);
        }
    }

    @Test
    void aBaseMayHaveTheBeginningOfAPath() {
        with.base = URI.create(twilio.base() + "/prefix/");
        use();

        assertThat(calls.attempt(fetch())).isInstanceOf(Attempt.Refused.class);
        assertThat(only().path()).startsWith("/prefix/2010-04-01/");
    }

    @Test
    void theWrongSecretIsRefused() {
        with.secret = "wrong";
        use();

        assertThat(calls.attempt(fetch())).isEqualTo(new Attempt.Refused(401, 20003, "Authenticate", null));
    }

    @Test
    void aCallNobodyKnowsIsNotFound() {
        Attempt attempt = calls.attempt(new RestRequest.HangUp("CA77", NOBODY));

        assertThat(attempt).isInstanceOf(Attempt.Refused.class);
        assertThat(((Attempt.Refused) attempt).code()).isEqualTo(20404);
    }

    @Test
    void aCallThatIsOverIsInTheWrongStateForGood() {
        twilio.call(CALL, "completed");

        assertThat(calls.attempt(update()))
                .isInstanceOfSatisfying(Attempt.WrongState.class, state -> assertThat(state.over())
                        .isTrue());
        assertThat(calls.attempt(hangUp()))
                .isInstanceOfSatisfying(Attempt.WrongState.class, state -> assertThat(state.over())
                        .isTrue());
    }

    @Test
    void aCallThatTwilioIsStillCatchingUpWithIsNot() {
        twilio.next(new RestFault.Refused(400, 21220, "Call is not in-progress. Cannot redirect."));

        assertThat(calls.attempt(update()))
                .isInstanceOfSatisfying(Attempt.WrongState.class, state -> assertThat(state.over())
                        .isFalse());
    }

    @Test
    void aNumberInARefusalIsMasked() {
        twilio.next(new RestFault.Refused(400, 21211, "The number +14155550123\r\nis not valid"));

        assertThat(calls.attempt(place()))
                .isEqualTo(new Attempt.Refused(400, 21211, "The number +*******0123 is not valid", null));
    }

    @Test
    void tooManyRequestsComeWithTheirHeader() {
        twilio.next(new RestFault.TooMany(Duration.ofSeconds(7)), new RestFault.TooMany(null));

        assertThat(calls.attempt(place()))
                .isEqualTo(new Attempt.Refused(429, 20429, "Too Many Requests", Duration.ofSeconds(7)));
        assertThat(calls.attempt(place())).isEqualTo(new Attempt.Refused(429, 20429, "Too Many Requests", null));
    }

    @Test
    void aServerErrorIsNotRepeatedBehindOurBack() {
        twilio.always(new RestFault.Foreign(502, "<html>bad gateway</html>"));

        assertThat(calls.attempt(place()))
                .isEqualTo(new Attempt.Refused(502, 0, "an answer that is not Twilio's", null));
        assertThat(twilio.records()).hasSize(1);
    }

    @Test
    void anAnswerWithoutACallInItIsSenseless() {
        twilio.next(new RestFault.Foreign(200, "<html>hello</html>"), new RestFault.Foreign(200, "{}"));

        assertThat(calls.attempt(fetch())).isInstanceOf(Attempt.Senseless.class);
        assertThat(calls.attempt(fetch())).isInstanceOf(Attempt.Senseless.class);
    }

    @Test
    void anEmptyAnswerIsSenseless() {
        twilio.next(new RestFault.Foreign(201, ""));

        assertThat(calls.attempt(place())).isInstanceOf(Attempt.Senseless.class);
    }

    @Test
    void aRedirectIsNotFollowed() {
        twilio.next(new RestFault.Foreign(302, ""));

        assertThat(calls.attempt(place())).isInstanceOf(Attempt.Refused.class);
        assertThat(twilio.records()).hasSize(1);
    }

    @Test
    void aConnectionResetMayHaveCarriedItOut() {
        twilio.next(RestFault.ResetBefore.INSTANCE);
        assertThat(calls.attempt(place())).isInstanceOf(Attempt.BrokenOff.class);
        assertThat(twilio.records()).isEmpty();

        twilio.next(RestFault.ResetAfter.INSTANCE);
        assertThat(calls.attempt(place())).isInstanceOf(Attempt.BrokenOff.class);
        assertThat(twilio.records()).hasSize(1);
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForLong() {
        with.answerTimeout = Duration.ofMillis(200);
        use();
        twilio.next(RestFault.Stall.INSTANCE);

        assertThat(calls.attempt(hangUp())).isEqualTo(new Attempt.TimedOut("no answer within 200 ms"));
        assertThat(twilio.status(CALL)).isEqualTo("completed");
    }

    @Test
    void whatCannotBeConnectedWasNeverSent() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            with.base = URI.create("http://127.0.0.1:" + taken.getLocalPort());
        }
        use();

        assertThat(calls.attempt(place()))
                .isInstanceOfSatisfying(Attempt.NotSent.class, notSent -> assertThat(notSent.why())
                        .contains(with.base.toString())
                        .contains("refused"));
    }
}
