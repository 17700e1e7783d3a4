package callgateway.call;

import callgateway.twilio.PhoneNumber;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One phone call in full, live or just over, as an operator sees it.
 *
 * @param callSid the carrier's id of it
 * @param pool the pool that took it first
 * @param from the caller, masked
 * @param to the number called, masked
 * @param begun when it was first announced
 * @param live what its stream is doing; null when it has none
 * @param ended why its last stream ended; null while there is one, or before the first
 * @param moments what has happened, oldest first
 * @param forgotten how many more moments there were
 */
public record CallAccount(
        String callSid,
        String pool,
        String from,
        String to,
        Instant begun,
        @Nullable CallView live,
        @Nullable EndReason ended,
        List<CallStory.Moment> moments,
        int forgotten) {
    static CallAccount of(CallStory story, @Nullable CallView live, @Nullable EndReason ended) {
        Collection<CallStory.Moment> moments = story.moments();
        CallId id = story.id();
        return new CallAccount(
                id.callSid(),
                story.pool(),
                PhoneNumber.mask(id.from()),
                PhoneNumber.mask(id.to()),
                story.begun(),
                live,
                ended,
                List.copyOf(moments),
                story.forgotten());
    }
}
