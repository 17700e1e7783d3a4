package callgateway.load.storm;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerEvent.Kind;
import callgateway.simulator.caller.CallerResult.Ending;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void whoHeardTheAgentAndHungUpGotTheAgent() {
        Calls call = Calls.of("CA1").asks(0, 5, "Connect").event(Kind.AGENT_SPEAKS, 300, "");

        assertThat(Outcome.of(call.ends(Ending.CALLER_HUNG_UP))).isEqualTo(Outcome.AGENT);
    }

    @Test
    void whoHungUpBeforeLeftOnTheirOwn() {
        assertThat(Outcome.of(Calls.of("CA1").asks(0, 5, "Connect").ends(Ending.CALLER_HUNG_UP)))
                .isEqualTo(Outcome.HUNG_UP);
        assertThat(Outcome.of(Calls.of("CA1").asks(0, 5, "Enqueue", "Play").ends(Ending.GAVE_UP)))
                .isEqualTo(Outcome.HUNG_UP);
        assertThat(Outcome.of(Calls.of("CA1").asks(0, 5, "Connect").ends(Ending.CALLER_VANISHED)))
                .isEqualTo(Outcome.VANISHED);
    }

    @Test
    void everyKindOfOverflowIsOne() {
        for (String[] overflow : new String[][] {{"Dial"}, {"Record"}, {"Reject"}, {"Say", "Hangup"}}) {
            assertThat(Outcome.of(Calls.of("CA1").asks(0, 5, overflow).ends(Ending.NO_STREAM)))
                    .as(overflow[0])
                    .isEqualTo(Outcome.OVERFLOW);
        }
        assertThat(Outcome.of(Calls.of("CA1")
                        .asks(0, 5, "Connect")
                        .asks(10, 11, "Enqueue", "Play", "Leave")
                        .asks(12, 13, "Dial", "Hangup")
                        .ends(Ending.GATEWAY_ENDED)))
                .isEqualTo(Outcome.OVERFLOW);
    }

    @Test
    void whatNobodyShouldMeetIsABrokenPromise() {
        Calls cutOff = Calls.of("CA1").asks(0, 5, "Connect").event(Kind.AGENT_SPEAKS, 300, "");
        Calls wordless = Calls.of("CA1").asks(0, 5, "Enqueue", "Play", "Hangup");
        Calls error = Calls.of("CA1").asks(0, 5, "Connect").event(Kind.APPLICATION_ERROR, 6, "11200 gone");

        assertThat(Outcome.of(cutOff.ends(Ending.GATEWAY_ENDED))).isEqualTo(Outcome.LOST);
        assertThat(Outcome.of(wordless.ends(Ending.NO_STREAM))).isEqualTo(Outcome.STRANDED);
        assertThat(Outcome.of(error.ends(Ending.CALLER_HUNG_UP))).isEqualTo(Outcome.ERROR);
        assertThat(new Outcome[] {Outcome.LOST, Outcome.STRANDED, Outcome.ERROR, Outcome.FORGOTTEN})
                .noneMatch(Outcome::isKept);
    }
}
