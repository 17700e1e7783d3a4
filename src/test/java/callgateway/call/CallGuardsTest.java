package callgateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.routing.Guards;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a call that talks, second by second, in a time that the test makes. */
class CallGuardsTest {
    private static final Duration NONE = Duration.ZERO;
    private static final int MUTE_AFTER = 20;

    private long now = 17;
    private CallGuards guards = guards(NONE, NONE);

    private CallGuards guards(Duration maxCall, Duration maxSilence) {
        return new CallGuards(
                new Guards(maxCall, maxSilence, Duration.ofSeconds(8)), Duration.ofSeconds(MUTE_AFTER), now);
    }

    /** Another second, in which this was heard. */
    private @Nullable EndReason second(boolean caller, boolean agentAudio, boolean agentEvent) {
        now += 1_000_000_000L;
        return guards.look(now, caller, agentAudio, agentAudio || agentEvent);
    }

    private @Nullable EndReason silence() {
        return second(false, false, false);
    }

    private @Nullable EndReason callerSpeaks() {
        return second(true, false, false);
    }

    private @Nullable EndReason agentSpeaks() {
        return second(false, true, false);
    }

    private void nothingFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            assertThat(silence()).as("second %d", i).isNull();
        }
    }

    @Test
    void aCallIsAsLongAsItsPoolAllowsAndNoLonger() {
        guards = guards(Duration.ofSeconds(30), NONE);

        for (int i = 0; i < 29; i++) {
            assertThat(i % 2 == 0 ? callerSpeaks() : agentSpeaks()).isNull();
        }
        assertThat(agentSpeaks()).isEqualTo(EndReason.MAX_CALL);
    }

    @Test
    void whereNeitherSideSpeaksTheCallEnds() {
        guards = guards(NONE, Duration.ofSeconds(10));

        nothingFor(9);
        assertThat(silence()).isEqualTo(EndReason.TOO_SILENT);
    }

    @Test
    void whoeverSpeaksStartsTheSilenceAgain() {
        guards = guards(NONE, Duration.ofSeconds(10));

        nothingFor(9);
        assertThat(agentSpeaks()).isNull();
        nothingFor(9);
        assertThat(callerSpeaks()).isNull();
        nothingFor(9);
        assertThat(silence()).isEqualTo(EndReason.TOO_SILENT);
    }

    @Test
    void anEventIsNoVoice() {
        guards = guards(NONE, Duration.ofSeconds(10));

        for (int i = 0; i < 9; i++) {
            assertThat(second(false, false, true)).isNull();
        }
        assertThat(second(false, false, true)).isEqualTo(EndReason.TOO_SILENT);
    }

    @Test
    void zeroIsNoLimit() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(silence()).isNull();
        }
    }

    @Test
    void anAgentThatSendsNothingToACallerWhoSpokeIsMute() {
        nothingFor(5);
        assertThat(callerSpeaks()).isNull();

        nothingFor(MUTE_AFTER - 1);
        assertThat(silence()).isEqualTo(EndReason.AGENT_STALLED);
    }

    @Test
    void aCallerWhoAsksWhetherAnybodyIsThereDoesNotMakeItLonger() {
        for (int i = 0; i < MUTE_AFTER; i++) {
            assertThat(i % 5 == 0 ? callerSpeaks() : silence()).isNull();
        }
        assertThat(second(false, false, false)).isEqualTo(EndReason.AGENT_STALLED);
    }

    @Test
    void anAgentMayBeSilentWithACallerWhoSaysNothing() {
        assertThat(agentSpeaks()).isNull();
        nothingFor(10 * MUTE_AFTER);
        // From here on there is something to answer.
        assertThat(callerSpeaks()).isNull();
        nothingFor(MUTE_AFTER - 1);
        assertThat(silence()).isEqualTo(EndReason.AGENT_STALLED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anythingFromTheAgentIsAnAnswer(boolean audio) {
        assertThat(callerSpeaks()).isNull();
        nothingFor(MUTE_AFTER - 2);

        assertThat(second(false, audio, !audio)).isNull();

        nothingFor(10 * MUTE_AFTER);
    }

    @Test
    void whoHasSpokenForLongIsNotAnsweredInAnInstant() {
        for (int i = 0; i < MUTE_AFTER; i++) {
            assertThat(callerSpeaks()).isNull();
        }
        nothingFor(MUTE_AFTER / 4 - 1);
        assertThat(agentSpeaks()).isNull();
    }

    @Test
    void whileTheCallerSpeaksNobodyHasToAnswerButANoisyLineIsNotForEver() {
        for (int i = 0; i < 3 * MUTE_AFTER; i++) {
            assertThat(callerSpeaks()).as("second %d", i).isNull();
        }
        assertThat(callerSpeaks()).isEqualTo(EndReason.AGENT_STALLED);
    }

    @Test
    void aCallIsNeverEndedWhileItsPartnersAnswerEachOther() {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        guards = guards(NONE, Duration.ofSeconds(30));
        for (int turn = 0; turn < 2000; turn++) {
            for (int i = random.nextInt(20); i >= 0; i--) {
                assertThat(callerSpeaks()).as("seed %d, turn %d", seed, turn).isNull();
            }
            for (int i = random.nextInt(MUTE_AFTER / 4); i > 0; i--) {
                assertThat(silence()).as("seed %d, turn %d", seed, turn).isNull();
            }
            for (int i = random.nextInt(20); i >= 0; i--) {
                assertThat(agentSpeaks()).as("seed %d, turn %d", seed, turn).isNull();
            }
            for (int i = random.nextInt(25); i > 0; i--) {
                assertThat(silence()).as("seed %d, turn %d", seed, turn).isNull();
            }
        }
    }
}
