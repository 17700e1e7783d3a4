package callgateway.twilio;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that ties a media stream to the webhook which announced it: 128 random bits, fit for URLs and XML. */
public final class StreamToken {
    private static final int BYTES = 16;

    private StreamToken() {}

    /** A new token of 22 characters. */
    public static String mint(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether two tokens are the same, in a time that does not tell how much of them is. */
    public static boolean same(String expected, String given) {
        return MessageDigest.isEqual(Wire.utf8(expected), Wire.utf8(given));
    }
}
