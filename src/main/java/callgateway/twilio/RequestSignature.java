package callgateway.twilio;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a request is Twilio's: its {@code X-Twilio-Signature} is an HMAC-SHA1, keyed with the account's auth token,
 * of the URL and of the form's parameters (Twilio docs: usage/webhooks/webhooks-security).
 *
 * <p>The URL is built from the configured origin and the request's raw target, never from what the request says of its
 * host. Comparisons take constant time and every token is tried, whichever fits. Thread-safe.
 */
public final class RequestSignature {
    private static final String ALGORITHM = "HmacSHA1";

    private final List<Mac> authTokens;
    private final List<PublicOrigin> origins;

    /**
     * @param authTokens one, or two while the token is being rotated
     * @param publicOrigin such as {@code https://gw.example}
     */
    public RequestSignature(List<String> authTokens, String publicOrigin) {
        if (authTokens.isEmpty() || authTokens.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("auth tokens: none, or an empty one (expected: at least one token)");
        }
        this.authTokens = authTokens.stream().map(RequestSignature::keyed).toList();
        PublicOrigin origin = PublicOrigin.parse(publicOrigin);
        origins = origin.hasPort() ? List.of(origin, origin.withoutPort()) : List.of(origin);
    }

    /**
     * Whether the signature of a webhook is right.
     *
     * @param rawPathAndQuery the request's target as it stands on the wire, nothing decoded
     * @param params the form of a POST; {@link FormParams#NONE} for a GET, whose parameters are in the target
     * @param header {@code X-Twilio-Signature}, null if there is none
     */
    public boolean acceptsWebhook(String rawPathAndQuery, FormParams params, @Nullable String header) {
        if (header == null) {
            return false;
        }
        boolean accepted = false;
        for (PublicOrigin origin : origins) {
            accepted |= accepts(origin.http(rawPathAndQuery), params, header);
        }
        return accepted;
    }

    /**
     * Whether the signature of a WebSocket upgrade is right. Twilio signs the {@code wss} URL as the TwiML wrote it.
     *
     * @param rawPath the request's target as it stands on the wire
     * @param header {@code x-twilio-signature}, null if there is none
     */
    public boolean acceptsUpgrade(String rawPath, @Nullable String header) {
        if (header == null) {
            return false;
        }
        boolean accepted = false;
        for (PublicOrigin origin : origins) {
            accepted |= accepts(origin.webSocket(rawPath), FormParams.NONE, header);
        }
        return accepted;
    }

    /** The signature that Twilio would send: base64 of 20 bytes. A fragment, which overrides connections, is not signed. */
    public static String sign(String authToken, String url, FormParams params) {
        return base64Mac(keyed(authToken), signedText(url, params));
    }

    private boolean accepts(String url, FormParams params, String header) {
        byte[] given = Wire.utf8(header);
        byte[] text = signedText(url, params);
        boolean accepted = false;
        for (Mac token : authTokens) {
            accepted |= MessageDigest.isEqual(Wire.ascii(base64Mac(copy(token), text)), given);
        }
        return accepted;
    }

    /** The URL, then names and values by name; a repeated name's values in order and each once. */
    private static byte[] signedText(String url, FormParams params) {
        int fragment = url.indexOf('#');
        StringBuilder text = new StringBuilder(fragment < 0 ? url : url.substring(0, fragment));
        SortedMap<String, Set<String>> sorted = new TreeMap<>(RequestSignature::byBytes);
        for (FormParams.Param param : params.all()) {
            sorted.computeIfAbsent(param.name(), name -> new TreeSet<>(RequestSignature::byBytes))
                    .add(param.value());
        }
        sorted.forEach(
                (name, values) -> values.forEach(value -> text.append(name).append(value)));
        return Wire.utf8(text.toString());
    }

    private static int byBytes(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one > 0x7F || other > 0x7F) {
                break;
            }
            if (one != other) {
                return one - other;
            }
            if (i == length - 1) {
                return a.length() - b.length();
            }
        }
        return Arrays.compareUnsigned(Wire.utf8(a), Wire.utf8(b));
    }

    private static String base64Mac(Mac keyed, byte[] text) {
        return Base64.getEncoder().encodeToString(keyed.doFinal(text));
    }

    private static Mac keyed(String authToken) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Wire.utf8(authToken), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** To look up who provides it takes longer than to use it, and it belongs to one thread at a time. */
    private static Mac copy(Mac keyed) {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own " + ALGORITHM + " can be copied", e);
        }
    }
}
