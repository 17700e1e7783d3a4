package callgateway.call;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where it is kept what becomes of phone calls, for when they are over and when this process is no more. Called on webhooks'
 * threads and on the registry's: nothing here may block.
 */
public interface CallJournal {
    /** Keeps nothing. */
    CallJournal NONE = new CallJournal() {
        @Override
        public CompletionStage<Void> admitted(CallId id, String pool, Instant came, Instant at) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void refused(CallId id, String pool, String why, Instant came, Instant at) {}

        @Override
        public void abandoned(CallId id, String pool, Instant came, Instant at) {}

        @Override
        public void happened(String callSid, CallStory.Moment moment) {}

        @Override
        public void over(String callSid, Instant at) {}
    };

    /**
     * A call has a slot, for the first time or once more.
     *
     * @param pool the pool that takes it
     * @param came when the caller came, before any waiting
     * @param at now
     * @return done as soon as that outlives this process, or cannot be made to; in any case within a short while
     */
    CompletionStage<Void> admitted(CallId id, String pool, Instant came, Instant at);

    /** A call gets no agent. */
    void refused(CallId id, String pool, String why, Instant came, Instant at);

    /** A caller hung up before an agent was free; may be said more than once, and of calls that were admitted before. */
    void abandoned(CallId id, String pool, Instant came, Instant at);

    /**
     * A webhook about a call was answered.
     *
     * @param path where it was asked
     */
    default void webhook(String callSid, String path, Instant began, Instant ended) {}

    /** Something has happened in a call. */
    void happened(String callSid, CallStory.Moment moment);

    /** The phone call is over, or nothing more is expected of it; may be said more than once, and of calls never admitted. */
    void over(String callSid, Instant at);
}
