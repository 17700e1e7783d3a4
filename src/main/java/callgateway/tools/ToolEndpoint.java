package callgateway.tools;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Where a tool is. Comes from the operator's configuration alone: nothing that an agent says becomes part of an address.
 *
 * @param url https; http only on this machine
 * @param secrets keys of the signature, each at least 16 characters; more than one while they are rotated
 * @param timeout from the agent's call to the outcome, everything included; at most 4.8 s, since Omni gives up after 5
 * @param maxResponseBytes the longest answer that is read
 * @param idempotent whether a second time does no harm
 * @param caller how the caller's number is sent
 */
public record ToolEndpoint(
        URI url,
        List<String> secrets,
        Duration timeout,
        int maxResponseBytes,
        boolean idempotent,
        CallerNumber caller) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(4800);
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int SHORTEST_SECRET = 16;

    /** How much of the caller's number an endpoint is told. */
    public enum CallerNumber {
        /** The last four digits. */
        MASKED,
        /** As the carrier sent it. */
        FULL,
        /** Not at all. */
        NONE
    }

    /** Holds the ranges; messages begin with the setting's name. */
    public ToolEndpoint {
        if (!isSafe(url)) {
            throw noUrl(url.getScheme() + "://" + url.getHost());
        }
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty() || secrets.stream().anyMatch(secret -> secret.length() < SHORTEST_SECRET)) {
            throw new IllegalArgumentException("secret: " + (secrets.isEmpty() ? "not set" : "too short")
                    + " (expected: at least " + SHORTEST_SECRET + " characters, such as from: openssl rand -hex 32)");
        }
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout.toMillis() + " ms (expected: "
                    + SHORTEST.toMillis() + ".." + LONGEST.toMillis() + " ms, Omni gives up after 5 s)");
        }
        if (maxResponseBytes < 1 || maxResponseBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "max-response: " + maxResponseBytes + " bytes (expected: 1.." + MOST_BYTES + ")");
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat it, since it may hold a password
     */
    public static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw noUrl("no address");
        }
    }

    /** The same elsewhere, or of another kind. */
    public ToolEndpoint with(URI otherUrl, boolean otherIdempotent) {
        return new ToolEndpoint(otherUrl, secrets, timeout, maxResponseBytes, otherIdempotent, caller);
    }

    /** Scheme, host and port: what is shared with other tools when it is slow. */
    String origin() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /** Whether something personal may be sent there: encrypted, or on this machine; and nothing secret is in it. */
    public static boolean isSafe(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost();
        if (host == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return false;
        }
        boolean here =
                host.equalsIgnoreCase("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("[::1]");
        return scheme.equals("https") || (scheme.equals("http") && here);
    }

    private static IllegalArgumentException noUrl(String what) {
        return new IllegalArgumentException("url: " + what
                + " (expected: https:// and a host, without user or #; http:// only with localhost or 127.0.0.1)");
    }

    /** Without the secrets, and without the path, which may hold one. */
    @Override
    public String toString() {
        return "ToolEndpoint[" + origin() + (idempotent ? ", idempotent]" : "]");
    }
}
