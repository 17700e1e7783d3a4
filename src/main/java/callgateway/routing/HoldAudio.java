package callgateway.routing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What waiting callers hear.
 *
 * @param url an absolute http or https address that Twilio can play; null for the piece the gateway serves itself
 */
public record HoldAudio(@Nullable URI url) {
    /** The piece the gateway serves itself, {@link HoldPiece}. */
    public static final HoldAudio DEFAULT = new HoldAudio(null);

    private static final String DEFAULT_WORD = "default";

    /** Refuses what Twilio could not fetch. */
    public HoldAudio {
        if (url != null) {
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
                throw wrong(url.toString());
            }
        }
    }

    /**
     * Reads {@code default} or an address.
     *
     * @throws IllegalArgumentException with a line for the operator
     */
    public static HoldAudio parse(String written) {
        if (written.equals(DEFAULT_WORD)) {
            return DEFAULT;
        }
        try {
            return new HoldAudio(new URI(written));
        } catch (URISyntaxException e) {
            throw wrong(written);
        }
    }

    private static IllegalArgumentException wrong(String written) {
        return new IllegalArgumentException("hold-audio: " + written
                + " (expected: default, or an address such as https://cdn.example.com/hold.mp3)");
    }
}
