package callgateway.doctor;

import callgateway.omni.KeyAccount;
import callgateway.omni.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Whether Omni knows the key, and what it may do: {@code GET /v1/me}. */
final class OmniKeyCheck implements Check {
    private final SetUp setUp;

    OmniKeyCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        WebAnswer answer = setUp.me.get();
        if (answer instanceof WebAnswer.Silence silence) {
            return List.of(OmniFindings.unreachable("Omni cannot be asked about the key: " + silence.why()));
        }
        WebAnswer.Reply reply = (WebAnswer.Reply) answer;
        if (!reply.isOk()) {
            List<Map.Entry<String, String>> headers = List.of();
            return List.of(OmniFindings.refused(
                    Refusal.ofHttp(reply.status(), headers, reply.body(), Instant.now()), setUp.settings.omni()));
        }
        KeyAccount account = KeyAccount.read(reply.body());
        return List.of(
                account == null
                        ? Finding.wrong(
                                "GET /v1/me is answered with something that is not Omni's",
                                "PYAI_BASE_URL should be https://api.pyai.com, or not be set.")
                        : judge(account));
    }

    private static Finding judge(KeyAccount account) {
        if (!account.inactive().isEmpty()) {
            return Finding.wrong(
                    "Omni knows the key: " + String.join(", ", account.inactive()),
                    "Settle in PyAI's console why it is not active, or use another key.");
        }
        if (account.lacksSessions()) {
            return Finding.wrong(
                    "the key's scopes are " + String.join(", ", account.scopes()),
                    "The key lacks the omni:session scope (4403): make one that has it, and set PYAI_API_KEY to it.");
        }
        String plan = account.plan() == null ? "" : ", plan " + account.plan();
        return Finding.ok("Omni knows the key" + plan
                + (account.scopes().isEmpty() ? "; it does not say its scopes" : ", with the scope omni:session"));
    }
}
