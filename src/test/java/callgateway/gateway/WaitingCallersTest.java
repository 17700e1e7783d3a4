package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.CallId;
import callgateway.routing.Overflow;
import callgateway.twilio.FormParams;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who waits, and who has hung up meanwhile. */
class WaitingCallersTest {
    private final Journal journal = new Journal();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final WaitingCallers waiting = new WaitingCallers(
            journal, () -> now, Duration.ofMinutes(3), caller -> Duration.ofSeconds(caller.queueSeconds()));

    private static CallerRequest caller(String callSid) {
        return new CallerRequest(
                new CallId(callSid, "AC1", "+14155550123", "+15550100"),
                Webhooks.pool("sales", "*", 20, Overflow.Busy.BUSY),
                false,
                FormParams.NONE);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void whoHangsUpWhileWaitingIsAbandonedOnce() {
        waiting.waits(caller("CA1"));
        waiting.hungUp("CA1");
        waiting.hungUp("CA1");

        assertThat(journal.told).containsExactly("abandoned CA1 sales");
    }

    @Test
    void whoNeverWaitedIsNot() {
        waiting.hungUp("CA1");

        assertThat(journal.told).isEmpty();
    }

    @Test
    void whoIsServedIsNot() {
        waiting.waits(caller("CA1"));
        waiting.isServed("CA1");
        waiting.hungUp("CA1");

        assertThat(journal.told).isEmpty();
    }

    @Test
    void theCarriersQueueTellsOfThoseAnotherProcessHasPutThere() {
        waiting.hungUp(caller("CA1"));

        assertThat(journal.told).containsExactly("abandoned CA1 sales");
    }

    @Test
    void aCallerCameWhenTheFirstWaitBegan() {
        Instant came = now;
        waiting.waits(caller("CA1"));
        pass(Duration.ofSeconds(50));
        waiting.waits(caller("CA1"));

        assertThat(waiting.came(caller("CA1"))).isEqualTo(came);
        assertThat(waiting.came(caller("CA2"))).isEqualTo(now);
    }

    @Test
    void whoIsNotHeardOfHasHungUp() {
        waiting.waits(caller("CA1"));
        pass(Duration.ofMinutes(2));
        waiting.waits(caller("CA2"));
        waiting.sweep();
        assertThat(journal.told).isEmpty();

        pass(Duration.ofMinutes(2));
        waiting.sweep();

        assertThat(journal.told).containsExactly("abandoned CA1 sales");
    }
}
