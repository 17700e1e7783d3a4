package callgateway.recording;

/**
 * A part of a recording that is silent on both channels because nothing was to be recorded.
 *
 * @param fromMs since the beginning of the recording
 * @param toMs likewise; behind the last of it
 * @param why who wanted it
 */
public record PausedSpan(long fromMs, long toMs, TapeListener.Pause why) {}
