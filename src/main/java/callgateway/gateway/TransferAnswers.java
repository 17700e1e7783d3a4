package callgateway.gateway;

import callgateway.call.CallId;
import callgateway.call.TransferAttempt;
import callgateway.routing.TransferTarget;
import callgateway.routing.Transfers;
import callgateway.twilio.DialSpec;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.Twiml;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The TwiML of handing callers over; all its addresses are absolute, so that it also may be sent to Twilio unasked. */
final class TransferAnswers {
    /** In addresses: whose caller it is. */
    static final String POOL = "pool";
    /** In addresses: which time the caller is handed over, from 1. */
    static final String NUMBER = "n";
    /** In addresses: the caller's call, which is another one than the human's. */
    static final String CALL = "call";
    /** In addresses: the human was asked to press a key. */
    static final String PRESSED = "pressed";

    private static final String WHISPER = "/voice/whisper";
    private static final Duration PRESS_WITHIN = Duration.ofSeconds(5);
    private static final Pattern CALLER_ID = Pattern.compile("\\+[1-9][0-9]{6,14}");

    private final PublicOrigin origin;

    TransferAnswers(PublicOrigin origin) {
        this.origin = origin;
    }

    /** The address of a path for callers of this pool, whatever number they have called. */
    static String inPool(String path, String pool) {
        return path + (path.contains("?") ? "&" : "?") + POOL + "=" + pool;
    }

    /**
     * A human is dialled.
     *
     * @param attempt to a number or a SIP address
     */
    String dial(CallId id, String pool, Transfers how, TransferAttempt attempt) {
        String target = attempt.target() instanceof TransferTarget.Sip sip
                ? sip.uri()
                : ((TransferTarget.Phone) attempt.target()).number();
        String action = VoiceAnswers.TRANSFER + "?" + NUMBER + "=" + attempt.number();
        boolean silent = how.whisper(attempt.reason()).isEmpty();
        return Twiml.dial(new DialSpec(
                origin.http(inPool(action, pool)),
                target,
                how.timeout(),
                true,
                callerId(id, how),
                silent ? null : origin.http(inPool(WHISPER + "?" + CALL + "=" + id.callSid(), pool))));
    }

    /** Null is Twilio's own choice: whoever calls. */
    private static @Nullable String callerId(CallId id, Transfers how) {
        boolean ours = how.callerId() == Transfers.CallerId.CALLED
                && CALLER_ID.matcher(id.ours()).matches();
        return ours ? id.ours() : null;
    }

    /** What the human hears before they are connected. */
    String whisper(String callSid, String pool, Transfers how, @Nullable String language, @Nullable String reason) {
        String text = how.whisper(reason);
        if (text.isEmpty()) {
            return Twiml.empty();
        }
        String spoken = Twiml.spokenLanguage(language);
        String action = WHISPER + "?" + CALL + "=" + callSid + "&" + PRESSED + "=1";
        return how.screen()
                ? Twiml.screen(text, spoken, origin.http(inPool(action, pool)), PRESS_WITHIN)
                : Twiml.whisper(text, spoken);
    }

    String hangUp() {
        return Twiml.hangUp();
    }
}
