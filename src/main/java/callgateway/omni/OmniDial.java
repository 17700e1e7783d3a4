package callgateway.omni;

import static java.nio.charset.StandardCharsets.UTF_8;

import callgateway.omni.OmniSettings.AuthMode;
import callgateway.omni.OmniSettings.LabelSource;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The upgrade request that opens one session: address, headers, subprotocols. Holds the key, so {@link #uri},
 * {@link #requestTarget}, {@link #headers} and {@link #subprotocols} are not for logs; {@link #redactedUri} and
 * {@link #toString} are.
 *
 * <p>Source: PyAI docs, api-reference/realtime/open-an-omni-voice-agent-session-websocket and authentication.
 */
public final class OmniDial {
    private static final String VERSION_PATH = "/v1";
    private static final String ENDPOINT = "/omni";
    private static final String HIDDEN = "***";

    private final OmniSettings settings;
    private final boolean secure;
    private final String address;
    private final String query;

    private OmniDial(OmniSettings settings, String label) {
        URI base = settings.baseUri();
        String scheme = base.getScheme().toLowerCase(Locale.ROOT);
        this.settings = settings;
        this.secure = scheme.equals("https") || scheme.equals("wss");
        this.address = (secure ? "wss://" : "ws://") + authority(base) + path(base.getRawPath());
        this.query = query(settings, label);
    }

    /**
     * The request for one session.
     *
     * @param sessionLabel see {@link OmniSettings#sessionLabel}; 1..256 printable ASCII characters, else
     *     {@link IllegalArgumentException}
     */
    public static OmniDial of(OmniSettings settings, String sessionLabel) {
        return new OmniDial(settings, OmniSettings.requireLabel("session-label", sessionLabel));
    }

    /** The whole address, {@code ws} or {@code wss}; holds the key when it goes in the query. */
    public URI uri() {
        return URI.create(address + "?" + query + keyInQuery(settings.apiKey()));
    }

    /** The address without the key. */
    public String redactedUri() {
        return address + "?" + query + keyInQuery(HIDDEN);
    }

    public boolean isSecure() {
        return secure;
    }

    /** Host name or address to connect to; IPv6 without brackets. */
    public String host() {
        String host = settings.baseUri().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public int port() {
        int port = settings.baseUri().getPort();
        return port >= 0 ? port : secure ? 443 : 80;
    }

    /** For the {@code Host} header: the port only when it is not the scheme's own. */
    public String authority() {
        return authority(settings.baseUri());
    }

    /** Path and query, as they stand in the request line. */
    public String requestTarget() {
        URI uri = uri();
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    /** Headers besides those of every WebSocket upgrade. */
    public List<Map.Entry<String, String>> headers() {
        return switch (settings.authMode()) {
            case HEADER -> List.of(Map.entry("Authorization", "Bearer " + settings.apiKey()));
            case API_KEY_HEADER -> List.of(Map.entry("x-api-key", settings.apiKey()));
            case QUERY, SUBPROTOCOL -> List.of();
        };
    }

    /** Subprotocols to offer, in order; empty for none. The service may select one of them or none at all. */
    public List<String> subprotocols() {
        return settings.authMode() == AuthMode.SUBPROTOCOL
                ? List.of("pyai.v1", "pyai-key." + settings.apiKey())
                : List.of();
    }

    @Override
    public String toString() {
        return "OmniDial[" + redactedUri() + ", auth=" + settings.authMode() + "]";
    }

    private static String authority(URI base) {
        return base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
    }

    /** Operators write the host alone, the versioned API root, or the whole endpoint. */
    private static String path(String written) {
        String path = written;
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.endsWith(VERSION_PATH + ENDPOINT)) {
            return path;
        }
        return path.endsWith(VERSION_PATH) ? path + ENDPOINT : path + VERSION_PATH + ENDPOINT;
    }

    private static String query(OmniSettings settings, String label) {
        List<String> parameters = new ArrayList<>();
        parameters.add("format=" + Wire.PCM16);
        parameters.add("rate=" + settings.inputRateHz());
        // Always sent: without it the service may fall back to another key lookup and close at once.
        parameters.add("session_label=" + encode(label));
        String agent = settings.agentId();
        if (agent != null && settings.labelSource() == LabelSource.CALL) {
            parameters.add(Wire.Field.AGENT_ID + "=" + encode(agent));
        }
        return String.join("&", parameters);
    }

    private String keyInQuery(String key) {
        return settings.authMode() == AuthMode.QUERY ? "&api_key=" + encode(key) : "";
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
