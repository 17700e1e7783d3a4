package callgateway.call;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stories of the phone calls that a node knows of, by CallSid. One that is not needed any more is kept for a while, as
 * its caller may stand in line, or talk to a human, and come back. Belongs to the registry.
 */
final class CallStories {
    private static final long KEPT_NANOS = Duration.ofHours(1).toNanos();
    private static final int MOST = 5_000;

    /** In the order in which they were last needed. */
    private final Map<String, Kept> stories = new LinkedHashMap<>(16, 0.75f, true);

    private final InstantSource clock;
    private final CallJournal journal;

    CallStories(InstantSource clock, CallJournal journal) {
        this.clock = clock;
        this.journal = journal;
    }

    private static final class Kept {
        final CallStory story;
        long untilNanos;

        Kept(CallStory story) {
            this.story = story;
        }
    }

    /** The call is announced, for the first time or once more. */
    void announced(CallId id, String pool, long nowNanos) {
        stories.computeIfAbsent(id.callSid(), sid -> new Kept(new CallStory(id, pool, clock.instant()))).untilNanos =
                nowNanos + KEPT_NANOS;
    }

    /** Another node had the call. */
    void adopt(CallStory story, long nowNanos) {
        Kept kept = new Kept(story);
        kept.untilNanos = nowNanos + KEPT_NANOS;
        stories.put(story.id().callSid(), kept);
    }

    /** Returns what was noted; null when nothing is known of the call. */
    CallStory.@Nullable Moment add(String callSid, CallEvent event) {
        CallStory.Moment moment = new CallStory.Moment(clock.instant(), event);
        journal.happened(callSid, moment);
        Kept kept = stories.get(callSid);
        if (kept == null) {
            return null;
        }
        kept.story.add(moment);
        return moment;
    }

    @Nullable
    CallStory of(String callSid) {
        Kept kept = stories.get(callSid);
        return kept == null ? null : kept.story;
    }

    /** The caller is let go. */
    void letGo(String callSid) {
        journal.over(callSid, clock.instant());
    }

    /** The phone call is over: nobody will come back. */
    void phoneOver(String callSid, long untilNanos) {
        letGo(callSid);
        Kept kept = stories.get(callSid);
        if (kept != null) {
            kept.untilNanos = untilNanos;
        }
    }

    /** Forgets what is too old, or too much, unless it is needed. */
    void sweep(Predicate<String> needed, long nowNanos) {
        int tooMany = stories.size() - MOST;
        for (Iterator<Map.Entry<String, Kept>> all = stories.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Kept> next = all.next();
            boolean old = next.getValue().untilNanos - nowNanos < 0;
            if ((old || tooMany > 0) && !needed.test(next.getKey())) {
                all.remove();
                letGo(next.getKey());
                tooMany--;
            }
        }
    }
}
