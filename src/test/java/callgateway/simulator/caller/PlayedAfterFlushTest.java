package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayedAfterFlushTest {
    private static final List<Span> ANSWER = List.of(new Span(1000, 3000));

    @Test
    void whatIsPlayedBetweenFlushAndClearCounts() {
        assertThat(PlayedAfterFlush.of(List.of(2800.0), List.of(3000.0), ANSWER))
                .containsExactly(new PlayedAfterFlush(2800, 3000, 200));
    }

    @Test
    void whereThePlaybackHadNothingItDoesNotCount() {
        List<Span> broken = List.of(new Span(1000, 2850), new Span(2900, 2950), new Span(3100, 4000));

        assertThat(PlayedAfterFlush.of(List.of(2800.0), List.of(3000.0), broken))
                .containsExactly(new PlayedAfterFlush(2800, 3000, 100));
    }

    @Test
    void anInterruptionThatIsToldThreeTimesIsOne() {
        assertThat(PlayedAfterFlush.of(List.of(2800.0, 2800.0, 2900.0), List.of(3000.0), ANSWER))
                .hasSize(1);
    }

    @Test
    void eachInterruptionHasItsOwnClear() {
        List<Span> two = List.of(new Span(1000, 3000), new Span(5000, 6000));

        assertThat(PlayedAfterFlush.of(List.of(2800.0, 5900.0), List.of(3000.0, 6000.0), two))
                .extracting(PlayedAfterFlush::playedMs)
                .containsExactly(200.0, 100.0);
    }

    @Test
    void whenNothingWasLeftToClearNothingWasPlayed() {
        assertThat(PlayedAfterFlush.of(List.of(3500.0), List.of(), ANSWER))
                .containsExactly(new PlayedAfterFlush(3500, BargeIn.NO_CLEAR, 0));
    }

    @Test
    void withoutAClearItIsHeardToItsEnd() {
        // The clear of another interruption, much later, is none of this one's.
        List<Span> played = List.of(new Span(1000, 6000), new Span(7000, 9000));

        assertThat(PlayedAfterFlush.of(List.of(2000.0), List.of(8000.0), played))
                .containsExactly(new PlayedAfterFlush(2000, BargeIn.NO_CLEAR, 4000));
    }
}
