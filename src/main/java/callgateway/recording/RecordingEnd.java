package callgateway.recording;

import java.util.Locale;

/** Why a recording has ended, or did not begin. */
public enum RecordingEnd {
    /** The call's stream is over. */
    CALL_ENDED,
    /** There is less room on the disk than there has to be. */
    DISK_FULL,
    /** The disk has taken nothing for so long that it was not worth while. */
    DISK_SLOW,
    /** The file could not be written. */
    WRITE_FAILED,
    /** It is as long as a WAV file can be. */
    TOO_LONG,
    /** The process that wrote it is no more; what had reached the disk is there. */
    PROCESS_DIED;

    /** How it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
