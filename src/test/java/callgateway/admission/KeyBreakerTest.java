package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyBreakerTest {
    private final KeyBreaker breaker =
            new KeyBreaker(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30));

    @Test
    void aBadKeyKeepsAllCallsAwayAndSaysWhatToFix() {
        assertThat(breaker.mayKnock("A", 0)).isTrue();
        assertThat(breaker.mayKnock("B", 0)).isTrue();

        assertThat(breaker.refused("A", KeyFault.UNAUTHORIZED, 0))
                .as("said once")
                .isTrue();
        assertThat(breaker.refused("B", KeyFault.UNAUTHORIZED, 1)).isFalse();

        assertThat(breaker.mayKnock("A", 4_999)).isFalse();
        assertThat(breaker.mayKnock("C", 4_999)).isFalse();
        assertThat(breaker.openUntil()).isEqualTo(5_000);
        assertThat(breaker.fault()).contains(KeyFault.UNAUTHORIZED);
        assertThat(KeyFault.UNAUTHORIZED.fix()).contains("PYAI_API_KEY");
    }

    @Test
    void afterThePauseOneCallTriesAndEachFailureDoublesThePause() {
        breaker.refused("A", KeyFault.PAYMENT, 0);

        assertThat(breaker.mayKnock("B", 5_000)).isTrue();
        assertThat(breaker.mayKnock("C", 5_001)).isFalse();
        assertThat(breaker.mayKnock("B", 5_001)).as("asked twice").isTrue();
        breaker.refused("B", KeyFault.FORBIDDEN, 6_000);
        assertThat(breaker.fault()).contains(KeyFault.FORBIDDEN);
        assertThat(breaker.mayKnock("C", 15_999)).isFalse();
        assertThat(breaker.mayKnock("C", 16_000)).isTrue();
        breaker.refused("C", KeyFault.FORBIDDEN, 16_000);
        assertThat(breaker.openUntil()).isEqualTo(36_000);
        assertThat(breaker.mayKnock("D", 36_000)).isTrue();
        breaker.refused("D", KeyFault.FORBIDDEN, 36_000);
        assertThat(breaker.openUntil()).as("no longer than that").isEqualTo(56_000);
    }

    @Test
    void aSuccessClosesItAndTheNextPauseIsShortAgain() {
        breaker.refused("A", KeyFault.PAYMENT, 0);
        breaker.mayKnock("B", 5_000);
        breaker.refused("B", KeyFault.PAYMENT, 5_000);
        breaker.mayKnock("C", 15_000);

        assertThat(breaker.accepted()).isTrue();
        assertThat(breaker.accepted()).isFalse();
        assertThat(breaker.fault()).isEmpty();
        assertThat(breaker.mayKnock("D", 15_001)).isTrue();
        assertThat(breaker.mayKnock("E", 15_001)).isTrue();
        breaker.refused("D", KeyFault.PAYMENT, 16_000);
        assertThat(breaker.openUntil()).isEqualTo(21_000);
    }

    @Test
    void aTryThatComesToNothingOrNeverEndsMakesRoomForTheNext() {
        breaker.refused("A", KeyFault.PAYMENT, 0);
        breaker.mayKnock("B", 5_000);

        breaker.undecided("other");
        assertThat(breaker.mayKnock("C", 5_001)).isFalse();
        breaker.undecided("B");
        assertThat(breaker.mayKnock("C", 5_002)).isTrue();
        assertThat(breaker.mayKnock("D", 35_001)).isFalse();
        assertThat(breaker.mayKnock("D", 35_002)).isTrue();
    }

    @Test
    void whileOpenNeverMoreThanOneCallTries() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            KeyBreaker each = new KeyBreaker(Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofHours(1));
            each.refused("first", KeyFault.FORBIDDEN, 0);
            String trying = "";
            long now = 0;
            for (int i = 0; i < 2000; i++) {
                now += random.nextInt(400);
                String sid = "CA" + random.nextInt(20);
                if (each.mayKnock(sid, now)) {
                    assertThat(trying).as("seed %d, step %d", seed, i).isIn("", sid);
                    trying = sid;
                }
                if (random.nextInt(10) == 0) {
                    if (random.nextBoolean()) {
                        each.undecided(trying);
                    } else {
                        each.refused(trying, KeyFault.FORBIDDEN, now);
                        assertThat(each.openUntil() - now).isLessThanOrEqualTo(8_000);
                    }
                    trying = "";
                }
            }
        }
    }

    @Test
    void pausesThatMakeNoSenseAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new KeyBreaker(Duration.ZERO, second, second))
                .hasMessage("first-pause: PT0S (expected: 1 ms..24 h)");
        assertThatThrownBy(() -> new KeyBreaker(second, Duration.ofMillis(10), second))
                .hasMessage("longest-pause: PT0.01S (expected: not shorter than first-pause, PT1S)");
        assertThatThrownBy(() -> new KeyBreaker(second, second, Duration.ofDays(2)))
                .hasMessage("probe-within: PT48H (expected: 1 ms..24 h)");
    }
}
