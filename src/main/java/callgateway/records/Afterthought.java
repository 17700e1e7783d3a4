package callgateway.records;

import callgateway.call.CallEvent;
import callgateway.call.CallStory;

/**
 * Something that is heard of a call when its record may have been written to its end: its recording is closed a moment after
 * the call, and deleted weeks later.
 */
record Afterthought(String callSid, CallStory.Moment moment) {
    /** Whether this may come when the call is over. */
    static boolean canBe(CallEvent event) {
        return event instanceof CallEvent.RecordingEnded || event instanceof CallEvent.RecordingDeleted;
    }
}
