package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Actors and streams on the dispatcher of a loop. */
final class LoopDispatcherTest {
    private record Where(CompletableFuture<Thread> answer) {}

    private static Behavior<Where> teller() {
        return Behaviors.receiveMessage(where -> {
            where.answer.complete(Thread.currentThread());
            return Behaviors.same();
        });
    }

    private static Thread threadOf(Loop loop) {
        return CompletableFuture.supplyAsync(Thread::currentThread, loop::execute)
                .join();
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void anActorRunsOnTheThreadOfItsLoop(IoKind kind) throws Exception {
        try (Loops loops = Loops.start(kind, 2)) {
            ActorTestKit kit = ActorTestKit.create(loops.dispatchers().withFallback(ConfigFactory.load()));
            try {
                for (Loop loop : loops.all()) {
                    ActorRef<Where> actor = kit.spawn(teller(), DispatcherSelector.fromConfig(loop.dispatcher()));
                    CompletableFuture<Thread> fromOutside = new CompletableFuture<>();
                    actor.tell(new Where(fromOutside));
                    assertThat(fromOutside.get(20, TimeUnit.SECONDS)).isSameAs(threadOf(loop));

                    // Told on its own loop, it has answered before tell returns.
                    CompletableFuture<Boolean> atOnce = CompletableFuture.supplyAsync(
                            () -> {
                                CompletableFuture<Thread> answer = new CompletableFuture<>();
                                actor.tell(new Where(answer));
                                return answer.isDone();
                            },
                            loop.events());
                    assertThat(atOnce.get(20, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aStreamRunsOnTheThreadOfItsLoop(IoKind kind) throws Exception {
        try (Loops loops = Loops.start(kind, 2)) {
            ActorTestKit kit = ActorTestKit.create(loops.dispatchers().withFallback(ConfigFactory.load()));
            try {
                for (Loop loop : loops.all()) {
                    var threads = ConcurrentHashMap.<Thread>newKeySet();
                    CompletionStage<List<Integer>> all = Source.range(0, 999)
                            .map(i -> {
                                threads.add(Thread.currentThread());
                                return i;
                            })
                            .toMat(Sink.seq(), Keep.right())
                            .withAttributes(ActorAttributes.dispatcher(loop.dispatcher()))
                            .run(kit.system());
                    assertThat(all.toCompletableFuture().get(20, TimeUnit.SECONDS))
                            .isEqualTo(IntStream.range(0, 1000).boxed().toList());
                    assertThat(threads).containsExactly(threadOf(loop));
                }
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aStreamMayBeStartedOnTheLoopItself(IoKind kind) throws Exception {
        try (Loops loops = Loops.start(kind, 1)) {
            ActorTestKit kit = ActorTestKit.create(loops.dispatchers().withFallback(ConfigFactory.load()));
            try {
                Loop loop = loops.all().get(0);
                for (int i = 0; i < 50; i++) {
                    CompletionStage<CompletionStage<Integer>> started = CompletableFuture.supplyAsync(
                            () -> Source.range(1, 100)
                                    .toMat(Sink.fold(0, Integer::sum), Keep.right())
                                    .withAttributes(ActorAttributes.dispatcher(loop.dispatcher()))
                                    .run(kit.system()),
                            loop.events());
                    assertThat(started.thenCompose(sum -> sum)
                                    .toCompletableFuture()
                                    .get(20, TimeUnit.SECONDS))
                            .isEqualTo(5050);
                }
            } finally {
                kit.shutdownTestKit();
            }
        }
    }
}
