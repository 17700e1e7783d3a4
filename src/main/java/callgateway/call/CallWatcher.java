package callgateway.call;

import org.jspecify.annotations.Nullable;

/** Told what happens in calls, on the registry's thread; must not block. */
public interface CallWatcher {
    /** Something has happened in a call. */
    void happened(String callSid, CallStory.Moment moment);

    /** This is what a live call is doing now. */
    void shown(CallView view);

    /**
     * A call's stream, and all that belonged to it, is gone.
     *
     * @param last what it was doing; null when it never said
     * @param reason why it ended
     */
    void gone(String callSid, @Nullable CallView last, EndReason reason);
}
