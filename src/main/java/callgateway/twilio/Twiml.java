package callgateway.twilio;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Connect;
import com.twilio.twiml.voice.Dial;
import com.twilio.twiml.voice.Hangup;
import com.twilio.twiml.voice.Parameter;
import com.twilio.twiml.voice.Reject;
import com.twilio.twiml.voice.Say;
import com.twilio.twiml.voice.Stream;

/**
 * The documents that tell Twilio what to do with a call, as XML. Each is one decision: nothing follows a
 * {@code <Connect>}, whose {@code action} decides how the call goes on.
 */
public final class Twiml {
    /** Texts longer than this are refused by some of Twilio's voices. */
    private static final int MAX_SAY_CHARS = 3000;

    private Twiml() {}

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
        return new VoiceResponse.Builder().connect(connect).build().toXml();
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
        dial.number(new com.twilio.twiml.voice.Number.Builder(spec.number()).build());
        return new VoiceResponse.Builder().dial(dial.build()).build().toXml();
    }

    /** Answers, says a sentence and hangs up. */
    public static String sayAndHangUp(String text) {
        if (text.isBlank() || text.length() > MAX_SAY_CHARS) {
            throw new IllegalArgumentException(
                    "text: " + text.length() + " characters (expected: 1 to " + MAX_SAY_CHARS + ")");
        }
        return new VoiceResponse.Builder()
                .say(new Say.Builder(legalInXml(text)).build())
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

    /** Busy, without answering and without cost; only as the first thing a call is told. */
    public static String reject() {
        return new VoiceResponse.Builder()
                .reject(new Reject.Builder().reason(Reject.Reason.BUSY).build())
                .build()
                .toXml();
    }

    /** Nothing to do: the answer to a status callback. */
    public static String empty() {
        return new VoiceResponse.Builder().build().toXml();
    }

    /** XML has no way to write control characters, and one of them would make the whole document an error. */
    private static String legalInXml(String text) {
        StringBuilder legal = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> (c < ' ' && c != '\t' && c != '\n') || (c >= 0xD800 && c < 0xE000) || (c & 0xFFFE) == 0xFFFE
                        ? ' '
                        : c)
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }

    static void requireAbsolute(String what, String url) {
        if (!(url.startsWith("https://") || url.startsWith("http://"))) {
            throw new IllegalArgumentException(what + ": \"" + url + "\" (expected: an absolute https:// URL)");
        }
    }
}
