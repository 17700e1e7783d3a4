package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Loop loop = new Loop(channel.eventLoop(), "test");

    LoopTest() {
        channel.freezeTime();
    }

    /** One tick; a whole second passes, because ticks are due by the real clock, which this one cannot hold. */
    private void tick() {
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void workRunsOnceInEveryTickUntilItIsCancelled() {
        List<String> ran = new ArrayList<>();
        Loop.Timer a = loop.onTick(() -> ran.add("a"));
        Loop.Timer b = loop.onTick(() -> ran.add("b"));
        tick();
        a.cancel();
        tick();
        b.cancel();
        b.cancel();
        tick();
        tick();
        assertThat(ran).containsExactly("a", "b", "b");
        Loop.Timer c = loop.onTick(() -> ran.add("c"));
        tick();
        c.cancel();
        assertThat(ran).containsExactly("a", "b", "b", "c");
    }

    @Test
    void aTickMayCancelItselfAndAnyOtherWithoutDisturbingTheRest() {
        for (int cancelled = 0; cancelled < 3; cancelled++) {
            for (int canceller = 0; canceller < 3; canceller++) {
                EmbeddedChannel own = new EmbeddedChannel();
                own.freezeTime();
                Loop fresh = new Loop(own.eventLoop(), "test");
                List<Integer> ran = new ArrayList<>();
                List<Loop.Timer> timers = new ArrayList<>();
                int from = canceller;
                int what = cancelled;
                for (int i = 0; i < 3; i++) {
                    int self = i;
                    timers.add(fresh.onTick(() -> {
                        ran.add(self);
                        if (self == from) {
                            timers.get(what).cancel();
                        }
                    }));
                }
                own.advanceTimeBy(1, TimeUnit.SECONDS);
                own.runScheduledPendingTasks();
                List<Integer> expected = new ArrayList<>(List.of(0, 1, 2));
                if (what > from) {
                    expected.remove(Integer.valueOf(what));
                }
                assertThat(ran).as("%d cancels %d", from, what).isEqualTo(expected);
            }
        }
    }

    @Test
    void cancellingOneOfTwoTicksOfTheSameWorkLeavesTheOther() {
        List<String> ran = new ArrayList<>();
        Runnable work = () -> ran.add("x");
        Loop.Timer first = loop.onTick(work);
        loop.onTick(work);
        first.cancel();
        first.cancel();
        tick();
        assertThat(ran).containsExactly("x");
    }

    @Test
    void workThatATickAddsStartsWithTheNextTick() {
        List<String> ran = new ArrayList<>();
        loop.onTick(() -> {
            if (ran.isEmpty()) {
                loop.onTick(() -> ran.add("new"));
            }
            ran.add("old");
        });
        tick();
        assertThat(ran).containsExactly("old");
        tick();
        assertThat(ran).containsExactly("old", "old", "new");
    }

    @Test
    void aTickThatFailsStopsNeitherTheOthersNorTheNext() {
        List<String> ran = new ArrayList<>();
        loop.onTick(() -> ran.add("first"));
        loop.onTick(() -> {
            throw new IllegalStateException("bug");
        });
        loop.onTick(() -> ran.add("last"));
        tick();
        tick();
        assertThat(ran).containsExactly("first", "last", "first", "last");
    }

    @Test
    void aTimerRunsOnceUnlessItIsCancelled() {
        List<String> ran = new ArrayList<>();
        Loop.Timer kept = loop.after(Duration.ofMillis(50), () -> ran.add("kept"));
        Loop.Timer cancelled = loop.after(Duration.ofMillis(50), () -> ran.add("cancelled"));
        loop.after(Duration.ofMillis(10), () -> {
            throw new IllegalStateException("bug");
        });
        cancelled.cancel();
        channel.advanceTimeBy(40, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(ran).isEmpty();
        tick();
        kept.cancel();
        tick();
        assertThat(ran).containsExactly("kept");
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void ticksComeOnTheLoopsOwnThreadOnARealLoop(IoKind kind) throws Exception {
        try (Loops loops = Loops.start(kind, 2)) {
            assertThat(loops.count()).isEqualTo(2);
            for (Loop one : loops.all()) {
                CountDownLatch ticks = new CountDownLatch(3);
                CompletableFuture<Loop.Timer> timer = CompletableFuture.supplyAsync(
                        () -> one.onTick(() -> {
                            if (one.isCurrent()) {
                                ticks.countDown();
                            }
                        }),
                        one::execute);
                assertThat(ticks.await(20, TimeUnit.SECONDS)).isTrue();
                one.execute(() -> timer.join().cancel());
            }
            assertThat(loops.any()).isNotSameAs(loops.any());
            assertThat(loops.owning(loops.all().get(1).events()))
                    .isSameAs(loops.all().get(1));
        }
    }

    @Test
    void loopsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Loops.start(IoKind.NIO, 0)).hasMessage("event-loops: 0 (expected: > 0)");
        try (Loops loops = Loops.start(IoKind.NIO, 1)) {
            assertThatThrownBy(() -> loops.owning(channel.eventLoop())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void everyKindCanBeNamedAndTheBestIsFound() {
        assertThat(IoKind.choose("nio")).isEqualTo(IoKind.NIO);
        assertThat(IoKind.choose("NIO")).isEqualTo(IoKind.NIO);
        assertThat(IoKind.choose("auto").unavailability()).isNull();
        for (IoKind kind : IoKind.values()) {
            if (kind.unavailability() == null) {
                assertThat(IoKind.choose(kind.name())).isEqualTo(kind);
            } else {
                assertThatThrownBy(() -> IoKind.choose(kind.name())).hasMessageContaining("use auto");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kqueue", "io-uring"})
    void aKindThatDoesNotExistIsRefused(String name) {
        assertThatThrownBy(() -> IoKind.choose(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("io: " + name + " (expected: auto, io_uring, epoll or nio)");
    }
}
