package callgateway.recording;

import org.jspecify.annotations.Nullable;

/** Takes calls' sound down. */
public interface Recorder {
    /** Takes nothing down. */
    Recorder NONE = (order, listener) -> null;

    /**
     * Begins a recording. On the call's loop; the disk is not waited for.
     *
     * @return null when nothing can be recorded now, which has been counted
     */
    @Nullable
    Tape begin(TapeOrder order, TapeListener listener);
}
