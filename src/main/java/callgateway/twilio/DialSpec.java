package callgateway.twilio;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code <Dial>} of a human needs to know (Twilio docs: voice/twiml/dial).
 *
 * @param actionUrl absolute; requested when the dialled leg has ended or was never answered
 * @param number whom to dial, such as {@code +14155550123} or {@code sip:desk@pbx.example.com}
 * @param timeout how long it may ring: 1 to 600 seconds, in whole seconds
 * @param answerOnBridge whether the caller's leg keeps ringing until the human answers
 * @param callerId what the human sees; null for the caller's own
 * @param whisperUrl absolute; what the human hears before they are connected; null for nothing
 */
public record DialSpec(
        String actionUrl,
        String number,
        Duration timeout,
        boolean answerOnBridge,
        @Nullable String callerId,
        @Nullable String whisperUrl) {
    private static final long MAX_TIMEOUT_SECONDS = 600;

    public DialSpec {
        Twiml.requireAbsolute("action", actionUrl);
        if (whisperUrl != null) {
            Twiml.requireAbsolute("whisper", whisperUrl);
        }
        if (number.isBlank()) {
            throw new IllegalArgumentException("number: empty (expected: a phone number)");
        }
        if (timeout.toSeconds() < 1 || timeout.toSeconds() > MAX_TIMEOUT_SECONDS) {
            throw new IllegalArgumentException(
                    "timeout: " + timeout + " (expected: 1 to " + MAX_TIMEOUT_SECONDS + " seconds)");
        }
    }

    /** Without a whisper. */
    public DialSpec(
            String actionUrl, String number, Duration timeout, boolean answerOnBridge, @Nullable String callerId) {
        this(actionUrl, number, timeout, answerOnBridge, callerId, null);
    }

    /** Whether it is a SIP address rather than a number. */
    boolean isSip() {
        return number.startsWith("sip:") || number.startsWith("sips:");
    }

    /** With numbers masked. */
    @Override
    public String toString() {
        return "DialSpec[" + actionUrl + ", " + PhoneNumber.mask(number) + ", " + timeout + "]";
    }
}
