package callgateway.operations;

import callgateway.call.CallStory;
import callgateway.call.CallView;
import callgateway.call.CallWatcher;
import callgateway.call.EndReason;
import callgateway.records.MomentJson;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Tells the feed what happens in calls, and remembers which ended last. */
final class CallFeed implements CallWatcher {
    private static final int ENDED = 50;

    private final EventFeed feed;
    private final Deque<ObjectNode> ended = new ArrayDeque<>();

    CallFeed(EventFeed feed) {
        this.feed = feed;
    }

    @Override
    public void happened(String callSid, CallStory.Moment moment) {
        feed.publish("moment", MomentJson.of(moment).put("callSid", callSid));
    }

    @Override
    public void shown(CallView view) {
        feed.publish("call", AccountJson.of(view));
    }

    @Override
    public void gone(String callSid, @Nullable CallView last, EndReason reason) {
        ObjectNode call = last == null ? AdminAnswers.object().put("callSid", callSid) : AccountJson.of(last);
        call.put("state", "over")
                .put("ended", AccountJson.word(reason))
                .put("endedAt", Instant.now().toString());
        synchronized (ended) {
            if (ended.size() == ENDED) {
                ended.removeLast();
            }
            ended.addFirst(call);
        }
        feed.publish("gone", call);
    }

    /** Those that ended last, the latest first. */
    void putEnded(ArrayNode array) {
        synchronized (ended) {
            ended.forEach(array::add);
        }
    }
}
