package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.Dialect;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSimulatorSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers who say a tone of their own to agents that echo: what they hear tells whose audio it is, and at what rate it was
 * taken. All of them call at the same time.
 */
class EchoTest {
    private static final int CALLS = 20;
    private static final int LOWEST_HZ = 500;
    private static final int STEP_HZ = 100;
    private static final int TONE_HZ = 1000;
    /** The tone is said with -12 dBFS; where it begins, ends or is broken it is weaker and leaks into its neighbours. */
    private static final double THERE_DBFS = -20;

    private static final double NOT_THERE_DBFS = -30;

    private static final String NO_GREETING = "agent.greeting = \"\"\n";
    private static final Map<String, GatewayUnderTest> GATEWAYS = new LinkedHashMap<>();
    private static final List<CompletableFuture<CallerResult>> TONES = new ArrayList<>();
    private static final Map<String, CompletableFuture<CallerResult>> CALLS_BY_NAME = new LinkedHashMap<>();

    private static FarEnds far;

    @BeforeAll
    static void callEverybody() throws Exception {
        far = new FarEnds(OmniSimulatorSettings.echo(0));
        GatewayUnderTest gateway = gateway("usual", "");
        for (int i = 0; i < CALLS; i++) {
            TONES.add(gateway.place(Scripts.sayTone(LOWEST_HZ + i * STEP_HZ)));
        }
        GatewayUnderTest.soon().until(() -> far.omni.accepted() == CALLS);
        for (int hz : new int[] {8_000, 16_000, 24_000}) {
            for (RateForm form : RateForm.values()) {
                // Who is asked for 8 kHz and names no rate sends 8 kHz.
                if (hz == 8_000 || form == RateForm.FORMAT_AND_RATE || form == RateForm.NUMBER) {
                    call(hz + " Hz as " + form, gateway, OmniBehaviour.NORMAL.withOutput(hz, form));
                }
            }
        }
        for (int hz : new int[] {16_000, 24_000}) {
            call("sent " + hz, gateway("sent " + hz, "omni.input-rate = " + hz), OmniBehaviour.NORMAL);
        }
        OmniBehaviour text = OmniBehaviour.NORMAL.with(Dialect.TEXT);
        call("spoken text", gateway("spoken text", "omni.dialect = text"), text);
        OmniBehaviour halfTagged = OmniBehaviour.NORMAL.with(Dialect.HALF_TAGGED);
        call("spoken half-tagged", gateway("spoken half-tagged", "omni.dialect = half-tagged"), halfTagged);
    }

    private static GatewayUnderTest gateway(String name, String settings) throws Exception {
        GatewayUnderTest gateway = GatewayUnderTest.start(far, NO_GREETING + settings);
        GATEWAYS.put(name, gateway);
        return gateway;
    }

    private static void call(String name, GatewayUnderTest gateway, OmniBehaviour behaviour) {
        long before = far.omni.accepted();
        far.omni.behaveOnce(behaviour);
        CALLS_BY_NAME.put(name, gateway.place(Scripts.sayTone(TONE_HZ)));
        GatewayUnderTest.soon().until(() -> far.omni.accepted() > before);
    }

    @AfterAll
    static void nothingIsLeft() {
        GATEWAYS.values().forEach(GatewayUnderTest::assertNothingLeft);
        GATEWAYS.values().forEach(GatewayUnderTest::close);
        far.close();
    }

    static Stream<String> everyCall() {
        return CALLS_BY_NAME.keySet().stream();
    }

    @Test
    void callsAtTheSameTimeHearTheirOwnAgentsOnly() throws Exception {
        for (int i = 0; i < CALLS; i++) {
            CallerResult result = GatewayUnderTest.result(TONES.get(i));
            assertThat(result.problem()).isNull();
            assertThat(result.complaints()).isEmpty();
            for (int other = 0; other < CALLS; other++) {
                double dbfs = Scripts.loudest(result.heardMu(), LOWEST_HZ + other * STEP_HZ);
                if (other == i) {
                    assertThat(dbfs).isGreaterThan(THERE_DBFS);
                } else {
                    assertThat(dbfs)
                            .as("the tone of call %d in call %d", other, i)
                            .isLessThan(NOT_THERE_DBFS);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyCall")
    void theToneIsHeardAsItWasSaid(String name) throws Exception {
        CallerResult result = result(name);

        assertThat(result.problem()).isNull();
        assertThat(result.complaints()).isEmpty();
        assertThat(Scripts.loudest(result.heardMu(), TONE_HZ)).isGreaterThan(THERE_DBFS);
        // Taken for another rate the tone would be another tone.
        for (int wrong : new int[] {TONE_HZ / 3, TONE_HZ / 2, TONE_HZ * 2 / 3, TONE_HZ * 3 / 2, 2 * TONE_HZ}) {
            assertThat(Scripts.loudest(result.heardMu(), wrong)).isLessThan(NOT_THERE_DBFS);
        }
        assertThat(far.sessionOf(result.callSid()).faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {16_000, 24_000})
    void theCallersAudioIsSentAtTheRateThatIsSet(int hz) throws Exception {
        OmniSession session = far.sessionOf(result("sent " + hz).callSid());

        assertThat(session.inputHz()).isEqualTo(hz);
    }

    private static CallerResult result(String name) throws Exception {
        CompletableFuture<CallerResult> call = CALLS_BY_NAME.get(name);
        if (call == null) {
            throw new AssertionError("no call: " + name);
        }
        return GatewayUnderTest.result(call);
    }
}
