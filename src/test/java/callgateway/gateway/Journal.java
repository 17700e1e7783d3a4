package callgateway.gateway;

import callgateway.call.CallId;
import callgateway.call.CallJournal;
import callgateway.call.CallStory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what webhooks tell it; a test says when a record is kept. */
final class Journal implements CallJournal {
    final List<String> told = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);

    @Override
    public CompletionStage<Void> admitted(CallId id, String pool, Instant came, Instant at) {
        told.add("admitted " + id.callSid() + " " + pool);
        return kept;
    }

    @Override
    public void refused(CallId id, String pool, String why, Instant came, Instant at) {
        told.add("refused " + id.callSid() + " " + pool + " " + why);
    }

    @Override
    public void abandoned(CallId id, String pool, Instant came, Instant at) {
        told.add("abandoned " + id.callSid() + " " + pool);
    }

    @Override
    public void happened(String callSid, CallStory.Moment moment) {}

    @Override
    public void over(String callSid, Instant at) {}
}
