package callgateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniEvent;
import callgateway.routing.Guards;
import callgateway.routing.PoolAgent;
import callgateway.tools.ToolEndpoint;
import callgateway.tools.ToolEndpoint.CallerNumber;
import callgateway.tools.ToolFault;
import callgateway.tools.ToolOutcome;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Once, in order, bounded; without sockets and actors. */
class ToolDeskTest {
    private static final CallId ID = new CallId("CA1", "AC1", "+15550100123", "+15550199");

    private final FakeTools tools = new FakeTools();
    private final List<String> sent = new ArrayList<>();
    private final List<CallEvent> noted = new ArrayList<>();
    private final ToolDesk desk = desk(CallerNumber.MASKED);

    private ToolDesk desk(CallerNumber number) {
        ToolEndpoint endpoint = new ToolEndpoint(
                URI.create("https://tools.example.com"),
                List.of("0123456789abcdef"),
                Duration.ofSeconds(4),
                1000,
                false,
                number);
        CalledPool pool = new CalledPool(
                "sales",
                new PoolAgent(AgentProfile.DEFAULTS, null, null, Map.of("find", endpoint)),
                new Guards(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(8)),
                CallBench.TRANSFERS);
        ToolDesk[] made = new ToolDesk[1];
        made[0] = new ToolDesk(
                ID,
                pool,
                tools,
                done -> {
                    if (made[0].done(done)) {
                        noted.add(done.event());
                    }
                },
                (id, outcome) -> sent.add(id + " " + text(outcome)),
                noted::add);
        return made[0];
    }

    private static String text(ToolOutcome outcome) {
        return outcome instanceof ToolOutcome.Answered answered
                ? answered.json()
                : ((ToolOutcome.Failed) outcome).fault().code();
    }

    private void asks(String id) {
        asks(id, "find", "{}");
    }

    private void asks(String id, String name, String arguments) {
        desk.asked(new OmniEvent.ToolCall(id, name, arguments), "c_41");
    }

    private FakeTools.Begun begun(String id) {
        return tools.begun.stream()
                .filter(one -> one.request.toolCallId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatTheAgentAsksForIsPassedOnWithTheCallItBelongsTo() {
        asks("t_1", "find", "{\"day\":1}");

        var request = tools.begun.get(0).request;
        assertThat(request.callSid()).isEqualTo("CA1");
        assertThat(request.pool()).isEqualTo("sales");
        assertThat(request.toolCallId()).isEqualTo("t_1");
        assertThat(request.name()).isEqualTo("find");
        assertThat(request.argumentsJson()).isEqualTo("{\"day\":1}");
        assertThat(request.agentCallId()).isEqualTo("c_41");
        assertThat(request.to()).isEqualTo("+15550199");
    }

    @ParameterizedTest
    @CsvSource({"MASKED, +*******0123", "FULL, +15550100123", "NONE,"})
    void theCallersNumberIsSentAsThePoolWantsIt(CallerNumber number, String expected) {
        desk(number).asked(new OmniEvent.ToolCall("t_1", "find", "{}"), null);

        assertThat(tools.begun.get(0).request.from()).isEqualTo(expected);
    }

    @Test
    void aCallThatComesTwiceIsRunOnceAndAnsweredOnce() {
        asks("t_1");
        asks("t_1");
        begun("t_1").answers("{}");

        assertThat(tools.begun).hasSize(1);
        assertThat(sent).containsExactly("t_1 {}");
        assertThat(tools.duplicates).hasValue(1);
    }

    @Test
    void aCallThatComesAgainAfterItsAnswerIsToldItAgainAndNotRun() {
        asks("t_1");
        begun("t_1").answers("[7]");
        asks("t_1");
        asks("t_2", "unheard_of", "{}");
        asks("t_2", "unheard_of", "{}");

        assertThat(tools.begun).hasSize(1);
        assertThat(sent).containsExactly("t_1 [7]", "t_1 [7]", "t_2 unknown_tool", "t_2 unknown_tool");
        assertThat(tools.refused).containsExactly(ToolFault.UNKNOWN_TOOL);
        assertThat(tools.duplicates).hasValue(2);
        assertThat(noted)
                .filteredOn(event ->
                        event instanceof CallEvent.ToolRun run && run.took().isZero())
                .hasSize(1);
    }

    @Test
    void resultsAreSentInTheOrderOfTheCallsWhateverTheOrderTheyComeIn() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            ToolDeskTest one = new ToolDeskTest();
            List<String> expected = new ArrayList<>();
            List<FakeTools.Begun> running = new ArrayList<>();
            int asked = 0;
            while (asked < 30 || !running.isEmpty()) {
                if (asked < 30 && running.size() < ToolDesk.AT_ONCE && one.heldBack() < 8 && random.nextBoolean()) {
                    one.asks("t_" + asked);
                    running.add(one.begun("t_" + asked));
                    expected.add("t_" + asked + (asked % 3 == 0 ? " timed_out" : " {}"));
                    asked++;
                } else if (!running.isEmpty()) {
                    FakeTools.Begun next = running.remove(random.nextInt(running.size()));
                    if (Integer.parseInt(next.request.toolCallId().substring(2)) % 3 == 0) {
                        next.fails(ToolFault.TIMED_OUT);
                    } else {
                        next.answers("{}");
                    }
                }
            }
            assertThat(one.sent).as("seed %s", seed).isEqualTo(expected);
        }
    }

    private int heldBack() {
        return tools.begun.size() - sent.size();
    }

    @Test
    void whatIsNotTriedIsAnsweredAtOnceAndHoldsNothingUp() {
        asks("t_1");
        asks("t_2", "unheard_of", "{}");
        asks("t_3", "find", "\"" + "x".repeat(ToolDesk.MAX_ARGUMENTS) + "\"");
        asks("t".repeat(257));
        begun("t_1").answers("{}");

        assertThat(sent)
                .containsExactly(
                        "t_2 unknown_tool",
                        "t_3 arguments_too_long",
                        "t".repeat(257) + " arguments_too_long",
                        "t_1 {}");
    }

    @Test
    void anAgentInALoopIsToldToWait() {
        IntStream.range(0, ToolDesk.AT_ONCE + 1).forEach(i -> asks("t_" + i));

        assertThat(tools.begun).hasSize(ToolDesk.AT_ONCE);
        assertThat(sent).containsExactly("t_" + ToolDesk.AT_ONCE + " too_many_calls");

        begun("t_0").answers("{}");
        asks("t_100");
        assertThat(tools.begun).hasSize(ToolDesk.AT_ONCE + 1);
    }

    @Test
    void aResultForASessionThatIsOverIsNotToldToTheNext() {
        asks("t_1");
        FakeTools.Begun old = begun("t_1");
        desk.sessionOver();
        assertThat(old.abandoned).isTrue();

        // The next session counts from one again.
        asks("t_1");
        old.answers("\"old\"");
        assertThat(sent).isEmpty();
        assertThat(tools.tooLate).hasValue(1);
        assertThat(noted).singleElement().isInstanceOfSatisfying(CallEvent.ToolRun.class, run -> {
            assertThat(run.name()).isEqualTo("find");
            assertThat(run.outcome()).isEqualTo("answered");
        });

        assertThat(tools.begun).hasSize(2);
        assertThat(tools.begun.get(1).request.session()).isNotEqualTo(old.request.session());
        tools.begun.get(1).answers("\"new\"");
        assertThat(sent).containsExactly("t_1 \"new\"");
    }

    @Test
    void whatWasBrokenOffForASessionThatIsOverIsNothingToNote() {
        asks("t_1");
        desk.sessionOver();
        begun("t_1").fails(ToolFault.ABANDONED);

        assertThat(sent).isEmpty();
        assertThat(noted).isEmpty();
        assertThat(tools.tooLate).hasValue(0);
    }

    @Test
    void idsAreRememberedLongerThanResults() {
        AnsweredTools answered = new AnsweredTools();
        String big = "\"" + "x".repeat(AnsweredTools.MAX_CHARS / 4) + "\"";
        for (int i = 0; i < 5; i++) {
            answered.add("big" + i, new ToolOutcome.Answered(big));
        }

        assertThat(answered.knows("big0")).isTrue();
        assertThat(answered.outcome("big0")).isEmpty();
        assertThat(answered.outcome("big4")).contains(new ToolOutcome.Answered(big));

        for (int i = 0; i < AnsweredTools.MAX_IDS; i++) {
            answered.add("small" + i, new ToolOutcome.Answered("{}"));
        }
        assertThat(answered.knows("big4")).isFalse();
        assertThat(answered.knows("small0")).isTrue();
        assertThat(answered.outcome("small1")).contains(new ToolOutcome.Answered("{}"));
    }
}
