package callgateway.doctor;

import callgateway.rest.AccountApi;
import java.util.ArrayList;
import java.util.List;

/** Whether each Auth Token is the account's: with another one no signature of Twilio's would be accepted. */
final class AuthTokenCheck implements Check {
    private static final String FIX =
            "Copy the Auth Token of that account from the Twilio console to TWILIO_AUTH_TOKEN; while"
                    + " it is rotated, both tokens, separated by a comma.";

    private final SetUp setUp;

    AuthTokenCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        AccountApi twilio = setUp.twilio;
        if (twilio == null) {
            return List.of(Finding.warning(
                    "without the account nobody can say whether it is the account's token",
                    "Set TWILIO_ACCOUNT_SID (AC and 32 digits, beside the token in the Twilio console)."));
        }
        List<Finding> findings = new ArrayList<>();
        List<String> tokens = setUp.settings.twilio().authTokens();
        boolean any = false;
        for (int i = 0; i < tokens.size(); i++) {
            WebAnswer answer = setUp.web.get(twilio.account(), List.of(twilio.authorization(tokens.get(i))));
            String which = tokens.size() == 1 ? "the token" : "token " + (i + 1) + " of " + tokens.size();
            Finding finding = judge(which, answer);
            any |= finding.status() == Finding.Status.OK;
            findings.add(finding);
        }
        // One of two is enough while they are rotated.
        boolean enough = any;
        return findings.stream()
                .map(one -> enough && one.status() == Finding.Status.WRONG
                        ? Finding.warning(one.found(), "Remove it from TWILIO_AUTH_TOKEN when the rotation is over.")
                        : one)
                .toList();
    }

    private static Finding judge(String which, WebAnswer answer) {
        if (answer instanceof WebAnswer.Silence silence) {
            return TwilioFindings.unreachable(silence);
        }
        WebAnswer.Reply reply = (WebAnswer.Reply) answer;
        AccountApi.Account account = reply.isOk() ? AccountApi.readAccount(reply.body()) : null;
        if (account == null) {
            return reply.status() == 401 || reply.status() == 403 || reply.status() == 404
                    ? Finding.wrong(
                            which + " is not the account's: Twilio answers " + reply.status()
                                    + AccountApi.refusal(reply.body()),
                            FIX)
                    : TwilioFindings.unexpected(reply);
        }
        if (!account.status().equals("active")) {
            return Finding.wrong(
                    "the account is " + account.status(),
                    "Settle in the Twilio console why the account is not active.");
        }
        return account.trial()
                ? Finding.warning(
                        which
                                + " is the account's, which is on trial: it calls verified numbers only, after a message of"
                                + " Twilio's",
                        "Upgrade the account before real callers call.")
                : Finding.ok(which + " is the account's");
    }
}
