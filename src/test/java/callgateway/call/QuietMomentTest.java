package callgateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuietMomentTest {
    @Test
    void theMomentIsASecondAfterTheAgentsLastWord() {
        QuietMoment moment = new QuietMoment(10, false);

        assertThat(moment.look(true, false)).isFalse();
        assertThat(moment.look(false, true)).isFalse();
        assertThat(moment.look(false, false)).isTrue();
    }

    @Test
    void aCallerWhoWaitsForAnAnswerGetsIt() {
        QuietMoment moment = new QuietMoment(10, false);

        assertThat(moment.look(true, true)).isFalse();
        assertThat(moment.look(false, false)).isFalse();
        assertThat(moment.look(false, true)).isFalse();
        assertThat(moment.look(false, false)).isTrue();
    }

    @Test
    void itIsNotWaitedForForEver() {
        QuietMoment moment = new QuietMoment(3, true);

        assertThat(moment.look(true, true)).isFalse();
        assertThat(moment.look(true, true)).isFalse();
        assertThat(moment.look(true, true)).isTrue();
    }
}
