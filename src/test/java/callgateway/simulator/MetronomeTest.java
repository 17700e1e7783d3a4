package callgateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MetronomeTest {

    @Test
    void runsWhatIsDueInTheOrderOfTheDueTimes() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(3);
        try (Metronome metronome = Metronome.start("metronome-test")) {
            long now = Metronome.now();
            metronome.add(now + 30_000_000, at -> note(order, "third", done));
            metronome.add(now + 20_000_000, at -> note(order, "second", done));
            metronome.add(now, at -> note(order, "first", done));

            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(order).containsExactly("first", "second", "third");
    }

    @Test
    void runsATaskAgainWhenItSaysUntilItSaysNever() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        try (Metronome metronome = Metronome.start("metronome-test")) {
            metronome.add(Metronome.now(), at -> {
                if (runs.incrementAndGet() < 3) {
                    return at + 1_000_000;
                }
                done.countDown();
                return Metronome.NEVER;
            });
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(runs).hasValue(3);
    }

    @Test
    void aTaskThatFailsStopsNoOther() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (Metronome metronome = Metronome.start("metronome-test")) {
            metronome.add(Metronome.now(), at -> {
                throw new IllegalStateException("expected by this test");
            });
            metronome.add(Metronome.now(), at -> note(new ArrayList<>(), "ran", done));

            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingEndsTheThreadAndDropsWhatIsAddedLater() {
        Metronome metronome = Metronome.start("metronome-ending");
        metronome.close();
        metronome.add(Metronome.now(), at -> {
            throw new AssertionError("must not run");
        });

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("metronome-ending"));
    }

    private static long note(List<String> order, String what, CountDownLatch done) {
        order.add(what);
        done.countDown();
        return Metronome.NEVER;
    }
}
