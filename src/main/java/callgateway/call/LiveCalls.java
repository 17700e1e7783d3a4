package callgateway.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The calls that have their stream, by CallSid: of two streams of the same call the later one. */
final class LiveCalls {
    private final Map<String, Live> live = new HashMap<>();

    /** A call with its stream. */
    static final class Live {
        final ActorRef<CallCommand> call;
        final TwilioStream stream;

        @Nullable
        CallView view;

        /** Why it ends, once it has said so. */
        @Nullable
        EndReason ended;

        /** Whether the carrier says the phone call itself is over. */
        boolean phoneOver;

        /** Whether the caller has been asked to come with another stream, for which the slot is kept. */
        boolean comesBack;

        Live(ActorRef<CallCommand> call, TwilioStream stream) {
            this.call = call;
            this.stream = stream;
        }
    }

    /** Returns the one before, which carries nobody any more. */
    @Nullable
    Live put(String callSid, Live one) {
        return live.put(callSid, one);
    }

    @Nullable
    Live get(String callSid) {
        return live.get(callSid);
    }

    /** The call if this is its actor; null for an earlier one's. */
    @Nullable
    Live get(String callSid, ActorRef<CallCommand> call) {
        Live one = live.get(callSid);
        return one != null && one.call.equals(call) ? one : null;
    }

    boolean has(String callSid) {
        return live.containsKey(callSid);
    }

    void remove(String callSid) {
        live.remove(callSid);
    }

    boolean isEmpty() {
        return live.isEmpty();
    }

    Set<String> callSids() {
        return live.keySet();
    }

    Collection<Live> all() {
        return live.values();
    }

    List<CallView> views() {
        List<CallView> views = new ArrayList<>(live.size());
        for (Live one : live.values()) {
            if (one.view != null) {
                views.add(one.view);
            }
        }
        return List.copyOf(views);
    }
}
