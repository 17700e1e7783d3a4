package callgateway.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/** Checks signatures as an endpoint would, with HMAC as RFC 2104 writes it down. */
public final class HandMadeHmac {
    private static final int BLOCK = 64;

    private HandMadeHmac() {}

    /** Whether one of the header's signatures is right for this secret and body. */
    public static boolean isSigned(String header, String secret, String body) throws GeneralSecurityException {
        String[] parts = header.split(",", -1);
        assertThat(parts[0]).matches("t=[0-9]{10}");
        String signed = parts[0].substring(2) + "." + body;
        String right =
                "v1=" + hex(hmac(secret.getBytes(StandardCharsets.UTF_8), signed.getBytes(StandardCharsets.UTF_8)));
        return Arrays.asList(parts).subList(1, parts.length).contains(right);
    }

    private static byte[] hmac(byte[] secret, byte[] message) throws GeneralSecurityException {
        byte[] key = Arrays.copyOf(secret.length > BLOCK ? sha256(secret) : secret, BLOCK);
        return sha256(xor(key, 0x5c), sha256(xor(key, 0x36), message));
    }

    private static byte[] xor(byte[] key, int with) {
        byte[] padded = new byte[key.length];
        for (int i = 0; i < key.length; i++) {
            padded[i] = (byte) (key[i] ^ with);
        }
        return padded;
    }

    private static byte[] sha256(byte[]... parts) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte one : bytes) {
            hex.append(String.format("%02x", one));
        }
        return hex.toString();
    }
}
