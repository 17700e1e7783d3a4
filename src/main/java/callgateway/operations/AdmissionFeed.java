package callgateway.operations;

import callgateway.admission.AdmissionMonitor;
import callgateway.admission.Answer;
import callgateway.admission.Capacity;
import callgateway.admission.Expired;
import callgateway.admission.KeyFault;
import callgateway.admission.Knock;
import callgateway.admission.Scope;
import callgateway.admission.Snapshot;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what admission decides, and tells the feed. Everything but {@link #last} is for admission's thread. */
final class AdmissionFeed implements AdmissionMonitor {
    private final AdmissionMonitor counting;
    private final EventFeed feed;
    private final Map<String, Integer> lines = new HashMap<>();
    private volatile @Nullable Capacity last;
    private @Nullable ObjectNode caps;

    AdmissionFeed(AdmissionMonitor counting, EventFeed feed) {
        this.counting = counting;
        this.feed = feed;
    }

    /** Where admission stood at the latest second; null before the first. */
    @Nullable
    Capacity last() {
        return last;
    }

    @Override
    public void admitted(String pool, Duration waited) {
        counting.admitted(pool, waited);
        feed.publish("admitted", AdminAnswers.object().put("pool", pool).put("waitedMs", waited.toMillis()));
    }

    @Override
    public void queued(String pool) {
        counting.queued(pool);
        feed.publish("queued", AdminAnswers.object().put("pool", pool));
    }

    @Override
    public void overflowed(String pool, Answer.Reason reason) {
        counting.overflowed(pool, reason);
        feed.publish("refused", AdminAnswers.object().put("pool", pool).put("reason", AccountJson.word(reason)));
    }

    @Override
    public void abandoned() {
        counting.abandoned();
        feed.publish("abandoned", AdminAnswers.object());
    }

    @Override
    public void expired(Expired.Kind kind) {
        counting.expired(kind);
        feed.publish("expired", AdminAnswers.object().put("reason", AccountJson.word(kind)));
    }

    @Override
    public void turnedAway(Knock.Limit limit) {
        counting.turnedAway(limit);
        feed.publish("turned_away", AdminAnswers.object().put("reason", AccountJson.word(limit)));
    }

    @Override
    public void keyRefused(KeyFault fault) {
        counting.keyRefused(fault);
        feed.publish("key_refused", AdminAnswers.object().put("fix", fault.fix()));
    }

    @Override
    public void keyAccepted() {
        counting.keyAccepted();
        feed.publish("key_accepted", AdminAnswers.object());
    }

    @Override
    public void capacity(Capacity now) {
        counting.capacity(now);
        last = now;
        ObjectNode changed = caps(now);
        if (!changed.equals(caps)) {
            if (caps != null) {
                feed.publish("capacity", CapacityJson.of(now, false));
            }
            caps = changed;
        }
        for (Snapshot.Row row : now.snapshot().scopes()) {
            if (row.scope().kind() == Scope.Kind.POOL) {
                line(row.scope().name(), row.waiting());
            }
        }
    }

    private void line(String pool, int waiting) {
        Integer before = lines.put(pool, waiting);
        if (before == null ? waiting != 0 : before != waiting) {
            feed.publish("line", AdminAnswers.object().put("pool", pool).put("waiting", waiting));
        }
    }

    /** What is changed by somebody, and not by every call. */
    private static ObjectNode caps(Capacity now) {
        ObjectNode caps = AdminAnswers.object();
        caps.put("state", AccountJson.word(now.state())).put("limit", now.planLimit());
        for (Snapshot.Row row : now.snapshot().scopes()) {
            if (row.scope().kind() != Scope.Kind.NUMBER) {
                caps.put(row.scope().toString(), row.cap());
            }
        }
        return caps;
    }
}
