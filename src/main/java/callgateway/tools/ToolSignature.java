package callgateway.tools;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Proves to an endpoint that a request is ours, whole and recent: HMAC-SHA256 over {@code seconds.body}. */
public final class ToolSignature {
    /** The header that carries it. */
    public static final String HEADER = "X-Gateway-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private ToolSignature() {}

    /** Such as {@code t=1790000000,v1=5f1c...}; one {@code v1} for each secret. */
    public static String of(List<String> secrets, long epochSeconds, byte[] body) {
        StringBuilder header = new StringBuilder("t=").append(epochSeconds);
        for (String secret : secrets) {
            header.append(",v1=").append(hmac(secret, epochSeconds, body));
        }
        return header.toString();
    }

    private static String hmac(String secret, long epochSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((epochSeconds + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            // Every Java has it.
            throw new IllegalStateException(impossible);
        }
    }
}
