package callgateway.records;

import callgateway.tools.ToolEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is told of calls.
 *
 * @param url https; http only on this machine
 * @param secrets keys of the signature, each at least 16 characters; more than one while they are rotated
 * @param types which events; empty for all
 * @param timeout for one attempt, 100 ms to 60 s
 * @param firstRetry pause after the first failure; each further one is twice as long, up to {@code longestRetry}
 * @param giveUpAfter age at which an event becomes a dead letter
 * @param maxInFlight requests at once, 1 to 256
 * @param keepDelivered how long delivered events can be looked at
 */
public record EventSettings(
        URI url,
        List<String> secrets,
        Set<String> types,
        Duration timeout,
        Duration firstRetry,
        Duration longestRetry,
        Duration giveUpAfter,
        int maxInFlight,
        Duration keepDelivered) {
    private static final int SHORTEST_SECRET = 16;

    /** Holds the ranges; messages begin with the setting's name. */
    public EventSettings {
        if (!ToolEndpoint.isSafe(url)) {
            throw new IllegalArgumentException("url: " + url.getScheme() + "://" + url.getHost()
                    + " (expected: https:// and a host, without user or #; http:// only with localhost or 127.0.0.1)");
        }
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty() || secrets.stream().anyMatch(secret -> secret.length() < SHORTEST_SECRET)) {
            throw new IllegalArgumentException("secret: " + (secrets.isEmpty() ? "not set" : "too short")
                    + " (expected: at least " + SHORTEST_SECRET + " characters, such as from: openssl rand -hex 32)");
        }
        types = Set.copyOf(types);
        for (String type : new TreeSet<>(types)) {
            if (!Notices.TYPES.contains(type)) {
                throw new IllegalArgumentException(
                        "types: " + type + " (expected: some of " + String.join(", ", Notices.TYPES) + ")");
            }
        }
        if (timeout.toMillis() < 100 || timeout.toSeconds() > 60) {
            throw new IllegalArgumentException("timeout: " + timeout.toMillis() + " ms (expected: 100..60000 ms)");
        }
        if (firstRetry.toMillis() < 1 || firstRetry.compareTo(longestRetry) > 0) {
            throw new IllegalArgumentException(
                    "first-retry: " + firstRetry.toMillis() + " ms (expected: at least 1 ms, at most longest-retry)");
        }
        if (giveUpAfter.compareTo(longestRetry) < 0) {
            throw new IllegalArgumentException(
                    "give-up-after: " + giveUpAfter.toSeconds() + " s (expected: at least longest-retry)");
        }
        if (maxInFlight < 1 || maxInFlight > 256) {
            throw new IllegalArgumentException("max-in-flight: " + maxInFlight + " (expected: 1..256)");
        }
        if (keepDelivered.isNegative()) {
            throw new IllegalArgumentException("keep-delivered: negative (expected: 0 or more)");
        }
    }

    boolean wants(String type) {
        return types.isEmpty() || types.contains(type);
    }

    /** Without the secrets, and without the path, which may hold one. */
    @Override
    public String toString() {
        return "EventSettings[" + url.getScheme() + "://" + url.getRawAuthority() + "]";
    }
}
