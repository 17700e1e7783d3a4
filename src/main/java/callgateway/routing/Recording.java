package callgateway.routing;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a pool's calls are recorded.
 *
 * @param enabled whether they are at all
 * @param format how they are written
 * @param consent what callers are told before
 * @param keepFor how long recordings are kept, from an hour to ten years
 * @param pauseOnKeys how long after a telephone key nothing is recorded; zero is not to pause. At most ten minutes
 */
public record Recording(boolean enabled, Format format, Consent consent, Duration keepFor, Duration pauseOnKeys) {
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** A pool that records nothing. */
    public static final Recording OFF =
            new Recording(false, Format.MU_LAW, new Consent.Elsewhere(), Duration.ofDays(30), Duration.ofSeconds(10));

    /** How a recording is written: two channels of 8000 Hz in a WAV file. */
    public enum Format {
        /** As it comes: 16 kB a second. */
        MU_LAW,
        /** For whatever reads nothing else: 32 kB a second. */
        PCM16;

        /** {@code mulaw} or {@code pcm16}. */
        public static Format parse(String written) {
            return switch (written.toLowerCase(Locale.ROOT)) {
                case "mulaw" -> MU_LAW;
                case "pcm16" -> PCM16;
                default -> throw new IllegalArgumentException("format: " + written + " (expected: mulaw or pcm16)");
            };
        }

        /** As {@link #parse} takes it. */
        public String word() {
            return this == MU_LAW ? "mulaw" : "pcm16";
        }
    }

    /** How it comes about that callers know. */
    public sealed interface Consent {
        /** They are told this before they are connected. */
        record Said(String text) implements Consent {}

        /** They hear this piece before they are connected. */
        record Played(URI url) implements Consent {}

        /** The operator answers for it. */
        record Elsewhere() implements Consent {}

        /** It has not been said. */
        record Missing() implements Consent {}

        /** A slot is kept for half a minute from the webhook to the stream; a longer line would lose it. */
        int MAX_CHARS = 300;

        /** A text, an http(s) address of audio, or {@code none}. */
        static Consent parse(String written) {
            if (written.isEmpty()) {
                return new Missing();
            }
            if (written.equalsIgnoreCase("none")) {
                return new Elsewhere();
            }
            URI url = url(written);
            if (url != null) {
                return new Played(url);
            }
            if (written.length() > MAX_CHARS) {
                throw new IllegalArgumentException("consent: " + written.length() + " characters (expected: at most "
                        + MAX_CHARS + ", about 20 s of speech)");
            }
            return new Said(written);
        }

        private static @Nullable URI url(String written) {
            if (!written.startsWith("http://") && !written.startsWith("https://")) {
                return null;
            }
            try {
                URI url = new URI(written);
                return url.getHost() == null ? null : url;
            } catch (URISyntaxException e) {
                return null;
            }
        }
    }

    /** Refuses what nobody can mean; messages begin with the setting's name. */
    public Recording {
        if (enabled && consent instanceof Consent.Missing) {
            throw new IllegalArgumentException("consent: empty, but recording is on (expected: what callers are told"
                    + " before, or none where they have consented elsewhere)");
        }
        if (keepFor.compareTo(SHORTEST) < 0 || keepFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("keep-for: " + keepFor.toSeconds() + " s (expected: 1h to 3660d)");
        }
        if (pauseOnKeys.isNegative() || pauseOnKeys.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException(
                    "pause-on-keys: " + pauseOnKeys.toSeconds() + " s (expected: 0s to 10m)");
        }
    }

    /** Whether callers are told by us. */
    public boolean asksConsent() {
        return enabled && (consent instanceof Consent.Said || consent instanceof Consent.Played);
    }
}
