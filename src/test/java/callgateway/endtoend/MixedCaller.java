package callgateway.endtoend;

import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.AgentScript.Reply;
import callgateway.simulator.omni.AgentScript.Then;
import callgateway.simulator.omni.AgentScript.Turn;
import callgateway.simulator.omni.Mishap;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniPart;
import callgateway.simulator.omni.OmniRefusal;
import callgateway.simulator.omni.Stall;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What becomes of a call among mixed ones: what its caller does, and whom the caller meets. How each ends is certain. */
enum MixedCaller {
    /** Asks, interrupts the answer, presses a key, says goodbye; the agent ends the call. */
    CONVERSES,
    /** Interrupts the greeting with a key, hears the answer, presses keys that nobody answers, and hangs up. */
    PRESSES_KEYS,
    /** Interrupts, and hangs up on the answer. */
    INTERRUPTS,
    /** Hangs up in the middle of the greeting. */
    HANGS_UP,
    /** Hangs up before an agent is ready: its session is open, and says nothing. */
    LEAVES_EARLY,
    /** Is gone without a word. */
    VANISHES,
    /** Is connected to a person. */
    IS_TRANSFERRED,
    /** Loses the agent in mid-call; the next one says goodbye and ends the call. */
    LOSES_THE_AGENT,
    /** Omni has no room, says 429, and the caller waits in line for the next attempt. */
    IS_TURNED_AWAY,
    /** Omni fails at the first attempt; the next one succeeds on the same stream. */
    IS_TRIED_AGAIN,
    /** Calls a pool whose line nobody gets out of, and hangs up in it. */
    LEAVES_THE_LINE,
    /** Calls a pool without a line or a slot, and is told that all are busy. */
    IS_SENT_ELSEWHERE;

    private static final List<MixedCaller> ORDER = List.of(
            CONVERSES,
            HANGS_UP,
            PRESSES_KEYS,
            IS_TRANSFERRED,
            INTERRUPTS,
            LEAVES_EARLY,
            VANISHES,
            LOSES_THE_AGENT,
            CONVERSES,
            LEAVES_THE_LINE,
            IS_TRIED_AGAIN,
            INTERRUPTS,
            IS_SENT_ELSEWHERE,
            IS_TURNED_AWAY,
            CONVERSES,
            VANISHES,
            PRESSES_KEYS,
            IS_TRANSFERRED,
            HANGS_UP,
            LOSES_THE_AGENT);

    /** Who calls as the {@code number}th of many: Omni has no room for one of twenty. */
    static MixedCaller of(int number) {
        return ORDER.get(number % ORDER.size());
    }

    CallerScript script() {
        CallerScript script =
                switch (this) {
                    case CONVERSES -> CallerScript.conversation();
                    case PRESSES_KEYS ->
                        CallerScript.builder()
                                .waitForAgent()
                                .press('1')
                                .hearAgentOut()
                                .press('7')
                                .press('#')
                                .pause(Duration.ofSeconds(1))
                                .hangUp()
                                .build();
                    case INTERRUPTS ->
                        CallerScript.builder()
                                .interrupt("caller-interruption", Duration.ofMillis(600))
                                .waitForAgent()
                                .pause(Duration.ofMillis(500))
                                .hangUp()
                                .build();
                    case HANGS_UP ->
                        CallerScript.builder()
                                .waitForAgent()
                                .pause(Duration.ofMillis(700))
                                .hangUp()
                                .build();
                    case LEAVES_EARLY -> CallerScript.listen(Duration.ofMinutes(5));
                    case VANISHES ->
                        CallerScript.builder()
                                .waitForAgent()
                                .pause(Duration.ofMillis(300))
                                .vanish()
                                .build();
                    case IS_TRANSFERRED ->
                        CallerScript.builder()
                                .hearAgentOut()
                                .say("caller-human")
                                .awaitEnd(GatewayUnderTest.PATIENCE)
                                .build();
                    // Of two streams: the first ends because there is no room.
                    case IS_TURNED_AWAY ->
                        CallerScript.builder()
                                .awaitEnd(GatewayUnderTest.PATIENCE)
                                .awaitEnd(GatewayUnderTest.PATIENCE)
                                .build();
                    case LOSES_THE_AGENT, IS_TRIED_AGAIN, LEAVES_THE_LINE, IS_SENT_ELSEWHERE -> Scripts.untilEnded();
                };
        return Scripts.patient(script);
    }

    /** Whom each attempt meets; the last one is met again. */
    List<OmniPart> agents() {
        OmniBehaviour normal = OmniBehaviour.NORMAL;
        OmniPart leaves = OmniPart.conversing(normal, goodbye());
        return switch (this) {
            case LEAVES_EARLY -> List.of(OmniPart.conversing(normal.with(Stall.NO_HELLO), AgentScript.conversation()));
            case IS_TRANSFERRED -> List.of(OmniPart.conversing(normal, AgentScript.transfer(null)));
            case LOSES_THE_AGENT ->
                List.of(
                        OmniPart.conversing(
                                normal.with(Mishap.of(Mishap.Kind.DROP, Duration.ofMillis(1500))),
                                AgentScript.conversation()),
                        leaves);
            case IS_TURNED_AWAY -> List.of(OmniPart.conversing(OmniRefusal.CONCURRENCY.of(normal), goodbye()), leaves);
            case IS_TRIED_AGAIN -> List.of(OmniPart.conversing(OmniRefusal.UNAVAILABLE.of(normal), goodbye()), leaves);
            default -> List.of(OmniPart.conversing(normal, AgentScript.conversation()));
        };
    }

    private static AgentScript goodbye() {
        return new AgentScript(
                Reply.say("agent-goodbye", "Goodbye.").then(new Then.EndCall("done")),
                List.<Turn>of(),
                Map.of(),
                AgentScript.notUnderstood());
    }
}
