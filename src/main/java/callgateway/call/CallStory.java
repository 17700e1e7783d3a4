package callgateway.call;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What has happened in one phone call, whatever streams and sessions it has had: this is what outlives them. At the bound
 * the oldest thing that was said, or measured of what was said, is forgotten first. Not safe for use by several threads: the registry has the whole one, a
 * call that goes on a copy.
 */
public final class CallStory {
    private static final int MOST = 400;

    private final CallId id;
    private final String pool;
    private final Instant begun;
    private final Deque<Moment> moments = new ArrayDeque<>();
    private int forgotten;

    CallStory(CallId id, String pool, Instant begun) {
        this.id = id;
        this.pool = pool;
        this.begun = begun;
    }

    /**
     * Something that happened.
     *
     * @param at when, by the wall clock
     * @param event what
     */
    public record Moment(Instant at, CallEvent event) {}

    /** Of a call whose node is gone: that it had an agent and lost it is all that is known. */
    static CallStory unknown(CallId id, String pool) {
        Instant now = Instant.now();
        CallStory story = new CallStory(id, pool, now);
        story.add(new Moment(now, new CallEvent.AgentReady(null, Duration.ZERO)));
        story.add(new Moment(now, new CallEvent.AgentLost(EndReason.GATEWAY_FAILED, "its node is gone", true)));
        story.add(new Moment(now, new CallEvent.Ended(EndReason.GATEWAY_FAILED, "its node is gone")));
        return story;
    }

    /** For a call that goes on. */
    CallStory copy() {
        CallStory copy = new CallStory(id, pool, begun);
        copy.moments.addAll(moments);
        copy.forgotten = forgotten;
        return copy;
    }

    void add(Moment moment) {
        if (moments.size() >= MOST) {
            forgetOne();
        }
        moments.add(moment);
    }

    private void forgetOne() {
        forgotten++;
        for (var oldest = moments.iterator(); oldest.hasNext(); ) {
            CallEvent event = oldest.next().event();
            if (event instanceof CallEvent.Said
                    || event instanceof CallEvent.TurnTaken
                    || event instanceof CallEvent.HeardAfterFlush) {
                oldest.remove();
                return;
            }
        }
        moments.removeFirst();
    }

    /** The phone call. */
    public CallId id() {
        return id;
    }

    /** The pool that took it first. */
    public String pool() {
        return pool;
    }

    /** When it was first announced. */
    public Instant begun() {
        return begun;
    }

    /** What has happened, oldest first. */
    public Collection<Moment> moments() {
        return List.copyOf(moments);
    }

    /** How many moments are not known any more. */
    public int forgotten() {
        return forgotten;
    }

    /** How often something of this kind happened. */
    int count(Predicate<CallEvent> kind) {
        int count = 0;
        for (Moment moment : moments) {
            count += kind.test(moment.event()) ? 1 : 0;
        }
        return count;
    }

    /** How many of its streams were lost without anybody wanting that, or never came. */
    int streamsLost() {
        return count(event -> event instanceof CallEvent.StreamMissing
                || (event instanceof CallEvent.Ended end && end.reason().ending() == EndReason.Ending.RECONNECT));
    }

    /** Whether the stream that was announced last never came. */
    boolean lacksStream() {
        for (Iterator<Moment> latest = moments.descendingIterator(); latest.hasNext(); ) {
            CallEvent event = latest.next().event();
            if (event instanceof CallEvent.StreamMissing || event instanceof CallEvent.StreamStarted) {
                return event instanceof CallEvent.StreamMissing;
            }
        }
        return false;
    }

    /** Whether an agent has talked with this caller before. */
    boolean hadAgent() {
        return count(event -> event instanceof CallEvent.AgentReady) > 0;
    }

    /** What happened, without the times. */
    List<CallEvent> events() {
        List<CallEvent> events = new ArrayList<>(moments.size());
        moments.forEach(moment -> events.add(moment.event()));
        return events;
    }
}
