package callgateway.call;

import callgateway.call.media.SoundLevels;

/** Told how loud calls are, each on its own loop: any thread, several at once; must be quick. */
@FunctionalInterface
public interface LevelSink {
    /** How loud a call has been since it was last asked. */
    void levels(String callSid, SoundLevels levels);
}
