package callgateway.load.storm;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTurnTest {
    /** Comes at 0 and waits; is told to wait on, a last time, by the webhook sent at {@code lastAsked}. */
    private static LineTurn waiting(double lastAsked) {
        return turn(Calls.of("CA-first")
                .asks(0, 5, "Enqueue")
                .asks(10, 12, "Play")
                .asks(lastAsked, lastAsked + 2, "Play")
                .asks(lastAsked + 50, lastAsked + 52, "Leave")
                .asks(lastAsked + 53, lastAsked + 55, "Connect"));
    }

    @Test
    void aLaterCallerWhoHasASlotWhileTheEarlierIsStillToldToWaitHasOvertaken() {
        LineTurn later = turn(Calls.of("CA-second").asks(20, 25, "Connect"));

        assertThat(later.overtook(waiting(40))).isTrue();
        assertThat(LineTurn.overtakings(List.of(waiting(40), later)))
                .containsExactly("CA-first came 15 ms before CA-second and still waited 15 ms after that one's turn");
    }

    @Test
    void aCallerWhoGetsTheNewsOfASlotWithTheNextPollWasNotOvertaken() {
        LineTurn later = turn(Calls.of("CA-second").asks(20, 45, "Connect"));

        assertThat(later.overtook(waiting(40))).isFalse();
    }

    @Test
    void whoCameAtTheSameTimeCannotOvertake() {
        LineTurn later = turn(Calls.of("CA-second").asks(4, 25, "Connect"));

        assertThat(later.overtook(waiting(40))).isFalse();
    }

    @Test
    void oneWhoHungUpInLineCanHaveBeenOvertakenTooButNotAfterwards() {
        LineTurn gone = turn(Calls.of("CA-first").asks(0, 5, "Enqueue").asks(40, 42, "Play"));

        assertThat(turn(Calls.of("CA-second").asks(20, 25, "Connect")).overtook(gone))
                .isTrue();
        assertThat(turn(Calls.of("CA-third").asks(20, 60, "Connect")).overtook(gone))
                .isFalse();
    }

    @Test
    void whatIsHeardOutsideTheLineIsNoWaiting() {
        LineTurn overflow = turn(
                Calls.of("CA-first").asks(0, 5, "Enqueue").asks(10, 12, "Leave").asks(100, 102, "Say", "Hangup"));

        assertThat(overflow.stillWaiting()).isEqualTo(0);
        assertThat(overflow.admitted()).isEqualTo(LineTurn.NEVER);
    }

    @Test
    void onlyTheFirstTurnOfACallerWhomTheAgentServiceTurnedAwayCounts() {
        LineTurn again = turn(Calls.of("CA-first")
                .asks(0, 5, "Connect")
                .asks(10, 12, "Enqueue", "Play")
                .asks(100, 102, "Leave")
                .asks(103, 105, "Connect"));

        assertThat(again.admitted()).isEqualTo(5_000_000);
        assertThat(again.stillWaiting()).isEqualTo(LineTurn.NEVER);
    }

    @Test
    void whoseWebhookWasNeverAnsweredHasNoTurn() {
        assertThat(LineTurn.of(Calls.of("CA-first").ends(Ending.WEBHOOK_FAILED)))
                .isNull();
    }

    private static LineTurn turn(Calls call) {
        LineTurn turn = LineTurn.of(call.ends(Ending.CALLER_HUNG_UP));
        if (turn == null) {
            throw new AssertionError("no turn");
        }
        return turn;
    }
}
