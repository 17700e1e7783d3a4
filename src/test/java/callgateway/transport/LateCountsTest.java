package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LateCountsTest {
    private static final long MS = 1_000_000;
    private final LateCounts late = new LateCounts();

    @Test
    void eachIsCountedUnderTheFirstBoundItDoesNotExceed() {
        long[] bounds = LateCounts.boundsMs();
        for (long bound : bounds) {
            late.add(bound * MS);
            late.add(bound * MS + 1);
        }

        long[] counts = late.counts();

        assertThat(counts).hasSize(bounds.length + 1);
        assertThat(counts[0]).isEqualTo(1);
        assertThat(Arrays.copyOfRange(counts, 1, bounds.length)).containsOnly(2);
        assertThat(counts[bounds.length]).isEqualTo(1);
        assertThat(late.sumNanos()).isEqualTo(2 * Arrays.stream(bounds).sum() * MS + bounds.length);
    }

    @Test
    void whatCameEarlyCameInTime() {
        late.add(-5 * MS);

        assertThat(late.counts()[0]).isEqualTo(1);
        assertThat(late.sumNanos()).isZero();
    }
}
