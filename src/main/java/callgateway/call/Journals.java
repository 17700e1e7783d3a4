package callgateway.call;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Two journals that are told the same. An admitted call waits for the first one alone.
 *
 * @param first keeps
 * @param second is told, too
 */
public record Journals(CallJournal first, CallJournal second) implements CallJournal {
    @Override
    public CompletionStage<Void> admitted(CallId id, String pool, Instant came, Instant at) {
        second.admitted(id, pool, came, at);
        return first.admitted(id, pool, came, at);
    }

    @Override
    public void refused(CallId id, String pool, String why, Instant came, Instant at) {
        first.refused(id, pool, why, came, at);
        second.refused(id, pool, why, came, at);
    }

    @Override
    public void abandoned(CallId id, String pool, Instant came, Instant at) {
        first.abandoned(id, pool, came, at);
        second.abandoned(id, pool, came, at);
    }

    @Override
    public void happened(String callSid, CallStory.Moment moment) {
        first.happened(callSid, moment);
        second.happened(callSid, moment);
    }

    @Override
    public void webhook(String callSid, String path, Instant began, Instant ended) {
        first.webhook(callSid, path, began, ended);
        second.webhook(callSid, path, began, ended);
    }

    @Override
    public void over(String callSid, Instant at) {
        first.over(callSid, at);
        second.over(callSid, at);
    }
}
