package callgateway.config;

import callgateway.rest.RestSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how Twilio's REST API is used. */
final class RestReader {
    private RestReader() {}

    /** Null without an account, when the API is not used, and when something is wrong. */
    static @Nullable RestSettings read(SettingsReader read, @Nullable String accountSid, List<String> authTokens) {
        if (accountSid != null) {
            return read.section("twilio.rest", () -> settings(read, accountSid, authTokens));
        }
        if (read.optional("twilio.rest.api-key-sid") != null) {
            read.problem(
                    "twilio.rest.api-key-sid",
                    "set, but not the account it belongs to. Set TWILIO_ACCOUNT_SID, or neither");
        }
        return null;
    }

    private static RestSettings settings(SettingsReader read, String accountSid, List<String> authTokens) {
        String keySid = read.optional("twilio.rest.api-key-sid");
        String keySecret = read.optional("twilio.rest.api-key-secret");
        if ((keySid == null) != (keySecret == null)) {
            throw new IllegalArgumentException("api-key-sid and api-key-secret go together: set both or neither");
        }
        // Without a token the rest is looked at all the same.
        String authToken = authTokens.isEmpty() ? "none" : authTokens.get(0);
        return new RestSettings(
                RestSettings.base(read.text("twilio.rest.api-base")),
                accountSid,
                keySid == null ? accountSid : keySid,
                keySecret == null ? authToken : keySecret,
                read.number("twilio.rest.threads"),
                read.number("twilio.rest.queue"),
                read.time("twilio.rest.connect-timeout"),
                read.time("twilio.rest.answer-timeout"),
                read.number("twilio.rest.attempts"),
                read.time("twilio.rest.give-up-after"),
                read.time("twilio.rest.ring-for"));
    }
}
