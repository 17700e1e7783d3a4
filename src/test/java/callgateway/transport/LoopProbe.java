package callgateway.transport;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What tests of other packages may know of a loop. */
public final class LoopProbe {
    private static final Duration SOON = Duration.ofSeconds(10);

    private LoopProbe() {}

    /** How many works run every tick. */
    public static int ticking(Loop loop) {
        CompletableFuture<Integer> size = new CompletableFuture<>();
        loop.after(Duration.ZERO, () -> size.complete(works(loop).size()));
        return size.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static Collection<?> works(Loop loop) {
        try {
            Field ticking = Loop.class.getDeclaredField("ticking");
            ticking.setAccessible(true);
            return (Collection<?>) ticking.get(loop);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the loop keeps its ticks elsewhere", e);
        }
    }
}
