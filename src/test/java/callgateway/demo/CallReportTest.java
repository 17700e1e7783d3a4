package callgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import callgateway.demo.Figures.Interruption;
import callgateway.demo.Figures.TurnTime;
import callgateway.demo.Figures.TurnTime.Cue;
import callgateway.omni.ClientFault;
import callgateway.simulator.caller.BargeIn;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerEvent.Kind;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerResult.Ending;
import callgateway.simulator.caller.Complaint;
import callgateway.simulator.caller.Turn;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A call that went well, and everything that may be wrong with it. */
class CallReportTest {
    private static final long ORIGIN = 5_000_000_000L;
    private static final String ANSWER = "Breakfast is from seven until half past ten in the garden room. On Sundays it"
            + " goes on until noon, with live music on the terrace.";

    private Ending ending = Ending.GATEWAY_ENDED;
    private @Nullable String problem;
    private List<Turn> turns = List.of(
            new Turn(Turn.PICKED_UP, 20, 60),
            new Turn("caller-question", 3000, 3700),
            new Turn("caller-interruption", 6000, 6700),
            new Turn("key 1", 9000, 9210),
            new Turn("caller-goodbye", 12_000, 12_700));
    private List<BargeIn> bargeIns = List.of(new BargeIn("caller-interruption", 4500, 4612, 150, 4611, 0));
    private List<Complaint> complaints = List.of();
    private List<Verb> verbs = List.of(verb("Connect"), verb("Hangup"));
    private Map<ClientFault, Integer> faults = Map.of();
    private boolean clean = true;
    private final List<OmniSessionEvent> session = new ArrayList<>(List.of(
            agent(OmniSessionEvent.Kind.OPENED, 30, ""),
            agent(OmniSessionEvent.Kind.CONFIGURED, 32, ""),
            agent(OmniSessionEvent.Kind.AGENT_SPEAKS, 50, "Harbour hotel, good morning. How can I help?"),
            agent(OmniSessionEvent.Kind.AGENT_SPEAKS, 3690, ANSWER),
            agent(OmniSessionEvent.Kind.INTERRUPTED, 4610, ANSWER),
            agent(OmniSessionEvent.Kind.KEY, 9003, "1"),
            agent(OmniSessionEvent.Kind.ACTION, 14_000, "EndCall[reason=caller_done]")));

    @Test
    void aGoodCallPassesAllChecks() {
        CallReport report = report();

        assertThat(report.checks())
                .allSatisfy(
                        check -> assertThat(check.passed()).as(check.toString()).isTrue());
        assertThat(report.checks()).hasSize(8);
        assertThat(report.passed()).isTrue();
    }

    @Test
    void theFiguresAreWhatBothEndsSaw() {
        Figures figures = report().figures();

        assertThat(figures.streamMs()).isEqualTo(20);
        assertThat(figures.agentReadyMs()).isEqualTo(32);
        assertThat(figures.greetingMs()).isEqualTo(60);
        assertThat(figures.keyMs()).isEqualTo(3);
        assertThat(figures.interruption()).isEqualTo(new Interruption(4500, 4610, 4612, 4611, 150, 2, 0));
        assertThat(figures.turns())
                .extracting(TurnTime::cue)
                .containsExactly(Cue.CALLED, Cue.SPOKE, Cue.SPOKE, Cue.PRESSED, Cue.SPOKE);
        TurnTime answer = figures.turns().get(1);
        assertThat(answer.words()).isEqualTo("Hi. What time is breakfast tomorrow?");
        assertThat(answer.reply()).isEqualTo(ANSWER);
        assertThat(answer.totalMs()).isEqualTo(700);
        // Sent at 3690, heard at 3700; the line itself begins with 1.125 ms of silence.
        assertThat(answer.gatewayMs()).isEqualTo(8.875, within(1e-9));
        assertThat(answer.restMs() + answer.gatewayMs()).isEqualTo(700);
    }

    @Test
    void recordingsAndFiguresAreAsLongAsTheCall() {
        CallReport report = report();

        assertThat(report.figures().lengthMs()).isEqualTo(14_100);
        assertThat(report.callerMu()).hasSize(14_100 * 8);
        assertThat(report.heardMu()).hasSize(14_100 * 8);
    }

    @Test
    void theUtteranceThatWasCutOffIsMarked() {
        assertThat(report().utterances())
                .extracting(Utterance::who, Utterance::fromMs, Utterance::toMs, Utterance::interrupted)
                .containsExactly(
                        Assertions.tuple(Who.AGENT, 60.0, 2600.0, false),
                        Assertions.tuple(Who.CALLER, 2800.0, 3000.0, false),
                        Assertions.tuple(Who.AGENT, 3700.0, 4611.0, true),
                        Assertions.tuple(Who.CALLER, 4500.0, 6000.0, false));
    }

    @Test
    void aScriptThatGotStuckFails() {
        problem = "waited in vain at step 1";

        fails("The conversation ran to its end", "waited in vain at step 1");
    }

    @Test
    void aGreetingThatWasNotHeardFails() {
        turns = new ArrayList<>(turns);
        turns.set(0, new Turn(Turn.PICKED_UP, 20, Turn.NOT_HEARD));

        fails("The caller is greeted", "no greeting");
        fails("Every turn of the caller is answered", "4 of 5");
    }

    @Test
    void aCallWithoutAnythingFailsWithoutAnError() {
        turns = List.of();
        bargeIns = List.of();
        session.clear();
        verbs = List.of();
        ending = Ending.WEBHOOK_FAILED;

        assertThat(report().figures().gatewayMs()).isNaN();
        fails("The caller is greeted", "no greeting");
        fails("Speaking over the agent", "never came to interrupt");
        fails("The agent learns of the key", "arrived []");
        fails("The agent ends the call", "never asked; webhook failed");
    }

    @Test
    void anAgentThatTalksOnFails() {
        bargeIns = List.of(new BargeIn("caller-interruption", 4500, 4612, 150, 5501, 0));

        fails("Speaking over the agent", "silence after 1001 ms");
    }

    @Test
    void staleAudioAfterTheClearFails() {
        bargeIns = List.of(new BargeIn("caller-interruption", 4500, 4612, 150, 4700, 20));

        fails("Speaking over the agent", "after the clear: 20 ms");
    }

    @Test
    void anInterruptionWithoutAClearFails() {
        bargeIns = List.of(new BargeIn("caller-interruption", 4500, BargeIn.NO_CLEAR, 0, 4700, 0));

        fails("Speaking over the agent", "no clear");
    }

    @Test
    void anInterruptionThatTheAgentDidNotNoticeFails() {
        session.removeIf(event -> event.kind() == OmniSessionEvent.Kind.INTERRUPTED);

        fails("Speaking over the agent", "did not notice");
    }

    @Test
    void aKeyThatArrivedTwiceFails() {
        session.add(agent(OmniSessionEvent.Kind.KEY, 9004, "1"));

        fails("The agent learns of the key", "arrived [1, 1]");
    }

    @Test
    void aCallThatEndedOtherwiseFails() {
        verbs = List.of(verb("Connect"), verb("Say"), verb("Hangup"));

        fails("The agent ends the call", "gateway ended, then TwiML verbs [Say, Hangup]");
    }

    @Test
    void aComplaintOfEitherSideFails() {
        complaints = List.of(new Complaint(31951, "bad message", 3));
        faults = Map.of(ClientFault.EMPTY, 2);

        fails("Both wire protocols are kept", "31951 bad message (3x)");
        fails("Both wire protocols are kept", "EMPTY=2");
    }

    @Test
    void somethingLeftOpenFails() {
        clean = false;

        fails("Nothing is left open", "still open");
    }

    private void fails(String claim, String found) {
        CallReport report = report();
        assertThat(report.passed()).isFalse();
        assertThat(report.checks()).filteredOn(check -> !check.passed()).anySatisfy(check -> {
            assertThat(check.claim()).startsWith(claim);
            assertThat(check.found()).contains(found);
        });
    }

    private CallReport report() {
        List<CallerEvent> events = List.of(
                new CallerEvent(Kind.WEBHOOK_SENT, 0, "https://gw.example/voice"),
                new CallerEvent(Kind.STREAM_STARTED, 20, ""),
                new CallerEvent(Kind.AGENT_SPEAKS, 60, ""),
                new CallerEvent(Kind.AGENT_QUIET, 2600, ""),
                new CallerEvent(Kind.CALLER_SPEAKS, 2800, "caller-question"),
                new CallerEvent(Kind.CALLER_QUIET, 3000, "caller-question"),
                new CallerEvent(Kind.AGENT_SPEAKS, 3700, ""),
                new CallerEvent(Kind.CALLER_SPEAKS, 4500, "caller-interruption"),
                new CallerEvent(Kind.AGENT_QUIET, 4611, ""),
                new CallerEvent(Kind.CLEAR, 4612, "150 ms discarded"),
                new CallerEvent(Kind.CALLER_QUIET, 6000, "caller-interruption"),
                new CallerEvent(Kind.KEY, 9000, "1"),
                new CallerEvent(Kind.CALL_ENDED, 14_100, ""));
        byte[] track = new byte[14_000 * 8];
        Arrays.fill(track, (byte) 0xff);
        CallerResult result = new CallerResult(
                "CA1",
                ORIGIN,
                ending,
                problem,
                events,
                turns,
                bargeIns,
                complaints,
                verbs,
                new CallerResult.Stats(0, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(new CallerResult.Span(3700, 4612), new CallerResult.Span(6700, 8000)),
                track,
                track);
        List<OmniSession> sessions = List.of(new FakeSession(session, faults));
        return CallReport.of(Conversation.hotel(), Instant.EPOCH, result, sessions, clean);
    }

    private static OmniSessionEvent agent(OmniSessionEvent.Kind kind, long atMs, String detail) {
        return new OmniSessionEvent(ORIGIN + atMs * 1_000_000, kind, detail);
    }

    private static Verb verb(String name) {
        return new Verb(name, Map.of(), "", List.of());
    }
}
