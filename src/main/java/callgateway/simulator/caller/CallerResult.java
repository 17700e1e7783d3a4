package callgateway.simulator.caller;

import callgateway.audio.MuLaw;
import callgateway.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a simulated call.
 *
 * @param originNanos {@link System#nanoTime()} of the beginning, which is 0 ms of every time here and the first sample of
 *     both tracks
 * @param problem what went wrong from the caller's point of view, one line; null if the script ran to its end
 * @param verbs every TwiML verb that was begun, in order; the first {@code Connect} among them is the first stream
 * @param played when there was audio of the gateway's to be played, in order of time
 * @param callerMu what the caller said, mu-law at 8 kHz
 * @param heardMu what the caller heard of the agent, as long as {@code callerMu}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copies of minutes of audio would be waste
public record CallerResult(
        String callSid,
        long originNanos,
        Ending ending,
        @Nullable String problem,
        List<CallerEvent> events,
        List<Turn> turns,
        List<BargeIn> bargeIns,
        List<Complaint> complaints,
        List<Verb> verbs,
        Stats stats,
        List<Span> played,
        byte[] callerMu,
        byte[] heardMu) {

    private static final Set<CallerEvent.Kind> EXPERIENCE = EnumSet.of(
            CallerEvent.Kind.VERB,
            CallerEvent.Kind.ANSWERED,
            CallerEvent.Kind.QUEUED,
            CallerEvent.Kind.LEFT_QUEUE,
            CallerEvent.Kind.DIALLED,
            CallerEvent.Kind.RECORDED,
            CallerEvent.Kind.GAVE_UP,
            CallerEvent.Kind.APPLICATION_ERROR,
            CallerEvent.Kind.STREAM_STARTED,
            CallerEvent.Kind.STREAM_ENDED,
            CallerEvent.Kind.STREAM_FAILED,
            CallerEvent.Kind.CALL_ENDED);

    /**
     * A time in which Twilio's playback had something to play, without a break.
     *
     * @param fromMs the first sample
     * @param toMs behind the last sample
     */
    public record Span(double fromMs, double toMs) {}

    /** How the call ended. */
    public enum Ending {
        /** The first webhook brought no TwiML: an application error for the caller. */
        WEBHOOK_FAILED,
        /** TwiML, but without a stream: refused, sent elsewhere or told to wait. */
        NO_STREAM,
        /** The upgrade failed. */
        STREAM_FAILED,
        GATEWAY_ENDED,
        CALLER_HUNG_UP,
        /** The caller's patience was at its end, ringing or in a queue. */
        GAVE_UP,
        CALLER_VANISHED
    }

    /**
     * Numbers of a call.
     *
     * @param framesSkipped not sent because this machine stood still for a second or more
     * @param worstLateMs by how much the latest frame missed its time: large values say that the simulator is at fault
     * @param longestQueueMs most agent audio that waited to be played
     * @param droppedMs agent audio beyond ten minutes
     * @param gaps how often the agent's audio ran dry for less than 200 ms
     */
    public record Stats(
            long framesSent,
            long framesSkipped,
            double worstLateMs,
            long mediaReceived,
            double heardMs,
            double longestQueueMs,
            double droppedMs,
            int gaps,
            double gapMs) {}

    public boolean isGood() {
        return problem == null && complaints.isEmpty();
    }

    /** What the caller went through, in order of time: verbs, queues, streams and their ends; no turns of a conversation. */
    public List<CallerEvent> experience() {
        return events.stream()
                .filter(event -> EXPERIENCE.contains(event.kind()))
                .toList();
    }

    /** What Twilio could not go on with, each as {@code code text}; empty for a gateway that answers as it must. */
    public List<String> applicationErrors() {
        return events.stream()
                .filter(event -> event.kind() == CallerEvent.Kind.APPLICATION_ERROR)
                .map(CallerEvent::detail)
                .toList();
    }

    /** Whether a verb of this name was begun. */
    public boolean met(String verb) {
        return verbs.stream().anyMatch(begun -> begun.name().equals(verb));
    }

    /** The verbs begun after the first stream had ended. */
    public List<Verb> verbsAfterStream() {
        for (int i = 0; i < verbs.size(); i++) {
            if (verbs.get(i).name().equals("Connect")) {
                return verbs.subList(i + 1, verbs.size());
            }
        }
        return List.of();
    }

    /**
     * What was played of the old answer after each interruption.
     *
     * @param flushNanos when the agent flushed, by {@link System#nanoTime()}, in order
     */
    public List<PlayedAfterFlush> playedAfterFlushes(List<Long> flushNanos) {
        return PlayedAfterFlush.of(
                flushNanos.stream().map(nanos -> (nanos - originNanos) / 1e6).toList(),
                events.stream()
                        .filter(event -> event.kind() == CallerEvent.Kind.CLEAR)
                        .map(CallerEvent::atMs)
                        .toList(),
                played);
    }

    /** The time of the first event of this kind; NaN if there was none. */
    public double firstMs(CallerEvent.Kind kind) {
        return events.stream()
                .filter(event -> event.kind() == kind)
                .mapToDouble(CallerEvent::atMs)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Writes both tracks as 16-bit stereo at 8 kHz: the caller on the left, what was heard on the right. */
    public void writeWav(Path path) throws IOException {
        byte[] left = new byte[2 * callerMu.length];
        byte[] right = new byte[2 * heardMu.length];
        MuLaw.decode(callerMu, 0, callerMu.length, left, 0);
        MuLaw.decode(heardMu, 0, heardMu.length, right, 0);
        try (WavWriter wav = WavWriter.create(path, MuLaw.RATE_HZ, 2)) {
            wav.writeStereo(left, 0, right, 0, callerMu.length);
        }
    }
}
