package callgateway.demo;

import callgateway.demo.Moment.Kind;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.omni.OmniSessionEvent;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one story of what both ends saw, and says how long each thing took. Told in order of time, as far as that is known
 * when it is told live. Belongs to one thread.
 */
final class Storyline {
    private final Map<String, String> callerWords;
    private double askedMs = Double.NaN;
    private double streamMs = Double.NaN;
    private double openedMs = Double.NaN;
    private double callerBeganMs = Double.NaN;
    private double flushMs = Double.NaN;
    private boolean agentHeard;
    private boolean bothSpeak;
    private double keyMs = Double.NaN;
    private double cueMs = Double.NaN;
    private String cue = "";
    private String agentWords = "";

    Storyline(Conversation conversation) {
        this.callerWords = conversation.callerWords();
    }

    /** What a caller's event means; null if it is of no interest by itself. */
    @Nullable
    Moment tell(CallerEvent event) {
        double at = event.atMs();
        return switch (event.kind()) {
            case WEBHOOK_SENT -> asked(at, event.detail());
            case VERB -> verb(at, event.detail());
            case STREAM_STARTED -> streamStarted(at);
            case CALLER_SPEAKS -> {
                callerBeganMs = at;
                bothSpeak = agentHeard;
                yield Moment.of(at, Who.CALLER, Kind.SPEECH, words(event.detail()));
            }
            case CALLER_QUIET -> {
                cue(at, "the caller's last word");
                yield null;
            }
            case AGENT_SPEAKS -> heard(at);
            case AGENT_QUIET -> agentQuiet(at);
            case KEY -> {
                keyMs = at;
                cue(at, "the key");
                yield Moment.of(at, Who.CALLER, Kind.KEY, "Presses " + event.detail());
            }
            case CLEAR ->
                Moment.of(at, Who.GATEWAY, Kind.CLEAR, "Clears what Twilio still holds: " + event.detail())
                        .since(flushMs, "the flush");
            case STREAM_ENDED -> Moment.of(at, Who.GATEWAY, Kind.STREAM_END, "The media stream has ended");
            case STREAM_FAILED -> trouble(at, Who.GATEWAY, "The media stream failed: " + event.detail());
            case COMPLAINT -> trouble(at, Who.TWILIO, "Would log " + event.detail());
            case CALL_ENDED -> Moment.of(at, Who.CALLER, Kind.CALL, "The call is over");
            case WEBHOOK_ANSWERED,
                    CONNECTED,
                    MARK,
                    ANSWERED,
                    QUEUED,
                    LEFT_QUEUE,
                    DIALLED,
                    WHISPER,
                    REDIRECTED,
                    RECORDED,
                    GAVE_UP,
                    // Told by its complaint.
                    APPLICATION_ERROR -> null;
        };
    }

    /** What an event of the agent's session means, at the call's own time. */
    @Nullable
    Moment tell(OmniSessionEvent.Kind kind, double at, String detail) {
        return switch (kind) {
            case OPENED -> {
                openedMs = at;
                yield Moment.of(at, Who.AGENT, Kind.HELLO, "Session open, says hello")
                        .since(streamMs, "the stream's start");
            }
            case CONFIGURED ->
                Moment.of(at, Who.AGENT, Kind.CONFIGURED, "Configured: persona, greeting, voice")
                        .since(openedMs, "hello");
            case AGENT_SPEAKS -> {
                agentWords = detail;
                yield null;
            }
            case INTERRUPTED -> {
                flushMs = at;
                yield Moment.of(at, Who.AGENT, Kind.FLUSH, "Hears the caller and stops: flush")
                        .since(callerBeganMs, "the caller's first sound");
            }
            case KEY ->
                Moment.of(at, Who.AGENT, Kind.KEY_ARRIVED, "Learns of key " + detail)
                        .since(keyMs, "the key");
            case TOOL_CALL -> Moment.of(at, Who.AGENT, Kind.ACTION, "Calls a tool: " + detail);
            case ACTION -> action(at, detail);
            case MISHAP -> trouble(at, Who.AGENT, "Mishap: " + detail);
            case CLIENT_FAULT -> trouble(at, Who.AGENT, "Was told what it cannot use: " + detail);
            case AGENT_DONE, CALLER_SPEAKS, CALLER_DONE, TOOL_RESULT, CLIENT_ENDING, CLOSED -> null;
        };
    }

    private static Moment action(double at, String what) {
        if (what.startsWith("End")) {
            return Moment.of(at, Who.AGENT, Kind.END_CALL, "Asks the gateway to hang up");
        }
        if (what.startsWith("Transfer")) {
            return Moment.of(at, Who.AGENT, Kind.TRANSFER, "Asks the gateway for a person");
        }
        return Moment.of(at, Who.AGENT, Kind.ACTION, what);
    }

    private Moment asked(double at, String url) {
        boolean first = Double.isNaN(askedMs);
        askedMs = at;
        String path = URI.create(url).getPath();
        return Moment.of(
                at,
                Who.TWILIO,
                Kind.CALL,
                first ? "A call comes in: signed webhook " + path : "Asks what comes next: signed webhook " + path);
    }

    private Moment verb(double at, String name) {
        boolean hangUp = name.equals("Hangup");
        String shown = name.equals("Connect") ? "<Connect><Stream>" : "<" + name + "/>";
        return Moment.of(at, Who.GATEWAY, hangUp ? Kind.HANG_UP : Kind.TWIML, "Answers TwiML: " + shown)
                .since(askedMs, "the webhook");
    }

    private Moment streamStarted(double at) {
        streamMs = at;
        cue(at, "the stream's start");
        return Moment.of(at, Who.TWILIO, Kind.STREAM, "Media stream open: signature and token accepted")
                .since(askedMs, "the webhook");
    }

    private Moment heard(double at) {
        Moment moment = Moment.of(at, Who.AGENT, Kind.SPEECH, agentWords).since(cueMs, cue);
        cueMs = Double.NaN;
        agentHeard = true;
        return moment;
    }

    private @Nullable Moment agentQuiet(double at) {
        agentHeard = false;
        boolean overlapped = bothSpeak;
        bothSpeak = false;
        // Told late, it may be from before the caller began.
        if (!overlapped || at < callerBeganMs) {
            return null;
        }
        return Moment.of(at, Who.CALLER, Kind.SILENCE, "Hears the agent no more")
                .since(callerBeganMs, "the caller's first sound");
    }

    private void cue(double at, String what) {
        cueMs = at;
        cue = what;
    }

    private String words(String line) {
        return callerWords.getOrDefault(line, line);
    }

    private static Moment trouble(double at, Who who, String what) {
        return Moment.of(at, who, Kind.TROUBLE, what);
    }
}
