package callgateway.omni;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Omni and how to talk to it.
 *
 * @param baseUri http, https, ws or wss; with or without the path of the protocol
 * @param apiKey the secret; never shown by {@link #toString} nor in any message
 * @param agentId a stored agent profile, null for none; see {@link LabelSource}
 * @param inputRateHz rate of caller audio towards Omni: 8000, 16000 or 24000
 * @param dialect how to frame what is sent; what comes is understood in any
 * @param connectTimeout until the upgrade is answered
 * @param helloTimeout from there until the session says hello; only then is it up
 * @param configuredTimeout from configure until its answer
 * @param endingGuard how long an announced end of the session may take
 */
public record OmniSettings(
        URI baseUri,
        String apiKey,
        @Nullable String agentId,
        AuthMode authMode,
        LabelSource labelSource,
        int inputRateHz,
        Dialect dialect,
        ControlKeys controlKeys,
        Duration connectTimeout,
        Duration helloTimeout,
        Duration configuredTimeout,
        Duration endingGuard) {

    /** Where the key goes. */
    public enum AuthMode {
        /** {@code Authorization: Bearer}: stays out of URL logs; the first choice. */
        HEADER,
        /** In the address, where proxies log it. */
        QUERY,
        /** As a WebSocket subprotocol, the browsers' way. */
        SUBPROTOCOL,
        /** {@code x-api-key}: documented for Omni's REST calls only. */
        API_KEY_HEADER
    }

    /**
     * What a session's label is. Omni records it with the call, and a label that equals the id of a stored agent profile
     * selects that profile. A session that follows another of the same label within a second may stay silent.
     */
    public enum LabelSource {
        /** The phone call's id, different for each attempt; the agent id goes along for services that know only that. */
        CALL,
        /** The agent id: selects the stored profile, all its calls share one label. */
        AGENT
    }

    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final Set<Integer> RATES = Set.of(8_000, 16_000, 24_000);
    private static final int MAX_KEY = 512;
    private static final int MAX_LABEL = 256;
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    public OmniSettings {
        requireBaseUri(baseUri);
        requireKey(apiKey, authMode);
        agentId = agentId == null || agentId.isBlank() ? null : requireLabel("agent-id", agentId);
        if (labelSource == LabelSource.AGENT && agentId == null) {
            throw new IllegalArgumentException("label-source: agent (expected: call, unless agent-id is set)");
        }
        if (!RATES.contains(inputRateHz)) {
            throw new IllegalArgumentException("input-rate-hz: " + inputRateHz + " (expected: 8000, 16000 or 24000)");
        }
        requireTimeout("connect-timeout", connectTimeout);
        requireTimeout("hello-timeout", helloTimeout);
        requireTimeout("configured-timeout", configuredTimeout);
        requireTimeout("ending-guard", endingGuard);
    }

    /** The usual settings: key in a header, label per call, 8 kHz, today's dialect. */
    public static OmniSettings of(URI baseUri, String apiKey) {
        return new OmniSettings(
                baseUri,
                apiKey,
                null,
                AuthMode.HEADER,
                LabelSource.CALL,
                8_000,
                Dialect.TAGGED,
                ControlKeys.TYPE_AND_EVENT,
                Duration.ofSeconds(8),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(8));
    }

    /** Reads an address as an operator writes it; throws {@link IllegalArgumentException} with a message for them. */
    public static URI baseUri(String written) {
        try {
            URI uri = new URI(written.strip());
            requireBaseUri(uri);
            return uri;
        } catch (URISyntaxException e) {
            // Not shown, because it may hold a secret where none belongs.
            throw new IllegalArgumentException(
                    "base-uri: no URL at all: " + e.getReason() + " (expected: such as https://api.pyai.com)", e);
        }
    }

    /**
     * The label of one session.
     *
     * @param callId the phone call's id
     * @param attempt 1 for the call's first session, 2 for the next
     */
    public String sessionLabel(String callId, int attempt) {
        if (labelSource == LabelSource.AGENT && agentId != null) {
            return agentId;
        }
        return attempt <= 1 ? callId : callId + "-" + attempt;
    }

    public OmniSettings withAgentId(@Nullable String other) {
        return with(other, authMode, labelSource, inputRateHz, dialect, controlKeys);
    }

    public OmniSettings withAuthMode(AuthMode other) {
        return with(agentId, other, labelSource, inputRateHz, dialect, controlKeys);
    }

    public OmniSettings withLabelSource(LabelSource other) {
        return with(agentId, authMode, other, inputRateHz, dialect, controlKeys);
    }

    public OmniSettings withInputRateHz(int other) {
        return with(agentId, authMode, labelSource, other, dialect, controlKeys);
    }

    public OmniSettings withDialect(Dialect other) {
        return with(agentId, authMode, labelSource, inputRateHz, other, controlKeys);
    }

    public OmniSettings withControlKeys(ControlKeys other) {
        return with(agentId, authMode, labelSource, inputRateHz, dialect, other);
    }

    @Override
    public String toString() {
        return "OmniSettings[baseUri=" + baseUri + ", apiKey=***, agentId=" + agentId + ", authMode=" + authMode
                + ", labelSource=" + labelSource + ", inputRateHz=" + inputRateHz + ", dialect=" + dialect
                + ", controlKeys=" + controlKeys + ", connectTimeout=" + connectTimeout + ", helloTimeout="
                + helloTimeout + ", configuredTimeout=" + configuredTimeout + ", endingGuard=" + endingGuard + "]";
    }

    /** Answers the label, or throws if it would not survive as a header value and a recorded label. */
    static String requireLabel(String setting, String label) {
        if (label.isBlank() || label.length() > MAX_LABEL) {
            throw new IllegalArgumentException(
                    setting + ": " + label.length() + " characters (expected: 1 to " + MAX_LABEL + ")");
        }
        if (!label.equals(label.strip()) || !label.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(setting + ": \"" + Text.clean(label, MAX_LABEL)
                    + "\" (expected: printable ASCII without a space at either end)");
        }
        return label;
    }

    private static void requireBaseUri(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("base-uri: " + scheme + "://" + uri.getHost()
                    + " with credentials, a query or a fragment (expected: none; the key has its own setting)");
        }
        if (!SCHEMES.contains(scheme) || uri.getHost() == null) {
            // user:password@host without a scheme parses as something else entirely.
            String shown = uri.toString().contains("@") ? "***" : uri.toString();
            throw new IllegalArgumentException(
                    "base-uri: " + shown + " (expected: an http, https, ws or wss URL such as https://api.pyai.com)");
        }
    }

    private static void requireKey(String key, AuthMode mode) {
        if (key.isBlank() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException(
                    "api-key: " + key.length() + " characters (expected: 1 to " + MAX_KEY + ", not blank)");
        }
        if (!key.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "api-key: holds a space or a character that is not ASCII (expected: the key alone)");
        }
        if (mode == AuthMode.SUBPROTOCOL && !key.chars().allMatch(OmniSettings::isTokenChar)) {
            throw new IllegalArgumentException("api-key: holds a character that a subprotocol may not"
                    + " (expected: letters, digits and " + TOKEN_PUNCTUATION + ", or another auth-mode)");
        }
    }

    private static boolean isTokenChar(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    private static void requireTimeout(String setting, Duration value) {
        if (value.compareTo(MIN_TIMEOUT) < 0 || value.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(setting + ": " + value.toMillis() + " ms (expected: "
                    + MIN_TIMEOUT.toMillis() + " to " + MAX_TIMEOUT.toMillis() + " ms)");
        }
    }

    private OmniSettings with(
            @Nullable String agent, AuthMode auth, LabelSource label, int rateHz, Dialect speak, ControlKeys keys) {
        return new OmniSettings(
                baseUri,
                apiKey,
                agent,
                auth,
                label,
                rateHz,
                speak,
                keys,
                connectTimeout,
                helloTimeout,
                configuredTimeout,
                endingGuard);
    }
}
