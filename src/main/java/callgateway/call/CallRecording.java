package callgateway.call;

import callgateway.call.media.CallerAudioOut;
import callgateway.call.media.TapedCaller;
import callgateway.recording.RecordingPart;
import callgateway.recording.Tape;
import callgateway.recording.TapeListener;
import callgateway.recording.TapeOrder;
import callgateway.routing.Recording;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The recording of a call's stream, if its pool wants one. Belongs to the call. */
final class CallRecording {
    /** The prompt for the keys, and the search for the card: then one has not been asked for after all. */
    private static final long KEYS_WANTED_MS = 60_000;

    private final CallPlan plan;
    private final LongSupplier nanos;
    private final @Nullable Tape tape;

    /** What is to become of a recording. */
    enum Wish {
        /** Nothing is to be recorded for now. */
        PAUSE,
        /** It is to go on. */
        RESUME
    }

    private CallRecording(CallPlan plan, @Nullable Tape tape, LongSupplier nanos) {
        this.plan = plan;
        this.tape = tape;
        this.nanos = nanos;
    }

    /** Begins it. Loop thread. */
    static CallRecording begin(CallPlan plan, LongSupplier nanos) {
        Recording wanted = plan.pool().recording();
        Tape tape = wanted.enabled() ? tape(plan, wanted) : null;
        plan.stream().record(tape);
        return new CallRecording(plan, tape, nanos);
    }

    private static @Nullable Tape tape(CallPlan plan, Recording wanted) {
        return plan.recorder()
                .begin(
                        new TapeOrder(plan.id().callSid(), plan.pool().name(), wanted, (int)
                                plan.media().maxLead().toMillis()),
                        new Noted(plan.diary(), plan.calls(), plan.id().callSid()));
    }

    /** Writes down whether there is one. */
    void note() {
        Recording wanted = plan.pool().recording();
        if (wanted.enabled()) {
            plan.diary()
                    .note(
                            tape == null
                                    ? new CallEvent.RecordingRefused()
                                    : new CallEvent.RecordingStarted(wanted.asksConsent()));
        }
    }

    /** Where what the caller hears leaves. */
    CallerAudioOut caller() {
        return tape == null ? plan.stream() : new TapedCaller(plan.stream(), tape, nanos);
    }

    void keyPressed() {
        if (tape != null) {
            tape.keyPressed(nanos.getAsLong());
        }
    }

    /** The agent asks the caller for keys. */
    void keysWanted() {
        if (tape != null) {
            tape.keysWanted(nanos.getAsLong(), KEYS_WANTED_MS);
        }
    }

    /** An operator wants something of it. */
    Calls.Recorded wish(Wish wish) {
        if (tape == null || tape.isOver()) {
            return new Calls.NotRecorded();
        }
        tape.pause(wish == Wish.PAUSE, nanos.getAsLong());
        TapeListener.Pause why = tape.paused(nanos.getAsLong());
        return new Calls.RecordedSo(why == null ? null : word(why));
    }

    void end() {
        plan.stream().record(null);
        if (tape != null) {
            tape.end(nanos.getAsLong());
        }
    }

    private static String word(TapeListener.Pause why) {
        return why.name().toLowerCase(Locale.ROOT);
    }

    /** What becomes of it is written down. The end comes when the call may be no more: the registry hears of it. */
    private record Noted(CallDiary diary, ActorRef<Calls.Command> calls, String callSid) implements TapeListener {
        @Override
        public void paused(Pause why) {
            diary.note(new CallEvent.RecordingPaused(word(why)));
        }

        @Override
        public void resumed() {
            diary.note(new CallEvent.RecordingResumed());
        }

        @Override
        public void ended(RecordingPart part) {
            calls.tell(new Calls.Happened(callSid, ended(part.file(), part)));
        }

        private static CallEvent ended(String file, RecordingPart part) {
            return new CallEvent.RecordingEnded(
                    file,
                    part.length(),
                    part.pausedMs(),
                    part.droppedMs(),
                    part.end().word());
        }
    }
}
