package callgateway.call;

import callgateway.omni.OmniEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the agent says besides audio: written down, and passed on where something is to be done. Belongs to the call. */
final class AgentWords {
    /** How services name an end that comes from a limit of theirs, and not from the conversation. */
    private static final Pattern LIMIT =
            Pattern.compile("limit|max|duration|expir|ttl|timeout|maintenance|restart|drain");

    private final CallDiary diary;
    private final Wishes wishes;
    private final Transcription transcription;

    AgentWords(CallDiary diary, Wishes wishes) {
        this.diary = diary;
        this.wishes = wishes;
        this.transcription = new Transcription((speaker, text) -> diary.note(new CallEvent.Said(speaker, text)));
    }

    /** What an agent may ask of its call. */
    interface Wishes {
        /** Hang up once what was said has been heard. */
        void endCall();

        /** The session is over, perhaps only because of a limit of its service. */
        void sessionOver(boolean becauseOfALimit);

        /** The session is about to end, perhaps only because of a limit of its service. */
        void sessionEnding(boolean becauseOfALimit);

        /** A human is to go on. */
        void transfer(OmniEvent.TransferToHuman wish);

        /** A tool is to be run. */
        void runTool(OmniEvent.ToolCall call);

        /** Something of the session's is wrong. */
        void complains(String what);
    }

    void take(OmniEvent event) {
        if (event instanceof OmniEvent.Transcript transcript) {
            transcription.take(transcript);
        } else if (event instanceof OmniEvent.AssistantInterrupted interrupted) {
            transcription.over();
            diary.note(new CallEvent.Corrected(interrupted.reply()));
        } else if (event instanceof OmniEvent.ToolCall call) {
            wishes.runTool(call);
        } else if (event instanceof OmniEvent.SendDtmf send) {
            diary.note(new CallEvent.TonesPlayed(send.digits().length()));
        } else if (event instanceof OmniEvent.PlayHold hold) {
            diary.note(new CallEvent.Held(hold.duration()));
        } else if (event instanceof OmniEvent.Collect collect) {
            diary.note(new CallEvent.Collecting(collect.field(), collect.byKeys()));
        } else if (event instanceof OmniEvent.TransferToHuman wish) {
            wishes.transfer(wish);
        } else {
            ofTheSession(event);
        }
    }

    private void ofTheSession(OmniEvent event) {
        if (event instanceof OmniEvent.EndCall end) {
            note("end_call", end.reason());
            wishes.endCall();
        } else if (event instanceof OmniEvent.SessionEnd end) {
            note("session_end", end.reason());
            wishes.sessionOver(isLimit(end.reason()));
        } else if (event instanceof OmniEvent.SessionEnding ending) {
            note("session_ending", ending.reason());
            wishes.sessionEnding(isLimit(ending.reason()));
        } else if (event instanceof OmniEvent.IdlePrompt) {
            note("idle_prompt", null);
        } else if (event instanceof OmniEvent.ErrorEvent error) {
            complaint("error", error.code(), error.message());
        } else if (event instanceof OmniEvent.Warning warning) {
            complaint("warning", warning.code(), warning.message());
        }
    }

    /** The caller spoke over the agent. */
    void interrupted(Duration heard) {
        transcription.over();
        diary.note(new CallEvent.Interrupted(heard));
    }

    /** Nobody goes on with what was begun to be said. */
    void over() {
        transcription.over();
    }

    private void complaint(String kind, @Nullable String code, @Nullable String message) {
        String what = (code == null ? "" : code) + (message == null ? "" : (code == null ? "" : ": ") + message);
        note(kind, what);
        wishes.complains(kind + " " + what);
    }

    private void note(String what, @Nullable String detail) {
        diary.note(new CallEvent.AgentNote(what, detail));
    }

    private static boolean isLimit(@Nullable String reason) {
        return reason != null && LIMIT.matcher(reason.toLowerCase(Locale.ROOT)).find();
    }
}
