package callgateway.twilio;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Connect;
import com.twilio.twiml.voice.Dial;
import com.twilio.twiml.voice.Enqueue;
import com.twilio.twiml.voice.Gather;
import com.twilio.twiml.voice.Hangup;
import com.twilio.twiml.voice.Leave;
import com.twilio.twiml.voice.Parameter;
import com.twilio.twiml.voice.Pause;
import com.twilio.twiml.voice.Play;
import com.twilio.twiml.voice.Record;
import com.twilio.twiml.voice.Redirect;
import com.twilio.twiml.voice.Reject;
import com.twilio.twiml.voice.Sip;
import com.twilio.twiml.voice.Stream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The documents that tell Twilio what to do with a call, as XML. Each is one decision: nothing follows a
 * {@code <Connect>}, whose {@code action} decides how the call goes on.
 */
public final class Twiml {
    private static final long MAX_RING_SECONDS = 60;
    /** The most a queue can hold (Twilio docs: voice/twiml/enqueue). */
    private static final int MAX_QUEUE = 5000;

    private Twiml() {}

    /**
     * The language to say something in that is written in {@code tag}, such as {@code en-US} for {@code en} or {@code de-DE}
     * for {@code de-AT}; null where Twilio speaks none of its kind, and the account's language has to do.
     */
    public static @Nullable String spokenLanguage(@Nullable String tag) {
        return tag == null ? null : Spoken.nearest(tag).orElse(null);
    }

    /** Answers and connects the caller to a media stream, both ways. */
    public static String connectStream(ConnectStream spec) {
        Stream.Builder stream = new Stream.Builder().url(spec.streamUrl());
        if (spec.statusCallbackUrl() != null) {
            stream.statusCallback(spec.statusCallbackUrl()).statusCallbackMethod(Stream.StatusCallbackMethod.POST);
        }
        spec.parameters()
                .forEach((name, value) -> stream.parameter(
                        new Parameter.Builder().name(name).value(value).build()));
        Connect connect = new Connect.Builder()
                .action(spec.actionUrl()).method(HttpMethod.POST).stream(stream.build())
                        .build();
        return before(spec.before()).connect(connect).build().toXml();
    }

    private static VoiceResponse.Builder before(ConnectStream.@Nullable Before before) {
        VoiceResponse.Builder response = new VoiceResponse.Builder();
        if (before == null) {
            return response;
        }
        return before.say() != null
                ? response.say(Spoken.say(before.say(), before.language()))
                : response.play(new Play.Builder(before.playUrl()).build());
    }

    /** Dials a human. */
    public static String dial(DialSpec spec) {
        Dial.Builder dial = new Dial.Builder()
                .action(spec.actionUrl())
                .method(HttpMethod.POST)
                .timeout((int) spec.timeout().toSeconds())
                .answerOnBridge(spec.answerOnBridge());
        if (spec.callerId() != null) {
            dial.callerId(spec.callerId());
        }
        if (spec.isSip()) {
            Sip.Builder sip = new Sip.Builder(spec.number());
            dial.sip((spec.whisperUrl() == null
                            ? sip
                            : sip.url(spec.whisperUrl()).method(HttpMethod.POST))
                    .build());
        } else {
            var number = new com.twilio.twiml.voice.Number.Builder(spec.number());
            dial.number((spec.whisperUrl() == null
                            ? number
                            : number.url(spec.whisperUrl()).method(HttpMethod.POST))
                    .build());
        }
        return new VoiceResponse.Builder().dial(dial.build()).build().toXml();
    }

    /**
     * What a dialled human hears before they are connected; an answer to the {@code url} of a dialled number only.
     *
     * @param language such as {@code en-GB}; null for the account's
     */
    public static String whisper(String text, @Nullable String language) {
        Spoken.require("text", text, language);
        return new VoiceResponse.Builder()
                .say(Spoken.say(text, language))
                .build()
                .toXml();
    }

    /**
     * As {@link #whisper}, and asks for a key; who presses none is hung up on.
     *
     * @param actionUrl absolute; told the key
     * @param within how long they may take, after the text: 1 to 60 seconds
     */
    public static String screen(String text, @Nullable String language, String actionUrl, Duration within) {
        Spoken.require("text", text, language);
        requireAbsolute("action", actionUrl);
        if (within.toSeconds() < 1 || within.toSeconds() > MAX_RING_SECONDS) {
            throw new IllegalArgumentException(
                    "within: " + within + " (expected: 1 to " + MAX_RING_SECONDS + " seconds)");
        }
        Gather gather = new Gather.Builder()
                .action(actionUrl)
                .method(HttpMethod.POST)
                .numDigits(1)
                .timeout((int) within.toSeconds())
                .say(Spoken.say(text, language))
                .build();
        return new VoiceResponse.Builder()
                .gather(gather)
                .hangup(new Hangup.Builder().build())
                .build()
                .toXml();
    }

    /** Answers, says a sentence and hangs up. */
    public static String sayAndHangUp(String text) {
        Spoken.require("text", text, null);
        return new VoiceResponse.Builder()
                .say(Spoken.say(text, null))
                .hangup(new Hangup.Builder().build())
                .build()
                .toXml();
    }

    public static String hangUp() {
        return new VoiceResponse.Builder()
                .hangup(new Hangup.Builder().build())
                .build()
                .toXml();
    }

    /** Puts the caller into a queue; answers the call. */
    public static String enqueue(EnqueueSpec spec) {
        Enqueue enqueue = new Enqueue.Builder(spec.queueName())
                .action(spec.actionUrl())
                .method(HttpMethod.POST)
                .waitUrl(spec.waitUrl())
                .waitUrlMethod(HttpMethod.POST)
                // Without it Twilio takes 100 callers; how many may wait is decided here.
                .maxQueueSize(MAX_QUEUE)
                .build();
        return new VoiceResponse.Builder().enqueue(enqueue).build().toXml();
    }

    /** Lets a caller in a queue wait on; an answer to the {@code waitUrl} only. */
    public static String waiting(WaitingSpec spec) {
        VoiceResponse.Builder response = new VoiceResponse.Builder();
        if (spec.say() != null) {
            response.say(Spoken.say(spec.say(), spec.language()));
        }
        return response.play(new Play.Builder(spec.playUrl()).build()).build().toXml();
    }

    /** Takes a caller out of the queue, to its {@code action}; an answer to the {@code waitUrl} only. */
    public static String leave() {
        return new VoiceResponse.Builder()
                .leave(new Leave.Builder().build())
                .build()
                .toXml();
    }

    /** Takes a message and hangs up if there is none; answers the call. */
    public static String record(RecordSpec spec) {
        Record record = new Record.Builder()
                .action(spec.actionUrl())
                .method(HttpMethod.POST)
                .maxLength((int) spec.maxLength().toSeconds())
                .playBeep(spec.playBeep())
                .transcribe(false)
                .build();
        return new VoiceResponse.Builder()
                .say(Spoken.say(spec.prompt(), spec.language()))
                .record(record)
                .hangup(new Hangup.Builder().build())
                .build()
                .toXml();
    }

    /**
     * Lets an unanswered call ring on and asks again. A call that has been told nothing else stays unanswered and costs
     * nothing, but carriers give up after a minute or two of ringing.
     *
     * @param pause 1 to 60 seconds, in whole seconds
     * @param redirectUrl absolute
     */
    public static String ringAgain(Duration pause, String redirectUrl) {
        if (pause.toSeconds() < 1 || pause.toSeconds() > MAX_RING_SECONDS) {
            throw new IllegalArgumentException(
                    "pause: " + pause + " (expected: 1 to " + MAX_RING_SECONDS + " seconds)");
        }
        requireAbsolute("redirect", redirectUrl);
        return new VoiceResponse.Builder()
                .pause(new Pause.Builder().length((int) pause.toSeconds()).build())
                .redirect(redirect(redirectUrl))
                .build()
                .toXml();
    }

    /**
     * Answers, says a sentence and asks again.
     *
     * @param language such as {@code en-GB}; null for the account's
     * @param redirectUrl absolute
     */
    public static String sayAndRedirect(String text, @Nullable String language, String redirectUrl) {
        Spoken.require("text", text, language);
        requireAbsolute("redirect", redirectUrl);
        return new VoiceResponse.Builder()
                .say(Spoken.say(text, language))
                .redirect(redirect(redirectUrl))
                .build()
                .toXml();
    }

    /** Busy, without answering and without cost; only as the first thing a call is told. */
    public static String rejectBusy() {
        return new VoiceResponse.Builder()
                .reject(new Reject.Builder().reason(Reject.Reason.BUSY).build())
                .build()
                .toXml();
    }

    /** Nothing to do: the answer to a status callback. */
    public static String empty() {
        return new VoiceResponse.Builder().build().toXml();
    }

    private static Redirect redirect(String url) {
        return new Redirect.Builder(url).method(HttpMethod.POST).build();
    }

    static void requireAbsolute(String what, String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(what + ": \"" + url + "\": " + e.getReason(), e);
        }
        throw new IllegalArgumentException(what + ": \"" + url + "\" (expected: an absolute https:// URL)");
    }
}
