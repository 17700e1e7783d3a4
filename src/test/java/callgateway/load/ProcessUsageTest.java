package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    @Test
    void thisProcessHasUsedTime() {
        assertThat(ProcessUsage.own().cpuNanos()).isPositive();
    }

    @Test
    void aProcessThatIsNotThereIsEmpty() {
        assertThat(ProcessUsage.of(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void coresAreTimeUsedByTimePassed() {
        ProcessUsage before = new ProcessUsage(1_000_000_000, 0);
        ProcessUsage after = new ProcessUsage(4_000_000_000L, 0);

        assertThat(after.coresSince(before, Duration.ofSeconds(2))).isEqualTo(1.5);
    }
}
