package callgateway.twilio;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Twilio reaches us from outside: scheme, host and perhaps port, as configured and never as a request claims.
 *
 * <p>The one place that makes URLs for Twilio, so that those we hand out and those we check signatures over are the same.
 */
public final class PublicOrigin {
    private static final Pattern FORM = Pattern.compile("(https?)://([a-z0-9.-]+|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");

    /** In addresses of webhooks: which node has the call. */
    public static final String HOME = "at";

    private static final String WEBHOOKS = "/voice";

    /**
     * Asks Twilio to try up to three times more what broke, each on a connection of its own, which leads to another node if
     * this one is dead: once is not enough while whatever is in front still sends new connections to a dead node. All our
     * webhooks may be said again. Not part of what Twilio signs (Twilio docs: usage/webhooks/webhooks-connection-overrides).
     */
    static final String AGAIN = "#rc=3&rp=all";

    private final String http;
    private final String webSocket;
    private final String port;
    /** Empty when no node is named. */
    private final String home;

    private PublicOrigin(String http, String port, String home) {
        this.http = http;
        this.port = port;
        this.home = home;
        webSocket = "ws" + http.substring("http".length());
    }

    /**
     * Reads an operator's setting.
     *
     * @param origin such as {@code https://gw.example}; a slash at its end and capitals are forgiven
     * @throws IllegalArgumentException if it is not an origin
     */
    public static PublicOrigin parse(String origin) {
        String lower = origin.strip().toLowerCase(Locale.ROOT);
        String trimmed = lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
        Matcher form = FORM.matcher(trimmed);
        if (!form.matches()) {
            throw new IllegalArgumentException("public origin: \"" + origin
                    + "\" (expected: https:// and a host, without a path, such as https://gw.example)");
        }
        return new PublicOrigin(trimmed, form.group(3) == null ? "" : form.group(3), "");
    }

    /** The same, whose webhooks and sockets name the node that has the call; fit for URLs as it is. */
    public PublicOrigin withHome(String node) {
        return new PublicOrigin(http, port, node);
    }

    /** Whether a node is named. */
    public boolean hasHome() {
        return !home.isEmpty();
    }

    /** The URL of a webhook; {@code path} begins with a slash, and the URL is whole: nothing may be put behind it. */
    public String http(String path) {
        if (home.isEmpty() || !path.startsWith(WEBHOOKS)) {
            return http + path;
        }
        return http + path + (path.indexOf('?') < 0 ? '?' : '&') + HOME + '=' + home + AGAIN;
    }

    /** The URL of a WebSocket: {@code wss} where webhooks are {@code https}; the node, if one is named, ends the path. */
    public String webSocket(String path) {
        return home.isEmpty() ? webSocket + path : webSocket + path + '/' + home;
    }

    /** Whether a port is named; Twilio then may sign URLs without it. */
    boolean hasPort() {
        return !port.isEmpty();
    }

    PublicOrigin withoutPort() {
        return new PublicOrigin(http.substring(0, http.length() - port.length()), "", home);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicOrigin origin && origin.http.equals(http) && origin.home.equals(home);
    }

    @Override
    public int hashCode() {
        return http.hashCode();
    }

    @Override
    public String toString() {
        return http;
    }
}
