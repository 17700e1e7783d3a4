package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.Dialect;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.simulator.caller.BargeIn;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.Turn;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.Delivery;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniBehaviour.Subprotocol;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.Quirk;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole conversation with every kind of agent, all of them at the same time. */
class ConversationTest {
    private static final OmniBehaviour NORMAL = OmniBehaviour.NORMAL;
    private static final Map<String, OmniBehaviour> AGENTS = agents();
    private static final Map<String, CompletableFuture<CallerResult>> CALLS = new LinkedHashMap<>();

    private static FarEnds far;
    private static GatewayUnderTest gateway;

    private static Map<String, OmniBehaviour> agents() {
        Map<String, OmniBehaviour> agents = new LinkedHashMap<>();
        agents.put("today's", NORMAL);
        agents.put("all text", NORMAL.with(Dialect.TEXT));
        agents.put("half tagged", NORMAL.with(Dialect.HALF_TAGGED));
        agents.put("16 kHz", NORMAL.withOutput(16_000, RateForm.FORMAT_AND_RATE));
        agents.put("24 kHz", NORMAL.withOutput(24_000, RateForm.NUMBER));
        agents.put("bursts", NORMAL.with(Delivery.BURST));
        agents.put("bursts at 24 kHz", NORMAL.with(Delivery.BURST).withOutput(24_000, RateForm.FORMAT_AND_RATE));
        agents.put("packets of 3 s", NORMAL.with(Delivery.HUGE_PACKETS));
        agents.put("half samples", NORMAL.with(Quirk.ODD_AUDIO));
        agents.put(
                "half samples in bursts at 16 kHz",
                NORMAL.with(Quirk.ODD_AUDIO).with(Delivery.BURST).withOutput(16_000, RateForm.NUMBER));
        agents.put("two flushes", NORMAL.with(Quirk.FLUSH_TWICE));
        agents.put("an early greeting", NORMAL.with(Quirk.GREETING_BEFORE_ACK, Quirk.CONFIG_ACK));
        agents.put("merged turns", NORMAL.with(Quirk.TURN_MERGE, Quirk.AUDIO_POSITIONS));
        agents.put("half characters", NORMAL.with(Quirk.SPLIT_UTF8).with(Subprotocol.NOT_OFFERED));
        return agents;
    }

    @BeforeAll
    static void callEveryAgent() throws Exception {
        far = new FarEnds(
                OmniSimulatorSettings.scripted(AgentScript.conversation()).withKey(GatewayUnderTest.API_KEY));
        gateway = GatewayUnderTest.start(far, "");
        for (Map.Entry<String, OmniBehaviour> agent : AGENTS.entrySet()) {
            long before = far.omni.accepted();
            far.omni.behaveOnce(agent.getValue());
            CALLS.put(agent.getKey(), gateway.place(Scripts.patient(CallerScript.conversation())));
            GatewayUnderTest.soon().until(() -> far.omni.accepted() > before);
        }
    }

    @AfterAll
    static void nothingIsLeft() {
        gateway.assertNothingLeft();
        gateway.close();
        far.close();
    }

    static Stream<String> everyAgent() {
        return AGENTS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyAgent")
    void theConversationIsGood(String agent) throws Exception {
        CallerResult result = result(agent);

        assertThat(result.problem()).isNull();
        assertThat(result.complaints()).isEmpty();
        assertThat(result.ending()).isEqualTo(CallerResult.Ending.GATEWAY_ENDED);
        assertThat(result.turns()).allMatch(Turn::isAnswered);
        assertThat(result.turns())
                .extracting(Turn::cue)
                .containsExactly(Turn.PICKED_UP, "caller-question", "caller-interruption", "key 1", "caller-goodbye");
        assertThat(result.verbsAfterStream()).extracting(Verb::name).containsExactly("Hangup");

        OmniSession session = far.sessionOf(result.callSid());
        assertThat(session.faults()).isEmpty();
        assertThat(session.events())
                .filteredOn(event -> event.kind() == OmniSessionEvent.Kind.KEY)
                .extracting(OmniSessionEvent::detail)
                .containsExactly("1");
        assertThat(session.closeCode()).isEqualTo(1000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyAgent")
    void nothingFromBeforeAFlushIsHeardAfterIt(String agent) throws Exception {
        CallerResult result = result(agent);

        assertThat(result.bargeIns()).hasSize(1);
        BargeIn bargeIn = result.bargeIns().get(0);
        assertThat(bargeIn.clearedAtMs()).isGreaterThan(bargeIn.startedAtMs());
        assertThat(bargeIn.staleMs()).isZero();
    }

    @Test
    void whatAnAgentSendsAtOnceIsHeldHereAndNotAtTwilio() throws Exception {
        // The longest line has 6.7 s, and it is interrupted: Twilio's queue never held it.
        assertThat(result("packets of 3 s").stats().longestQueueMs()).isLessThan(3000);
        assertThat(result("bursts").stats().longestQueueMs()).isLessThan(3000);
    }

    private static CallerResult result(String agent) throws Exception {
        CompletableFuture<CallerResult> call = CALLS.get(agent);
        if (call == null) {
            throw new AssertionError("no call with " + agent);
        }
        return GatewayUnderTest.result(call);
    }
}
