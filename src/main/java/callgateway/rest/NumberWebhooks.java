package callgateway.rest;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an account's phone number does with a call (Twilio docs: phone-numbers/api/incomingphonenumber-resource).
 *
 * @param number such as {@code +15550100}
 * @param voice whether it can be called at all
 * @param voiceUrl asked what to do with a call; empty when there is none
 * @param voiceMethod GET or POST
 * @param fallbackUrl asked when that fails; empty when there is none
 * @param statusCallback told when the call is over; empty when nobody is
 * @param applicationSid a TwiML App, whose URLs win over these; null when there is none
 * @param trunkSid a SIP trunk, which takes the calls without asking; null when there is none
 */
public record NumberWebhooks(
        String number,
        boolean voice,
        String voiceUrl,
        String voiceMethod,
        String fallbackUrl,
        String statusCallback,
        @Nullable String applicationSid,
        @Nullable String trunkSid) {
    private static final Set<String> BIN_HOSTS = Set.of("handler.twilio.com", "demo.twilio.com");

    /** Whether a document at Twilio answers its calls: a TwiML Bin, or the demo that a new number comes with. */
    public boolean answeredByTwilio() {
        return BIN_HOSTS.stream().anyMatch(host -> voiceUrl.contains("//" + host + "/"));
    }
}
