package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyRateTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aRateThatDividesNoSecondDriftsByNothing() {
        SteadyRate rate = new SteadyRate(5, 3);

        assertThat(rate.dueNanos(0)).isEqualTo(5);
        assertThat(rate.dueNanos(1)).isEqualTo(5 + SECOND / 3);
        assertThat(rate.dueNanos(3L * 86_400)).isEqualTo(5 + 86_400 * SECOND);
    }

    @Test
    void aStallMakesNothingDueLater() {
        AtomicLong now = new AtomicLong();
        List<Long> due = new ArrayList<>();
        List<Long> sent = new ArrayList<>();

        new SteadyRate(0, 10).run(4, now::get, when -> {
            due.add(when);
            sent.add(now.get());
            now.addAndGet(SECOND);
        });

        assertThat(due).containsExactly(0L, SECOND / 10, SECOND / 5, SECOND * 3 / 10);
        assertThat(sent).containsExactly(0L, SECOND, 2 * SECOND, 3 * SECOND);
    }

    @Test
    void oneThatIsInterruptedSendsNoMore() {
        List<Long> sent = new ArrayList<>();
        Thread.currentThread().interrupt();

        new SteadyRate(SECOND, 1).run(3, () -> 0, sent::add);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(sent).isEmpty();
    }
}
