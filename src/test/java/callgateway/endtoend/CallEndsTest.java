package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniClientMessage;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.Mishap;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSimulatorSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ends that are no fault of the agent's service. */
class CallEndsTest {
    private static final CallerScript ASK_FOR_A_HUMAN = CallerScript.builder()
            .hearAgentOut()
            .say("caller-human")
            .awaitEnd(GatewayUnderTest.PATIENCE)
            .build();
    private static final CallerScript GREETED = CallerScript.builder()
            .waitForAgent(GatewayUnderTest.PATIENCE)
            .awaitEnd(GatewayUnderTest.PATIENCE)
            .build();

    private static FarEnds far;
    private static GatewayUnderTest gateway;
    private static GatewayUnderTest alone;
    private static CompletableFuture<CallerResult> unanswered;
    private static CompletableFuture<CallerResult> toNobody;

    @BeforeAll
    static void start() throws Exception {
        far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.transfer(null)));
        gateway = GatewayUnderTest.start(far, "rescue.human-number = \"" + GatewayUnderTest.HUMAN + "\"");
        alone = GatewayUnderTest.start(far, "calls.ending-guard = 1s");
        // They take a while, in which the other tests have their calls.
        unanswered =
                gateway.callers(gateway.settings().withDialStatus("no-answer")).call(Scripts.patient(ASK_FOR_A_HUMAN));
        toNobody = alone.place(Scripts.patient(ASK_FOR_A_HUMAN));
        GatewayUnderTest.soon().until(() -> far.omni.accepted() == 2);
    }

    @BeforeEach
    void normally() {
        far.omni.behave(OmniBehaviour.NORMAL);
    }

    @AfterAll
    static void nothingIsLeft() {
        gateway.assertNothingLeft();
        alone.assertNothingLeft();
        gateway.close();
        alone.close();
        far.close();
    }

    @Test
    void aCallerWhoAsksForAHumanGetsOneOrTheApology() throws Exception {
        CallerResult result = GatewayUnderTest.result(unanswered);
        CallerResult apologised = GatewayUnderTest.result(toNobody);

        assertThat(result.problem()).isNull();
        assertThat(result.complaints()).isEmpty();
        assertThat(result.verbsAfterStream()).extracting(Verb::name).startsWith("Dial", "Connect");
        Verb dial = result.verbsAfterStream().get(0);
        assertThat(dial.children()).extracting(Verb::text).containsExactly(GatewayUnderTest.HUMAN);
        assertThat(dial.attribute("action")).isEqualTo("https://gw.example/voice/transfer?n=1&pool=default");
        assertThat(gateway.ended("transfer")).isEqualTo(1);

        assertThat(apologised.problem()).isNull();
        assertThat(apologised.verbsAfterStream()).extracting(Verb::name).containsExactly("Say", "Hangup");
    }

    @Test
    void aCallerWhoHangsUpEndsTheAgentsSession() throws Exception {
        double before = gateway.ended("caller_hung_up");

        CallerResult result = gateway.call(CallerScript.builder()
                .waitForAgent(GatewayUnderTest.PATIENCE)
                .hangUp()
                .build());

        assertThat(result.isGood()).isTrue();
        assertThat(result.ending()).isEqualTo(CallerResult.Ending.CALLER_HUNG_UP);
        assertSessionOver(result);
        assertThat(gateway.ended("caller_hung_up")).isEqualTo(before + 1);
    }

    @Test
    void aCallerWhoVanishesEndsTheAgentsSession() throws Exception {
        double before = gateway.ended("caller_lost");

        CallerResult result = gateway.call(CallerScript.builder()
                .waitForAgent(GatewayUnderTest.PATIENCE)
                .vanish()
                .build());

        assertThat(result.ending()).isEqualTo(CallerResult.Ending.CALLER_VANISHED);
        assertSessionOver(result);
        assertThat(gateway.ended("caller_lost")).isEqualTo(before + 1);
    }

    @Test
    void aStatusCallbackEndsACallWhoseStreamWasNotToldOfIt() throws Exception {
        // The stream stays as it is: it is the other callback that says the phone call is over.
        CallerSimulator callers = gateway.callers(gateway.settings().withStatusPath(null));
        CompletableFuture<CallerResult> call = callers.call(GREETED, "CAover");
        GatewayUnderTest.soon().until(() -> gateway.admin("/api/calls").contains("CAover"));

        try (RawCaller twilio = new RawCaller(gateway, "CAover")) {
            assertThat(twilio.webhook("/voice/status", "completed")).isEmpty();
        }

        CallerResult result = GatewayUnderTest.result(call);
        assertThat(result.ending()).isEqualTo(CallerResult.Ending.GATEWAY_ENDED);
        assertThat(result.verbsAfterStream()).extracting(Verb::name).containsExactly("Hangup");
        assertSessionOver(result);
    }

    @Test
    void anAgentThatEndsItsSessionHasTheCallHungUp() throws Exception {
        far.omni.behave(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.SESSION_END, Duration.ofMillis(500))));

        CallerResult result = gateway.call(GREETED);

        assertThat(result.isGood()).isTrue();
        assertThat(result.verbsAfterStream()).extracting(Verb::name).containsExactly("Hangup");
    }

    @Test
    void anAgentThatAnnouncesItsEndAndStaysIsLeft() throws Exception {
        far.omni.behave(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.SESSION_ENDING, Duration.ofMillis(500))));

        CallerResult result = alone.call(GREETED);

        assertThat(result.isGood()).isTrue();
        assertThat(result.verbsAfterStream()).extracting(Verb::name).containsExactly("Hangup");
        assertSessionOver(result);
    }

    private static void assertSessionOver(CallerResult result) {
        OmniSession session = far.sessionOf(result.callSid());
        GatewayUnderTest.soon().until(() -> !session.isLive());
        assertThat(session.closeCode()).isEqualTo(1000);
        assertThat(session.messages()).hasAtLeastOneElementOfType(OmniClientMessage.SessionEnding.class);
    }
}
