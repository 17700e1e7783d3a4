package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallQueuesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final CallQueues queues = new CallQueues();

    @Test
    void everybodyMovesUpWhenSomebodyLeaves() {
        CallQueues.Place first = join("sales", 0);
        CallQueues.Place second = join("sales", 10 * SECOND);
        CallQueues.Place third = join("sales", 20 * SECOND);
        CallQueues.Place elsewhere = join("support", 20 * SECOND);

        assertThat(third.params(30 * SECOND))
                .containsEntry("QueuePosition", "3")
                .containsEntry("QueueTime", "10")
                .containsEntry("AvgQueueTime", "20")
                .containsEntry("CurrentQueueSize", "3")
                .containsEntry("MaxQueueSize", "1000")
                .containsEntry("QueueSid", first.queueSid());
        first.leave();
        first.leave();
        assertThat(second.params(30 * SECOND)).containsEntry("QueuePosition", "1");
        assertThat(third.params(30 * SECOND))
                .containsEntry("QueuePosition", "2")
                .containsEntry("AvgQueueTime", "15")
                .containsEntry("CurrentQueueSize", "2");
        assertThat(elsewhere.params(30 * SECOND)).containsEntry("QueuePosition", "1");
        assertThat(elsewhere.queueSid()).startsWith("QU").isNotEqualTo(first.queueSid());
    }

    @Test
    void timesAreRightWhenTheClockWraps() {
        long start = Long.MAX_VALUE - SECOND;
        CallQueues.Place first = join("sales", start);
        join("sales", start + 4 * SECOND);

        assertThat(first.params(start + 6 * SECOND))
                .containsEntry("QueueTime", "6")
                .containsEntry("AvgQueueTime", "4");
    }

    @Test
    void aFullQueueTakesNobodyUntilSomebodyLeaves() {
        CallQueues.Place only = Objects.requireNonNull(queues.join("sales", 1, 0));

        assertThat(queues.join("sales", null, 0)).isNull();
        only.leave();
        assertThat(queues.join("sales", null, 0)).isNotNull();
    }

    @Test
    void timesAndHumansThatCannotBeAreRefused() {
        assertThatThrownBy(() -> CallerTimes.scaled(0)).hasMessageContaining("scale");
        assertThatThrownBy(() -> CallerTimes.scaled(Double.NaN)).hasMessageContaining("scale");
        assertThatThrownBy(() -> CallerTimes.scaled(1.1)).hasMessageContaining("scale");
        assertThatThrownBy(() -> CallerTimes.REAL.withPatience(Duration.ZERO)).hasMessageContaining("patience");
        assertThatThrownBy(() -> CallerTimes.REAL.withMessage(Duration.ofSeconds(-1)))
                .hasMessageContaining("message");
        assertThatThrownBy(() -> HumanStandIn.atOnce("asleep")).hasMessageContaining("asleep");
        assertThatThrownBy(() -> HumanStandIn.answers(Duration.ofSeconds(-1), Duration.ZERO))
                .hasMessageContaining("rings");
    }

    private CallQueues.Place join(String name, long nowNanos) {
        return Objects.requireNonNull(queues.join(name, null, nowNanos));
    }
}
