package callgateway.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All who want to know what happens in calls. Belongs to the registry. */
final class CallWatchers {
    private final List<CallWatcher> all = new ArrayList<>();

    void add(CallWatcher one) {
        all.add(one);
    }

    void happened(String callSid, CallStory.@Nullable Moment moment) {
        if (moment != null) {
            all.forEach(one -> one.happened(callSid, moment));
        }
    }

    void shown(CallView view) {
        all.forEach(one -> one.shown(view));
    }

    void gone(String callSid, @Nullable CallView last, EndReason reason) {
        all.forEach(one -> one.gone(callSid, last, reason));
    }
}
