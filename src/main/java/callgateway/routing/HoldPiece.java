package callgateway.routing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The piece that waiting callers hear unless their pool says otherwise: a few seconds, so that a caller is picked up soon after
 * a slot is free. Our own; {@code bench/make-hold.sh} makes it. Immutable, as long as nobody writes to {@link #bytes}.
 */
public final class HoldPiece {
    /** A WAV file with telephone mu-law, which Twilio plays without converting it. */
    public static final String CONTENT_TYPE = "audio/wav";

    private static final String RESOURCE = "/hold/hold.wav";
    private static final Duration MAX_AGE = Duration.ofDays(1);

    private final byte[] bytes;
    private final String etag;

    private HoldPiece(byte[] bytes) {
        this.bytes = bytes;
        this.etag = '"' + digest(bytes) + '"';
    }

    /**
     * Reads it from the program; once is enough.
     *
     * @throws UncheckedIOException when the program is damaged
     */
    public static HoldPiece load() {
        try (InputStream in = HoldPiece.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + ": not in this program");
            }
            return new HoldPiece(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file: the array itself, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** A strong entity tag, quotes included: it changes with the bytes and with nothing else. */
    public String etag() {
        return etag;
    }

    /** The value of {@code Cache-Control}: Twilio fetches it once a day rather than for every caller. */
    public String cacheControl() {
        return "public, max-age=" + MAX_AGE.toSeconds();
    }

    /** Whether a request with this {@code If-None-Match} has it already (RFC 9110, 13.1.2: compared weakly). */
    public boolean isKnownBy(String ifNoneMatch) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(whole, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
