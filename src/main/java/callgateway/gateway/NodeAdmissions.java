package callgateway.gateway;

import callgateway.admission.Scope;
import callgateway.operations.Admissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

/** Lets calls be placed while this node has room for one more; the webhook of an answered call looks again. */
final class NodeAdmissions implements Admissions {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final IntSupplier live;
    private final int maxCalls;

    NodeAdmissions(IntSupplier live, int maxCalls) {
        this.live = live;
        this.maxCalls = maxCalls;
    }

    @Override
    public CompletionStage<Verdict> mayPlace(String from, String to) {
        return CompletableFuture.completedFuture(
                live.getAsInt() < maxCalls ? new Granted(NothingKept.INSTANCE) : new Full(Scope.NODE, ASK_AGAIN));
    }

    private enum NothingKept implements Place {
        INSTANCE;

        @Override
        public void takenBy(String callSid) {}

        @Override
        public void givenBack() {}
    }
}
