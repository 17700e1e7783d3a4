package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoopExecutorTest {
    private final Loops loops = Loops.start(IoKind.NIO, 1);
    private final Loop loop = loops.all().get(0);
    private final EventLoop events = loop.events();
    private final LoopExecutor executor = new LoopExecutor(events);

    @AfterAll
    void close() {
        loops.close();
    }

    /** Runs something as a socket's handler would: on the loop, but not as one of the executor's tasks. */
    private void asHandler(Runnable handler) throws Exception {
        CompletableFuture.runAsync(handler, events).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aTaskFromTheLoopRunsBeforeTheCallReturns() throws Exception {
        asHandler(() -> {
            boolean[] ran = new boolean[1];
            executor.execute(() -> ran[0] = events.inEventLoop());
            assertThat(ran[0]).isTrue();
        });
    }

    @Test
    void aTaskNeverRunsInsideAnotherAndTheOrderIsKept() throws Exception {
        List<Integer> order = new ArrayList<>();
        int[] depth = new int[2];
        asHandler(() -> executor.execute(() -> nest(order, depth, 0)));
        assertThat(order).isEqualTo(IntStream.range(0, 31).boxed().toList());
        assertThat(depth[1]).as("greatest depth").isEqualTo(1);
    }

    private void nest(List<Integer> order, int[] depth, int n) {
        depth[1] = Math.max(depth[1], ++depth[0]);
        order.add(n);
        if (2 * n + 2 < 31) {
            executor.execute(() -> nest(order, depth, 2 * n + 1));
            executor.execute(() -> nest(order, depth, 2 * n + 2));
        }
        depth[0]--;
    }

    @Test
    void tasksThatKeepEachOtherBusyLetTheLoopRunInBetween() throws Exception {
        List<Integer> at = new ArrayList<>();
        int[] ran = new int[1];
        CountDownLatch done = new CountDownLatch(1);
        asHandler(() -> {
            events.execute(() -> at.add(ran[0]));
            executor.execute(new Runnable() {
                @Override
                public void run() {
                    if (++ran[0] < 1000) {
                        executor.execute(this);
                    } else {
                        done.countDown();
                    }
                }
            });
            assertThat(ran[0]).as("tasks before the handler went on").isBetween(200, 300);
        });
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(at).singleElement().satisfies(count -> assertThat(count).isBetween(200, 300));
    }

    @Test
    void aTaskThatComesWhileABurstIsInterruptedWaitsItsTurn() throws Exception {
        List<String> order = new ArrayList<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        asHandler(() -> {
            executor.execute(() -> {
                for (int i = 0; i < 400; i++) {
                    executor.execute(() -> order.add("old"));
                }
            });
            assertThat(order).hasSizeBetween(200, 300);
            executor.execute(() -> {
                order.add("new");
                last.complete(null);
            });
            assertThat(order).doesNotContain("new");
        });
        last.get(20, TimeUnit.SECONDS);
        assertThat(order).hasSize(401).last().isEqualTo("new");
    }

    @Test
    void whatATaskThrowsStopsNeitherTheOthersNorTheLoop() throws Exception {
        List<String> ran = new ArrayList<>();
        asHandler(() -> {
            executor.execute(() -> {
                executor.execute(() -> ran.add("after exception"));
                throw new IllegalStateException("bug");
            });
            executor.execute(() -> {
                executor.execute(() -> ran.add("after error"));
                throw new AssertionError("bug");
            });
            executor.execute(() -> ran.add("later"));
        });
        assertThat(ran).containsExactly("after exception", "after error", "later");
    }

    @Test
    void tasksFromOtherThreadsRunOnTheLoopInTheirOrder() throws Exception {
        ConcurrentLinkedQueue<int[]> ran = new ConcurrentLinkedQueue<>();
        int threads = 4;
        int each = 2000;
        CountDownLatch done = new CountDownLatch(threads * each);
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            callers.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int[] task = {thread, i};
                    executor.execute(() -> {
                        assertThat(events.inEventLoop()).isTrue();
                        ran.add(task);
                        done.countDown();
                    });
                }
            }));
        }
        callers.forEach(Thread::start);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        int[] next = new int[threads];
        for (int[] task : ran) {
            assertThat(task[1]).isEqualTo(next[task[0]]++);
        }
    }

    @Test
    void aDispatcherThatShutsDownLeavesTheLoopAlone() throws Exception {
        executor.shutdown();
        assertThat(executor.shutdownNow()).isEmpty();
        assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isShutdown()).isFalse();
        assertThat(executor.isTerminated()).isFalse();
        CompletableFuture<Void> ran = new CompletableFuture<>();
        executor.execute(() -> ran.complete(null));
        ran.get(20, TimeUnit.SECONDS);
    }
}
