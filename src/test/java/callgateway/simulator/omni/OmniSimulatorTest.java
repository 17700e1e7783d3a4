package callgateway.simulator.omni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import callgateway.omni.AgentProfile;
import callgateway.omni.Dialect;
import callgateway.omni.OmniHttpAnswers;
import callgateway.omni.OmniWriter;
import callgateway.omni.Refusal;
import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniBehaviour.Subprotocol;
import callgateway.transport.stock.StockDial;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockHttpClient;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockOutcome;
import callgateway.transport.stock.StockResponse;
import callgateway.transport.stock.StockSocket;
import callgateway.transport.stock.StockWebSocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OmniSimulatorTest {
    private static final StockLoops LOOPS = StockLoops.start("omni-test", 2);
    private static final Metronome METRONOME = Metronome.start("omni-test-clock");
    private static final String SESSION = "/v1/omni?format=pcm16&rate=8000";

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterAll
    static void stop() {
        METRONOME.close();
        LOOPS.close();
    }

    @Test
    void holdsASessionAndCountsIt() throws Exception {
        try (OmniSimulator omni = scripted()) {
            StockSocket client = open(omni, SESSION);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).contains("\"event\":\"hello\"");
            assertThat(heard.poll(60, TimeUnit.SECONDS)).contains("session_started");
            assertThat(omni.live()).isEqualTo(1);

            client.sendBinary(new OmniWriter(Dialect.TAGGED).configure(AgentProfile.DEFAULTS));
            assertThat(heard.poll(60, TimeUnit.SECONDS)).contains("\"event\":\"configured\"");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> omni.sessions().get(0).saidBytes() > 1000);

            client.close(1000, "");
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> omni.live() == 0);
            assertThat(omni.peak()).isEqualTo(1);
            assertThat(omni.accepted()).isEqualTo(1);
            assertThat(omni.sessions().get(0).closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void echoesForLoadAsItComesOrInPieces() throws Exception {
        for (int pieceMs : new int[] {0, 60}) {
            try (OmniSimulator omni = OmniSimulator.start(LOOPS, METRONOME, OmniSimulatorSettings.echo(pieceMs))) {
                heard.clear();
                StockSocket client = open(omni, SESSION);
                OmniWriter writer = new OmniWriter(Dialect.TAGGED);
                client.sendBinary(writer.configure(AgentProfile.DEFAULTS));
                byte[] frame = new byte[321];
                for (int i = 0; i < 3; i++) {
                    client.sendBinary(frame, 0, writer.audio(new byte[320], 0, 320, frame, 0));
                }
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> heard.size() == (pieceMs == 0 ? 6 : 4));
                assertThat(heard).contains(pieceMs == 0 ? "binary 321" : "binary 961");
                assertThat(omni.sessions().get(0).heardPcm()).isEmpty();
            }
        }
    }

    @Test
    void refusesMoreSessionsThanThePlanAllows() throws Exception {
        try (OmniSimulator omni = scripted()) {
            omni.limitConcurrency(1);
            StockSocket first = open(omni, SESSION);

            StockResponse refusal = refused(omni, StockDial.to(address(omni), SESSION));
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.header("Retry-After")).isEqualTo("1");
            assertThat(refusal.text()).contains("concurrency_limit_exceeded");
            assertThat(omni.refused()).isEqualTo(1);

            omni.behaveOnce(OmniBehaviour.NORMAL.with(Quirk.FULL_BY_CLOSE_CODE));
            heard.clear();
            open(omni, SESSION);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("closed 4429");

            first.reset();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> omni.live() == 0);
            open(omni, SESSION);
            assertThat(omni.peak()).isEqualTo(2);
        }
    }

    @Test
    void refusesBeyondTheLimitInEachWayThatIsKnown() throws Exception {
        try (OmniSimulator omni = scripted()) {
            omni.limitConcurrency(1);
            StockSocket only = open(omni, SESSION);
            StockDial dial = StockDial.to(address(omni), SESSION);

            for (WhenFull how : WhenFull.values()) {
                omni.whenFull(how);
                heard.clear();
                if (how == WhenFull.CLOSE) {
                    open(omni, SESSION);
                    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("closed 4429");
                    continue;
                }
                StockResponse refusal = refused(omni, dial);
                assertThat(refusal.status()).isEqualTo(429);
                boolean bare = how == WhenFull.BARE || how == WhenFull.BARE_RETRY_AFTER;
                assertThat(refusal.text().contains("concurrency_limit_exceeded"))
                        .isEqualTo(!bare);
                boolean says = how == WhenFull.RETRY_AFTER || how == WhenFull.BARE_RETRY_AFTER;
                assertThat(refusal.header("Retry-After")).isEqualTo(says ? "1" : null);
            }
            assertThat(omni.refusals()).isEqualTo(Map.of(OmniRefusal.CONCURRENCY, 4L, OmniRefusal.CLOSE_4429, 1L));
            assertThat(omni.refused()).isEqualTo(4);
            assertThat(omni.beyondLimit()).isEqualTo(5);
            only.close(1000, "");
        }
    }

    @Test
    void refusesOnDemandInEachWayThatIsKnown() throws Exception {
        try (OmniSimulator omni = scripted()) {
            StockDial dial = StockDial.to(address(omni), SESSION);
            for (OmniRefusal kind : OmniRefusal.values()) {
                omni.behaveOnce(kind.of(OmniBehaviour.NORMAL));
                heard.clear();
                if (kind.name().startsWith("CLOSE_")) {
                    open(omni, SESSION);
                    assertThat(heard.poll(60, TimeUnit.SECONDS))
                            .isEqualTo("closed " + kind.name().substring(6));
                } else {
                    Refusal read = read(refused(omni, dial));
                    assertThat(read.kind().name())
                            .isEqualTo(
                                    switch (kind) {
                                        case RATE -> "RATE_LIMITED";
                                        case UNAVAILABLE -> "SERVER_ERROR";
                                        default -> kind.name();
                                    });
                }
                assertThat(omni.refused(kind)).isEqualTo(1);
            }
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> omni.live() == 0);
            assertThat(omni.accepted()).isEqualTo(3);
            assertThat(omni.refused()).isEqualTo(7);
            open(omni, SESSION);
        }
    }

    @Test
    void theSameSeedRefusesTheSameAttempts() throws Exception {
        List<String> patterns = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            try (OmniSimulator omni = OmniSimulator.start(LOOPS, METRONOME, OmniSimulatorSettings.echo(0))) {
                omni.behaveAtRandom(OmniRefusal.RATE.of(OmniBehaviour.NORMAL), 0.3, 42);
                StringBuilder pattern = new StringBuilder();
                for (int i = 0; i < 40; i++) {
                    StockOutcome outcome = outcome(StockDial.to(address(omni), SESSION));
                    pattern.append(outcome instanceof StockOutcome.Open ? '.' : 'x');
                }
                patterns.add(pattern.toString());
                assertThat(omni.refused(OmniRefusal.RATE)).isBetween(4L, 20L).isEqualTo(omni.refused());
                assertThat(omni.accepted() + omni.refused()).isEqualTo(40);
                assertThatThrownBy(() -> omni.behaveAtRandom(OmniBehaviour.NORMAL, 1.1, 1))
                        .hasMessageContaining("share");
            }
        }
        assertThat(patterns.get(0)).isEqualTo(patterns.get(1));
    }

    @Test
    void chanceChoosesAmongSeveralWaysToRefuse() throws Exception {
        try (OmniSimulator omni = OmniSimulator.start(LOOPS, METRONOME, OmniSimulatorSettings.echo(0))) {
            omni.behaveAtRandom(
                    List.of(OmniRefusal.RATE.of(OmniBehaviour.NORMAL), WhenFull.RETRY_AFTER.of(OmniBehaviour.NORMAL)),
                    1,
                    42);
            for (int i = 0; i < 40; i++) {
                refused(omni, StockDial.to(address(omni), SESSION));
            }

            assertThat(omni.refusals()).containsOnlyKeys(OmniRefusal.RATE, OmniRefusal.CONCURRENCY);
            assertThat(omni.beyondLimit()).isZero();
            assertThatThrownBy(() -> omni.behaveAtRandom(List.of(), 0.1, 1)).hasMessageContaining("none");
        }
    }

    @Test
    void tellsAnotherLimitThanTheRealOneAndIsSilentForAKeyThatIsUsedUp() throws Exception {
        try (OmniSimulator omni = scripted()) {
            omni.limitConcurrency(3);
            assertThat(get(omni, "/v1/me", List.of()).text()).contains("\"concurrency\":3");
            omni.announceConcurrency(20);
            assertThat(get(omni, "/v1/me", List.of()).text()).contains("\"concurrency\":20");

            omni.behave(OmniRefusal.DAILY_CAP.of(OmniBehaviour.NORMAL));
            StockResponse capped = get(omni, "/v1/me", List.of());
            assertThat(capped.status()).isEqualTo(429);
            assertThat(capped.header("Retry-After")).isNull();

            omni.behave(OmniRefusal.CONCURRENCY.of(OmniBehaviour.NORMAL));
            assertThat(get(omni, "/v1/me", List.of()).status()).isEqualTo(200);
        }
    }

    @Test
    void tellsTheLimitOfAKey() throws Exception {
        OmniSimulatorSettings settings = OmniSimulatorSettings.scripted(AgentScript.conversation())
                .withKey("k")
                .withConcurrency(7);
        try (OmniSimulator omni = OmniSimulator.start(LOOPS, METRONOME, settings)) {
            assertThat(get(omni, "/v1/me", List.of()).status()).isEqualTo(401);

            StockResponse me = get(omni, "/v1/me", List.of(new StockHeader("Authorization", "Bearer k")));
            assertThat(me.text()).contains("\"concurrency\":7");
            assertThat(get(omni, "/v1/omni", List.of()).status()).isEqualTo(426);
            assertThat(get(omni, "/v1/nothing", List.of()).status()).isEqualTo(404);
            assertThat(settings.toString()).doesNotContain("k,").contains("scripted");
        }
    }

    @Test
    void letsAKeyInFromEachOfItsFourPlaces() throws Exception {
        OmniSimulatorSettings settings =
                OmniSimulatorSettings.scripted(AgentScript.conversation()).withKey("k");
        try (OmniSimulator omni = OmniSimulator.start(LOOPS, METRONOME, settings)) {
            omni.behave(OmniBehaviour.NORMAL.with(Subprotocol.FIRST_OFFERED));
            StockDial dial = StockDial.to(address(omni), SESSION);

            assertThat(refused(omni, dial).status()).isEqualTo(401);
            assertThat(refused(omni, dial.withHeaders(List.of(new StockHeader("Authorization", "Bearer other"))))
                            .text())
                    .contains("invalid_api_key");
            opened(dial.withHeaders(List.of(new StockHeader("Authorization", "Bearer k"))));
            opened(dial.withHeaders(List.of(new StockHeader("x-api-key", "k"))));
            opened(StockDial.to(address(omni), SESSION + "&api_key=k"));
            assertThat(opened(dial.withSubprotocols(List.of("pyai.v1", "pyai-key.k")))
                            .subprotocol())
                    .isEqualTo("pyai.v1");
        }
    }

    @Test
    void refusesWithAnyStatusHeadersAndBody() throws Exception {
        try (OmniSimulator omni = scripted()) {
            StockResponse problem = new StockResponse(
                    402, List.of(), OmniHttpAnswers.problem(402, "credit_exhausted", "no credit", "req_1"));
            omni.behaveOnce(
                    OmniBehaviour.NORMAL.refusing(StockResponse.empty(429)), OmniBehaviour.NORMAL.refusing(problem));

            assertThat(refused(omni, StockDial.to(address(omni), SESSION)).body())
                    .isEmpty();
            assertThat(refused(omni, StockDial.to(address(omni), SESSION)).text())
                    .contains("credit_exhausted");
            assertThat(new String(OmniHttpAnswers.bareError("Method Not Allowed"), StandardCharsets.UTF_8))
                    .contains("\"error\":\"Method Not Allowed\"");
            assertThat(refused(omni, StockDial.to(address(omni), "/v1/omni?rate=44100"))
                            .status())
                    .isEqualTo(400);
            open(omni, SESSION);
        }
    }

    @Test
    void leavesAnUpgradeUnansweredOrResetsIt() throws Exception {
        try (OmniSimulator omni = scripted()) {
            omni.behaveOnce(OmniBehaviour.NORMAL.with(Stall.NO_ANSWER), OmniBehaviour.NORMAL.with(Stall.RESET));
            StockDial dial = StockDial.to(address(omni), SESSION).withTimeout(Duration.ofMillis(200));

            assertThat(outcome(dial)).isInstanceOf(StockOutcome.Failed.class);
            assertThat(outcome(dial)).isInstanceOf(StockOutcome.Failed.class);
            assertThat(omni.live()).isZero();
        }
    }

    @Test
    void aSessionCanBeDroppedFromOutside() throws Exception {
        try (OmniSimulator omni = scripted()) {
            open(omni, SESSION);
            // Its hello has come, so the session has its socket.
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !heard.isEmpty());
            omni.sessions().get(0).befall(Mishap.of(Mishap.Kind.DROP, Duration.ZERO));

            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> heard.contains("closed 1006"));
        }
    }

    private static Refusal read(StockResponse response) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        response.headers().forEach(header -> headers.add(Map.entry(header.name(), header.value())));
        return Refusal.ofHttp(response.status(), headers, response.body(), Instant.EPOCH);
    }

    private static OmniSimulator scripted() throws IOException {
        return OmniSimulator.start(LOOPS, METRONOME, OmniSimulatorSettings.scripted(AgentScript.conversation()));
    }

    private static InetSocketAddress address(OmniSimulator omni) {
        return OmniSimulatorSettings.loopback(omni.port());
    }

    private StockSocket open(OmniSimulator omni, String target) throws Exception {
        return opened(StockDial.to(address(omni), target)).socket();
    }

    private StockOutcome.Open opened(StockDial dial) throws Exception {
        return assertThat(outcome(dial))
                .asInstanceOf(type(StockOutcome.Open.class))
                .actual();
    }

    private StockResponse refused(OmniSimulator omni, StockDial dial) throws Exception {
        return assertThat(outcome(dial))
                .as("%d sessions live", omni.live())
                .asInstanceOf(type(StockOutcome.Refused.class))
                .actual()
                .response();
    }

    private StockOutcome outcome(StockDial dial) throws Exception {
        StockListener listener = new StockListener() {
            @Override
            public void binary(StockSocket socket, byte[] bytes, int off, int len) {
                heard.add(
                        bytes[off] == 3
                                ? new String(bytes, off + 1, len - 1, StandardCharsets.UTF_8)
                                : "binary " + len);
            }

            @Override
            public void closed(StockSocket socket, int code, String reason) {
                heard.add("closed " + code);
            }
        };
        return StockWebSocketClient.connect(LOOPS, dial, listener)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private static StockResponse get(OmniSimulator omni, String target, List<StockHeader> headers) throws Exception {
        StockDial dial = StockDial.to(address(omni), target).withHeaders(headers);
        return StockHttpClient.send(LOOPS, dial, "GET", new byte[0])
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }
}
