package callgateway.operations;

import callgateway.logging.CallLog;
import callgateway.twilio.Sid;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;

/** Who changed what: a line of the logger {@code callgateway.audit} each, and the latest for whoever asks. Any thread. */
final class AuditLog {
    private static final CallLog LOG = new CallLog(LoggerFactory.getLogger("callgateway.audit"));
    private static final int MOST = 500;

    private final EventFeed feed;
    private final Deque<ObjectNode> changes = new ArrayDeque<>();

    AuditLog(EventFeed feed) {
        this.feed = feed;
    }

    /**
     * A change was made, or refused.
     *
     * @param who how the operator was known
     * @param status the answer's
     */
    void note(String who, Change change, int status) {
        String action = change.action();
        if (action == null) {
            return;
        }
        ObjectNode entry = AdminAnswers.object();
        entry.put("at", Instant.now().toString());
        entry.put("who", who);
        entry.put("action", action);
        entry.put("target", change.target());
        entry.set("before", change.before());
        entry.set("after", change.after());
        entry.put("status", status);
        entry.put("result", status < 300 ? "done" : status < 500 ? "refused" : "failed");
        LOG.info(Sid.isCallSid(String.valueOf(change.target())) ? change.target() : null, "{}", entry);
        synchronized (changes) {
            if (changes.size() == MOST) {
                changes.removeLast();
            }
            changes.addFirst(entry);
        }
        feed.publish("change", entry);
    }

    /** The latest, the newest first. */
    ObjectNode latest() {
        ObjectNode body = AdminAnswers.object();
        ArrayNode array = body.putArray("changes");
        synchronized (changes) {
            changes.forEach(array::add);
        }
        return body;
    }
}
