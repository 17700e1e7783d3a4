package callgateway.recording;

import callgateway.routing.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is known of one recording: of one stream of a phone call.
 *
 * @param callSid the phone call
 * @param file the name of its file, without a folder
 * @param pool whose call it was
 * @param format how it is written
 * @param consentSaid whether callers were told by us, and not elsewhere
 * @param startedAt when it begins
 * @param keepUntil when it is deleted
 * @param length how long it is
 * @param bytes how long its file is
 * @param paused what is silent because nothing was to be recorded, at most 500 spans
 * @param pausedMs all of that
 * @param droppedMs what is silent because it found no room, or came too late
 * @param end why it ended
 */
public record RecordingPart(
        String callSid,
        String file,
        String pool,
        Recording.Format format,
        boolean consentSaid,
        Instant startedAt,
        Instant keepUntil,
        Duration length,
        long bytes,
        List<PausedSpan> paused,
        long pausedMs,
        long droppedMs,
        RecordingEnd end) {
    /** Keeps copies. */
    public RecordingPart {
        paused = List.copyOf(paused);
    }

    /** Before it has begun; the end of a process that dies now. */
    static RecordingPart begun(TapeOrder order, String file, Instant startedAt) {
        return new RecordingPart(
                order.callSid(),
                file,
                order.pool(),
                order.wanted().format(),
                order.wanted().asksConsent(),
                startedAt,
                startedAt.plus(order.wanted().keepFor()),
                Duration.ZERO,
                0,
                List.of(),
                0,
                0,
                RecordingEnd.PROCESS_DIED);
    }

    RecordingPart ended(Duration newLength, long newBytes, Tape.Ended how, RecordingEnd why) {
        return new RecordingPart(
                callSid,
                file,
                pool,
                format,
                consentSaid,
                startedAt,
                keepUntil,
                newLength,
                newBytes,
                how.paused(),
                how.pausedMs(),
                how.droppedMs(),
                why);
    }

    /** Of a process that died: as long as its file is. */
    RecordingPart repaired(Duration newLength, long newBytes) {
        return new RecordingPart(
                callSid,
                file,
                pool,
                format,
                consentSaid,
                startedAt,
                keepUntil,
                newLength,
                newBytes,
                paused,
                pausedMs,
                droppedMs,
                RecordingEnd.PROCESS_DIED);
    }
}
