package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacingTest {
    private static final long MS = 1_000_000;

    private long now;
    private final List<String> sent = new ArrayList<>();

    private void send(int call, long lateNanos) {
        sent.add(call + " at " + now / MS + " late " + lateNanos / MS);
    }

    @Test
    void framesOfACallAreTwentyMillisecondsApartAndCallsAreSpreadBetween() {
        Pacing pacing = new Pacing(4, 100 * MS);

        assertThat(pacing.dueNanos(0)).isEqualTo(100 * MS);
        assertThat(pacing.dueNanos(1)).isEqualTo(105 * MS);
        assertThat(pacing.dueNanos(3)).isEqualTo(115 * MS);
        assertThat(pacing.dueNanos(4)).isEqualTo(120 * MS);
        assertThat(pacing.dueNanos(4L * 50 * 3600 + 1)).isEqualTo((100 + 3_600_000 + 5) * MS);
    }

    @Test
    void everyFrameIsDueOnTheOriginWhateverTheNumberOfCalls() {
        for (int calls : new int[] {1, 3, 7, 199, 200, 100_000}) {
            Pacing pacing = new Pacing(calls, 0);
            for (long frame : new long[] {0, 1, 49, 1_000_000}) {
                assertThat(pacing.dueNanos(frame * calls)).isEqualTo(frame * Pacing.FRAME_NANOS);
                assertThat(pacing.dueNanos(frame * calls + calls - 1)).isLessThan((frame + 1) * Pacing.FRAME_NANOS);
            }
        }
    }

    @Test
    void sendsWhatIsDueAndSaysWhenTheNextIs() {
        Pacing pacing = new Pacing(2, 0);

        assertThat(pacing.run(() -> now, this::send)).isEqualTo(10 * MS);
        now = 9 * MS;
        assertThat(pacing.run(() -> now, this::send)).isEqualTo(10 * MS);
        now = 10 * MS;
        assertThat(pacing.run(() -> now, this::send)).isEqualTo(20 * MS);

        assertThat(sent).containsExactly("0 at 0 late 0", "1 at 10 late 0");
    }

    @Test
    void aStallIsLatenessOfEachMissedFrameAndShiftsNoneAfterIt() {
        Pacing pacing = new Pacing(1, 0);
        pacing.run(() -> now, this::send);

        now = 65 * MS;
        assertThat(pacing.run(() -> now, this::send)).isEqualTo(80 * MS);
        now = 80 * MS;
        pacing.run(() -> now, this::send);

        assertThat(sent)
                .containsExactly(
                        "0 at 0 late 0", "0 at 65 late 45", "0 at 65 late 25", "0 at 65 late 5", "0 at 80 late 0");
    }

    @Test
    void slownessOfSendingItselfIsLateness() {
        Pacing pacing = new Pacing(4, 0);
        now = 15 * MS;

        pacing.run(() -> now, (call, late) -> {
            send(call, late);
            now += 3 * MS;
        });

        assertThat(sent).containsExactly("0 at 15 late 15", "1 at 18 late 13", "2 at 21 late 11", "3 at 24 late 9");
    }

    @Test
    void theRateIsKeptWhateverTheClockDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            int calls = 1 + random.nextInt(300);
            long origin = random.nextLong();
            Pacing pacing = new Pacing(calls, origin);
            int[] frames = new int[calls];
            now = origin;
            for (int step = 0; step < 100; step++) {
                now += random.nextInt(50_000_000);
                pacing.run(() -> now, (call, late) -> {
                    assertThat(late).as("seed %d", seed).isNotNegative();
                    frames[call]++;
                });
            }
            long elapsed = now - origin;
            for (int call = 0; call < calls; call++) {
                long phase = call * Pacing.FRAME_NANOS / calls;
                long expected = elapsed < phase ? 0 : (elapsed - phase) / Pacing.FRAME_NANOS + 1;
                assertThat(frames[call]).as("seed %d, call %d", seed, call).isEqualTo((int) expected);
            }
        }
    }

    @Test
    void noCallsCannotBePaced() {
        assertThatThrownBy(() -> new Pacing(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at least 1");
    }
}
