package callgateway.rest;

import java.net.URI;
import java.time.Duration;

/** Settings that are quick to give up. */
final class RestSettingsForTests {
    static final String ACCOUNT = "AC00000000000000000000000000000001";
    static final String SECRET = "twilio-secret-4714";

    URI base = URI.create("http://127.0.0.1:9");
    String user = ACCOUNT;
    String secret = SECRET;
    int threads = 2;
    int queue = 3;
    Duration answerTimeout = Duration.ofSeconds(5);
    int attempts = 4;
    Duration giveUpAfter = Duration.ofSeconds(10);

    RestSettings settings() {
        return new RestSettings(
                base,
                ACCOUNT,
                user,
                secret,
                threads,
                queue,
                Duration.ofSeconds(2),
                answerTimeout,
                attempts,
                giveUpAfter,
                Duration.ofSeconds(25));
    }
}
