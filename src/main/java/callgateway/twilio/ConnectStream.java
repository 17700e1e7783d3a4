package callgateway.twilio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code <Connect><Stream>} needs to know (Twilio docs: voice/twiml/stream, voice/twiml/connect).
 *
 * @param actionUrl absolute; requested when the stream has ended, for whatever reason, so that no crash hangs up
 * @param streamUrl {@code wss}, without a query, which Twilio strips or refuses
 * @param parameters sent back in {@code start.customParameters}; each name and value together under 500 characters
 * @param statusCallbackUrl absolute; told when the stream starts, stops or fails
 * @param before what is heard first; null for nothing
 */
public record ConnectStream(
        String actionUrl,
        String streamUrl,
        Map<String, String> parameters,
        @Nullable String statusCallbackUrl,
        @Nullable Before before) {
    private static final int MAX_PARAMETER_CHARS = 499;

    /**
     * What is heard before the stream begins: a text, or else a piece.
     *
     * @param say the text
     * @param language such as {@code en-GB}; null for the account's
     * @param playUrl absolute
     */
    public record Before(
            @Nullable String say,
            @Nullable String language,
            @Nullable String playUrl) {
        /** Either of both. */
        public Before {
            if (say != null) {
                Spoken.require("say", say, language);
            } else {
                Twiml.requireAbsolute("play", playUrl == null ? "" : playUrl);
            }
        }
    }

    /** One that begins at once. */
    public ConnectStream(
            String actionUrl, String streamUrl, Map<String, String> parameters, @Nullable String statusCallbackUrl) {
        this(actionUrl, streamUrl, parameters, statusCallbackUrl, null);
    }

    public ConnectStream {
        Twiml.requireAbsolute("action", actionUrl);
        if (statusCallbackUrl != null) {
            Twiml.requireAbsolute("statusCallback", statusCallbackUrl);
        }
        if (!(streamUrl.startsWith("wss://") || streamUrl.startsWith("ws://")) || streamUrl.contains("?")) {
            throw new IllegalArgumentException(
                    "stream url: \"" + streamUrl + "\" (expected: a wss:// URL without a query)");
        }
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        parameters.forEach((name, value) -> {
            if (name.isEmpty() || name.length() + value.length() > MAX_PARAMETER_CHARS) {
                throw new IllegalArgumentException("parameter \"" + name + "\": " + (name.length() + value.length())
                        + " characters with its value (expected: a name, and at most " + MAX_PARAMETER_CHARS + ")");
            }
        });
    }

    /** Without the parameters' values: one of them is the stream's token. */
    @Override
    public String toString() {
        return "ConnectStream[" + actionUrl + ", " + streamUrl + ", " + parameters.keySet() + ", " + statusCallbackUrl
                + "]";
    }
}
