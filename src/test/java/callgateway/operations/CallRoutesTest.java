package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.Scope;
import callgateway.call.Calls;
import callgateway.rest.RestOutcome;
import callgateway.rest.RestRequest;
import callgateway.rest.TwilioRest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Placing and ending calls over the admin port, as an API caller sees it. */
@Timeout(60)
class CallRoutesTest {
    private static final ActorTestKit KIT = ActorTestKit.create("calls-api", ConfigFactory.load());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String BODY = "{\"to\":\"+14155550123\",\"from\":\"+15550100\"}";

    private final TestProbe<Calls.Command> calls = KIT.createTestProbe();
    private final TestProbe<TwilioRest.Command> twilio = KIT.createTestProbe();
    private final List<String> places = new CopyOnWriteArrayList<>();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Readiness readiness = new Readiness();
    private Admissions.Verdict verdict = new Admissions.Granted(new Place());
    private boolean restIsOn = true;
    private @Nullable ServerBinding binding;

    private final class Place implements Admissions.Place {
        @Override
        public void takenBy(String callSid) {
            places.add("taken by " + callSid);
        }

        @Override
        public void givenBack() {
            places.add("given back");
        }
    }

    private record Answer(
            int status, JsonNode json, @Nullable String retryAfter) {
        String code() {
            return json.path("error").path("code").asText();
        }

        String message() {
            return json.path("error").path("message").asText();
        }
    }

    @AfterEach
    void close() {
        if (binding != null) {
            binding.unbind();
        }
        metrics.close();
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private URI base() {
        OutboundCalls outbound = new OutboundCalls(
                twilio.ref(),
                (from, to) -> CompletableFuture.completedFuture(verdict),
                URI.create("https://gw.example.com/voice"),
                URI.create("https://gw.example.com/voice/status"),
                Duration.ofSeconds(25));
        if (binding == null) {
            binding = new AdminServer(
                            KIT.system(),
                            calls.ref(),
                            KIT.system().ignoreRef(),
                            metrics,
                            readiness,
                            new LiveView(metrics, readiness),
                            null,
                            null,
                            restIsOn ? outbound : null,
                            null)
                    .start("127.0.0.1", 0)
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }
        return URI.create("http://127.0.0.1:" + binding.localAddress().getPort());
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(base().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static CompletableFuture<Answer> send(HttpRequest request) {
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> {
                    try {
                        return new Answer(
                                response.statusCode(),
                                new ObjectMapper().readTree(response.body()),
                                response.headers().firstValue("Retry-After").orElse(null));
                    } catch (IOException e) {
                        throw new IllegalStateException("no JSON: " + response.body(), e);
                    }
                })
                .orTimeout(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<Answer> place(String body) {
        return send(request("/api/calls", body).build());
    }

    private CompletableFuture<Answer> hangUp(String callSid) {
        return send(request("/api/calls/" + callSid + "/hangup", "").build());
    }

    private static RestOutcome outcome(RestOutcome.Kind kind) {
        return switch (kind) {
            case DONE -> new RestOutcome.Done("CA5", "completed");
            case GONE -> RestOutcome.Gone.INSTANCE;
            case REJECTED -> new RestOutcome.Rejected(400, 21211, "not a number");
            case BUSY -> new RestOutcome.Busy(Duration.ofMillis(2100));
            case UNREACHABLE -> new RestOutcome.Unreachable("cannot connect");
            case UNKNOWN -> new RestOutcome.Unknown("no answer");
        };
    }

    @Test
    void aCallIsPlacedToTheGatewaysOwnWebhook() {
        CompletableFuture<Answer> pending = place(BODY);
        RestRequest.PlaceCall asked = twilio.expectMessageClass(RestRequest.PlaceCall.class);
        asked.replyTo().tell(new RestOutcome.Done("CA5", "queued"));

        Answer answer = pending.join();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().toString()).isEqualTo("{\"callSid\":\"CA5\",\"status\":\"queued\"}");
        assertThat(asked.call().to()).isEqualTo("+14155550123");
        assertThat(asked.call().from()).isEqualTo("+15550100");
        assertThat(asked.call().url()).hasToString("https://gw.example.com/voice");
        assertThat(places).containsExactly("taken by CA5");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "999, 1", "1000, 1", "1001, 2", "12000, 12", "0, 1"})
    void whereNothingIsFreeNobodyIsDialled(long retryAfterMs, String seconds) {
        verdict = new Admissions.Full(Scope.pool("sales"), Duration.ofMillis(retryAfterMs));

        Answer answer = place(BODY).join();

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.retryAfter()).isEqualTo(seconds);
        assertThat(answer.code()).isEqualTo("concurrency_limit_exceeded");
        assertThat(answer.json().path("error").path("scope").asText()).isEqualTo("pool:sales");
        assertThat(answer.message()).contains("pool:sales");
        twilio.expectNoMessage(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "GONE, 504, outcome_unknown, given back",
        "REJECTED, 422, refused_by_twilio, given back",
        "BUSY, 503, carrier_busy, given back",
        "UNREACHABLE, 502, carrier_unreachable, given back",
        "UNKNOWN, 504, outcome_unknown, "
    })
    void whatBecomesOfTheCallIsTold(RestOutcome.Kind kind, int status, String code, @Nullable String place) {
        CompletableFuture<Answer> pending = place(BODY);
        twilio.expectMessageClass(RestRequest.PlaceCall.class).replyTo().tell(outcome(kind));

        Answer answer = pending.join();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.retryAfter()).isEqualTo(kind == RestOutcome.Kind.BUSY ? "3" : null);
        assertThat(places).isEqualTo(place == null ? List.of() : List.of(place));
    }

    @Test
    void ourOwnCredentialsAreNotTheCallersFault() {
        CompletableFuture<Answer> pending = place(BODY);
        twilio.expectMessageClass(RestRequest.PlaceCall.class)
                .replyTo()
                .tell(new RestOutcome.Rejected(401, 20003, "Authenticate"));

        Answer answer = pending.join();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.json().path("error").path("twilioCode").asInt()).isEqualTo(20003);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the body is empty",
                "{ | no JSON at line 1",
                "{\"to\":\"+14155550987\",\"to\":\"+14155550124\"} | no JSON",
                BODY + "x | no JSON",
                "[] | the body is a list",
                "null | the body is null",
                "7 | the body is a number",
                "{} | to: not there",
                "{\"to\":\"+14155550987\"} | from: not there",
                "{\"to\":14155550987,\"from\":\"+15550100\"} | to: a number (expected: a text",
                "{\"to\":null,\"from\":\"+15550100\"} | to: null",
                "{\"to\":[],\"from\":\"+15550100\"} | to: a list",
                "{\"to\":\"\",\"from\":\"+15550100\"} | to: \"\"",
                "{\"to\":\"4155550987\",\"from\":\"+15550100\"} | to: \"******0987\" (expected: + and 7 to 15 digits",
                "{\"to\":\"+04155550987\",\"from\":\"+15550100\"} | to: \"+*******0987\"",
                "{\"to\":\"sip:a@example.com\",\"from\":\"+15550100\"} | to: \"sip:***\"",
                "{\"to\":\"+14155550987\",\"from\":\"anonymous\"} | from: \"anonymous\"",
                "{\"to\":\"+14155550987\",\"form\":\"+15550100\"} | form: not known (expected: to and from)"
            })
    void whoeverWroteTheBodyIsToldWhatIsWrong(String body, String said) {
        Answer answer = place(body).join();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad_request");
        assertThat(answer.message()).contains(said).doesNotContain("4155550987");
        twilio.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aLongBodyIsNotRead() {
        Answer answer = place("{\"to\":\"" + "1".repeat(20_000) + "\"}").join();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("too_large");
    }

    @Test
    void whatIsNoJsonByItsTypeIsRefused() {
        Answer answer = send(HttpRequest.newBuilder(base().resolve("/api/calls"))
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(BODY))
                        .build())
                .join();

        assertThat(answer.status()).isEqualTo(415);
        twilio.expectNoMessage(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/calls", "/api/calls/CA5/hangup"})
    void aPageOfSomebodyElseCanNeitherPlaceNorEnd(String path) {
        Answer answer = send(request(path, BODY)
                        .header("Origin", "https://other.example")
                        .build())
                .join();

        assertThat(answer.status()).isEqualTo(403);
        twilio.expectNoMessage(Duration.ZERO);
        calls.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aPageOfOursCan() {
        CompletableFuture<Answer> pending = send(
                request("/api/calls", BODY).header("Origin", base().toString()).build());

        twilio.expectMessageClass(RestRequest.PlaceCall.class).replyTo().tell(new RestOutcome.Done("CA5", "queued"));
        assertThat(pending.join().status()).isEqualTo(201);
    }

    @Test
    void withoutTheCarriersApiNothingIsPlaced() {
        restIsOn = false;

        Answer answer = place(BODY).join();

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.message()).contains("TWILIO_ACCOUNT_SID");
    }

    @Test
    void aLiveCallIsEndedHere() {
        CompletableFuture<Answer> pending = hangUp("CA5");
        Calls.HangUp asked = calls.expectMessageClass(Calls.HangUp.class);
        asked.replyTo().tell(Calls.HangingUp.ENDING);

        Answer answer = pending.join();
        assertThat(asked.callSid()).isEqualTo("CA5");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().toString()).isEqualTo("{\"callSid\":\"CA5\",\"state\":\"ending\"}");
        twilio.expectNoMessage(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_HERE, DONE, 202, ''",
        "NOT_HERE, GONE, 404, no_such_call",
        "NOT_HERE, REJECTED, 422, refused_by_twilio",
        "NOT_HERE, BUSY, 503, carrier_busy",
        "NOT_HERE, UNREACHABLE, 502, carrier_unreachable",
        "NOT_HERE, UNKNOWN, 504, outcome_unknown",
        "OVER, DONE, 202, ''",
        "OVER, GONE, 409, call_over"
    })
    void aCallWithoutAStreamHereIsEndedByTheCarrier(
            Calls.HangingUp here, RestOutcome.Kind kind, int status, String code) {
        CompletableFuture<Answer> pending = hangUp("CA5");
        calls.expectMessageClass(Calls.HangUp.class).replyTo().tell(here);
        RestRequest.HangUp asked = twilio.expectMessageClass(RestRequest.HangUp.class);
        asked.replyTo().tell(outcome(kind));

        Answer answer = pending.join();
        assertThat(asked.callSid()).isEqualTo("CA5");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"NOT_HERE, 404", "OVER, 409"})
    void withoutTheCarriersApiOnlyTheNodesOwnCallsCanBeEnded(Calls.HangingUp here, int status) {
        restIsOn = false;
        CompletableFuture<Answer> pending = hangUp("CA5");
        calls.expectMessageClass(Calls.HangUp.class).replyTo().tell(here);

        assertThat(pending.join().status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "MZ5", "CA", "CA-5", "CA%2F5"})
    void whatIsNoCallIsNotLookedFor(String callSid) {
        assertThat(hangUp(callSid).join().status()).isEqualTo(400);
        calls.expectNoMessage(Duration.ZERO);
    }

    @Test
    void everyCountOfTheCarriersApiIsThereFromTheStart() {
        assertThat(metrics.scrape())
                .contains("gateway_carrier_requests_total{operation=\"place\",outcome=\"unknown\"} 0.0")
                .contains("gateway_carrier_requests_waiting 0.0")
                .contains("gateway_carrier_requests_repeated_total{operation=\"hang_up\"} 0.0");
    }
}
