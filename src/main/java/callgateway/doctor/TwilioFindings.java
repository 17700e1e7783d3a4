package callgateway.doctor;

import callgateway.rest.AccountApi;

/** What to say when Twilio's REST API does not answer what was asked. */
final class TwilioFindings {
    private TwilioFindings() {}

    static Finding unreachable(WebAnswer.Silence silence) {
        return Finding.wrong(
                "Twilio's REST API cannot be asked: " + silence.why(),
                "Let this machine connect to api.twilio.com:443; TWILIO_API_BASE should not be set, or be your region's.");
    }

    static Finding unexpected(WebAnswer.Reply reply) {
        String found = "Twilio's REST API answers " + reply.status() + AccountApi.refusal(reply.body());
        return reply.status() == 429
                ? Finding.warning(found, "Too many requests of this account right now: try again in a minute.")
                : Finding.wrong(found, "See status.twilio.com, and whether TWILIO_API_BASE is Twilio's.");
    }
}
