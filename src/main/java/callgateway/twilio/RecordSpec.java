package callgateway.twilio;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code <Record>} of a caller's message needs to know (Twilio docs: voice/twiml/record). Nothing is transcribed.
 *
 * @param actionUrl absolute; requested when the message has ended, with {@code RecordingUrl} and {@code RecordingDuration};
 *     not requested for a silent one, after which the next verb is done
 * @param maxLength of the message: 1 second to one hour, in whole seconds
 * @param playBeep whether a tone says that it begins
 * @param prompt said before
 * @param language of the prompt, such as {@code en-GB}; null for the account's
 */
public record RecordSpec(
        String actionUrl,
        Duration maxLength,
        boolean playBeep,
        String prompt,
        @Nullable String language) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public RecordSpec {
        Twiml.requireAbsolute("action", actionUrl);
        if (maxLength.toSeconds() < 1 || maxLength.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "maxLength: " + maxLength + " (expected: 1 to " + LONGEST.toSeconds() + " seconds)");
        }
        Spoken.require("prompt", prompt, language);
    }
}
