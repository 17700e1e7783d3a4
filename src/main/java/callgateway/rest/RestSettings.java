package callgateway.rest;

import callgateway.twilio.Sid;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/**
 * How Twilio's REST API is used.
 *
 * @param apiBase where it is, scheme and host, and perhaps a port and the beginning of a path
 * @param accountSid whose calls they are
 * @param user the account, or an API key of it
 * @param secret the account's Auth Token, or the API key's secret
 * @param threads requests at once; a call is never placed on the last of them
 * @param queue requests that may wait for a thread or their next attempt
 * @param connectTimeout how long the connection and its TLS may take, each
 * @param answerTimeout how long the answer may take altogether
 * @param attempts how often a request is made at the most
 * @param giveUpAfter no attempt begins later than this after the request
 * @param ringFor how long the phone of a call that is placed rings
 */
public record RestSettings(
        URI apiBase,
        String accountSid,
        String user,
        String secret,
        int threads,
        int queue,
        Duration connectTimeout,
        Duration answerTimeout,
        int attempts,
        Duration giveUpAfter,
        Duration ringFor) {

    /** Holds the ranges. */
    public RestSettings {
        String scheme = apiBase.getScheme() == null ? "" : apiBase.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http"))
                || apiBase.getHost() == null
                || apiBase.getRawUserInfo() != null
                || apiBase.getRawQuery() != null
                || apiBase.getRawFragment() != null) {
            throw noBase();
        }
        if (!Sid.isAccountSid(accountSid)) {
            throw new IllegalArgumentException("account-sid: " + accountSid + " (expected: AC and 32 hex digits)");
        }
        if (user.isEmpty() || secret.isEmpty()) {
            throw new IllegalArgumentException("the user and the secret of the REST API may not be empty");
        }
        between("threads", threads, 1, 64);
        between("queue", queue, 1, 10_000);
        between("attempts", attempts, 1, 10);
        between("connect-timeout", connectTimeout, Duration.ofMillis(50), Duration.ofSeconds(30));
        between("answer-timeout", answerTimeout, Duration.ofMillis(50), Duration.ofSeconds(60));
        between("give-up-after", giveUpAfter, Duration.ofMillis(50), Duration.ofMinutes(2));
        between("ring-for", ringFor, Duration.ofSeconds(5), Duration.ofSeconds(600));
    }

    /**
     * Reads where the API is.
     *
     * @throws IllegalArgumentException if it is no URL
     */
    public static URI base(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw noBase();
        }
    }

    /** Says nothing of what was found: a URL may hold a password. */
    private static IllegalArgumentException noBase() {
        return new IllegalArgumentException(
                "api-base: is none (expected: https:// and a host, such as https://api.twilio.com)");
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value.toMillis() + " ms (expected: " + least.toMillis()
                    + ".." + most.toMillis() + " ms)");
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RestSettings[" + apiBase + ", " + accountSid + ", as " + user + "]";
    }
}
