package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.endtoend.ClusterHistory.Caller;
import callgateway.endtoend.ClusterHistory.Mark;
import callgateway.endtoend.ClusterHistory.Node;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each fault that a cluster could have is noticed in its history, and nothing in one without a fault. */
class HistoryCheckerTest {
    private static final String NOTHING_TAKEN = """
            {
              "scopes": [
                {"scope": "plan", "unconfirmed": 0, "live": 0, "waiting": 0},
                {"scope": "pool:sales", "unconfirmed": 0, "live": 0, "waiting": 0}
              ],
              "cluster": {
                "valid": true,
                "nodes": [{"node": "one", "lent": 1, "used": 0, "waiting": 0},
                          {"node": "two", "lent": 1, "used": 0, "waiting": 0}],
                "scopes": [{"scope": "plan", "cap": 2, "lent": 2, "used": 0},
                           {"scope": "pool:sales", "cap": 1, "lent": 1, "used": 0}]
              }
            }
            """;

    private final List<Mark> marks = new ArrayList<>(List.of(
            new Mark(1, "s1", "CA1", true),
            new Mark(2, "s2", "CA2", true),
            new Mark(3, "s1", "CA1", false),
            new Mark(3, "s3", "CA3", true),
            new Mark(4, "s2", "CA2", false),
            new Mark(5, "s3", "CA3", false)));
    private final List<Caller> callers = new ArrayList<>(List.of(
            caller("CA1", Kind.STREAM_STARTED, Kind.AGENT_SPEAKS, Kind.STREAM_ENDED),
            new Caller(
                    "CA2",
                    Set.of(),
                    caller("CA2", Kind.STREAM_STARTED, Kind.AGENT_SPEAKS).events()),
            caller("CA3", Kind.STREAM_STARTED, Kind.STREAM_ENDED, Kind.STREAM_STARTED, Kind.AGENT_SPEAKS)));
    private final List<Node> nodes =
            new ArrayList<>(List.of(new Node("one", NOTHING_TAKEN, 2), new Node("two", NOTHING_TAKEN, 2)));
    private int peak = 2;

    @Test
    void nothingIsWrongWithAGoodHistoryAndItIsSaidHowMuchOfItThereWas() {
        callers.add(new Caller(
                "CA4",
                Set.of(),
                List.of(event(Kind.VERB, "Enqueue"), event(Kind.VERB, "Dial"), event(Kind.CALL_ENDED, "NO_STREAM"))));

        HistoryChecker.Findings findings = check();

        assertThat(findings.wrong()).isEmpty();
        assertThat(findings.checked())
                .containsExactly(
                        "3 sessions, at every beginning and end; the most at once: plan 2 of 2, pool:sales 1 of 1",
                        "4 callers: 3 talked to the agent to the end, 1 were sent to the overflow;"
                                + " 1 of them had another stream, 0 heard an error",
                        "2 nodes after the last call: nothing taken in 8 scopes, and slots that could be had on each:"
                                + " 2, 2");
    }

    // -- the agent's service

    @Test
    void oneSessionTooManyForAnInstant() {
        // The third begins just before the first has ended.
        marks.add(2, marks.remove(3));
        peak = 3;

        assertThat(check().wrong())
                .contains("at 0.003 s: 3 sessions of plan, whose cap is 2", "1 sessions began beyond the cap of plan");
    }

    @Test
    void oneSessionTooManyOfAPool() {
        marks.add(1, new Mark(1, "s4", "CA3", true));
        marks.add(2, new Mark(1, "s4", "CA3", false));

        assertThat(check().wrong()).contains("at 0.001 s: 2 sessions of pool:sales, whose cap is 1");
    }

    @Test
    void aSessionThatHasNotEnded() {
        marks.remove(5);

        assertThat(check().wrong()).containsExactly("1 sessions have not ended");
    }

    @Test
    void aSessionThatEndsTwice() {
        marks.add(new Mark(6, "s3", "CA3", false));

        assertThat(check().wrong()).contains("at 0.006 s: session s3 ends a second time");
    }

    @Test
    void aSessionOfNobody() {
        marks.add(new Mark(6, "s9", "CA9", true));

        assertThat(check().wrong()).containsExactly("at 0.006 s: session s9 is nobody's who has called");
    }

    @Test
    void aServiceThatHasCountedOtherwise() {
        peak = 3;

        assertThat(check().wrong()).containsExactly("the agent's service counted up to 3 at once, its history has 2");
    }

    // -- callers

    @Test
    void aCallerWhoHeardAnError() {
        callers.set(0, caller("CA1", Kind.STREAM_STARTED, Kind.AGENT_SPEAKS, Kind.APPLICATION_ERROR));

        assertThat(check().wrong()).containsExactly("CA1 heard an error: ");
    }

    @Test
    void aCallerWhoseCallIsNotOver() {
        callers.set(0, new Caller("CA1", Set.of("pool:sales"), List.of(event(Kind.AGENT_SPEAKS, ""))));

        assertThat(check().wrong()).singleElement().asString().startsWith("CA1 has no outcome: ");
    }

    @Test
    void aCallerWhoNeverHeardTheAgent() {
        callers.set(0, caller("CA1", Kind.STREAM_STARTED));

        assertThat(check().wrong()).singleElement().asString().startsWith("CA1 has no outcome: ");
    }

    @Test
    void aCallerWhoWasLetGo() {
        callers.set(
                0,
                new Caller(
                        "CA1",
                        Set.of("pool:sales"),
                        List.of(event(Kind.AGENT_SPEAKS, ""), event(Kind.CALL_ENDED, "GATEWAY_ENDED"))));

        assertThat(check().wrong()).singleElement().asString().startsWith("CA1 has no outcome: ");
    }

    // -- slots

    @Test
    void aSlotThatIsNotBackOnANode() {
        nodes.set(0, new Node("one", NOTHING_TAKEN.replaceFirst("\"live\": 0", "\"live\": 1"), 2));

        assertThat(check().wrong()).singleElement().asString().startsWith("one has 1 live although nobody is left");
    }

    @Test
    void aSlotThatIsStillKeptForACaller() {
        nodes.set(1, new Node("two", NOTHING_TAKEN.replaceFirst("\"unconfirmed\": 0", "\"unconfirmed\": 1"), 2));

        assertThat(check().wrong()).singleElement().asString().startsWith("two has 1 unconfirmed");
    }

    @Test
    void aPlaceInLineThatIsNotGivenUp() {
        nodes.set(1, new Node("two", NOTHING_TAKEN.replaceFirst("\"waiting\": 0", "\"waiting\": 1"), 2));

        assertThat(check().wrong()).singleElement().asString().startsWith("two has 1 waiting");
    }

    @Test
    void aSlotThatTheCoordinatorCountsAsTaken() {
        nodes.set(0, new Node("one", NOTHING_TAKEN.replace("\"lent\": 2, \"used\": 0", "\"lent\": 2, \"used\": 1"), 2));

        assertThat(check().wrong()).singleElement().asString().startsWith("one has 1 used although nobody is left");
    }

    @Test
    void aShareOfANodeThatIsDead() {
        nodes.remove(1);

        assertThat(check().wrong()).containsExactly("one knows of shares of [one, two], there are [one]");
    }

    @Test
    void aNodeThatMayNotAdmit() {
        nodes.set(0, new Node("one", NOTHING_TAKEN.replace("\"valid\": true", "\"valid\": false"), 2));

        assertThat(check().wrong()).containsExactly("one may not admit");
    }

    @Test
    void aPlanThatHasShrunk() {
        nodes.set(0, new Node("one", NOTHING_TAKEN.replace("\"cap\": 2", "\"cap\": 1"), 2));

        assertThat(check().wrong()).singleElement().asString().endsWith("of a cap of 2");
    }

    @Test
    void aNodeThatKnowsNothingOfTheCluster() {
        nodes.set(0, new Node("one", "{}", 2));

        assertThat(check().wrong()).contains("one may not admit", "one knows nothing of the cluster's plan");
    }

    @Test
    void aSlotThatCannotBeHadAnyMore() {
        nodes.set(1, new Node("two", NOTHING_TAKEN, 1));

        assertThat(check().wrong()).containsExactly("of 2 slots 1 could be had on two");
    }

    private HistoryChecker.Findings check() {
        return HistoryChecker.check(
                new ClusterHistory(Map.of(ClusterHistory.PLAN, 2, "pool:sales", 1), marks, peak, callers, nodes));
    }

    /** Who calls the sales, and hangs up. */
    private static Caller caller(String callSid, Kind... happened) {
        List<CallerEvent> events = new ArrayList<>();
        for (Kind kind : happened) {
            events.add(event(kind, ""));
        }
        events.add(event(Kind.CALL_ENDED, "CALLER_HUNG_UP"));
        return new Caller(callSid, Set.of("pool:sales"), events);
    }

    private static CallerEvent event(Kind kind, String detail) {
        return new CallerEvent(kind, 0, detail);
    }
}
