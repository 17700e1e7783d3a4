package callgateway.doctor;

import callgateway.rest.AccountApi;
import callgateway.rest.RestSettings;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Whether Twilio's REST API takes what the gateway would show it for transfers, hang-ups and calls it places. */
final class RestCredentialsCheck implements Check {
    private final SetUp setUp;

    RestCredentialsCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        RestSettings rest = setUp.settings.twilio().rest();
        if (rest == null) {
            return List.of(Finding.warning(
                    "Twilio's REST API is not used: a call cannot be redirected from outside, nor placed",
                    "Set TWILIO_ACCOUNT_SID; TWILIO_AUTH_TOKEN or an API key (TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET) goes"
                            + " with it."));
        }
        AccountNumbers numbers = setUp.numbers.get();
        if (numbers.answer() instanceof WebAnswer.Silence silence) {
            return List.of(TwilioFindings.unreachable(silence));
        }
        WebAnswer.Reply reply = (WebAnswer.Reply) java.util.Objects.requireNonNull(numbers.answer());
        String as = rest.user().equals(rest.accountSid()) ? "the Auth Token" : "the API key";
        if (reply.status() == 401 || reply.status() == 403 || reply.status() == 404) {
            return List.of(Finding.wrong(
                    "Twilio does not take " + as + " for this account: " + reply.status()
                            + AccountApi.refusal(reply.body()) + "; transfers will do nothing",
                    "Verify TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or that the API key is of this account. (The call itself"
                            + " is named by start.callSid; the gateway sees to that.)"));
        }
        return List.of(
                numbers.readable()
                        ? Finding.ok(
                                "Twilio takes " + as + "; " + numbers.numbers().size() + " numbers can be seen")
                        : TwilioFindings.unexpected(reply));
    }
}
