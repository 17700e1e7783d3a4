package callgateway.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Names, in the addresses that are handed out to the carrier, the node that has the call: {@code BODY.MAC}, both base64 for
 * URLs. The body is the node's card; the MAC is made with a key that all nodes share, so that nobody else can send a node's
 * requests where they like.
 *
 * <p>Thread-safe.
 */
public final class HomeTickets {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 16;
    private static final int MOST_CHARACTERS = 400;

    private final SecretKeySpec key;
    private final NodeCard self;
    private final String own;

    /** @param secret the same on all nodes */
    public HomeTickets(String secret, NodeCard self) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.self = self;
        byte[] body = (self.incarnation() + " " + self.host() + " " + self.port()).getBytes(StandardCharsets.UTF_8);
        this.own = encoded(body) + "." + encoded(shortMac(body));
    }

    /** This node's. */
    public String own() {
        return own;
    }

    /** Whether a card is that of this very process. */
    public boolean isSelf(NodeCard card) {
        return card.incarnation().equals(self.incarnation());
    }

    /** Whether a card is of an earlier process at this one's address. */
    public boolean isFormerSelf(NodeCard card) {
        return !isSelf(card) && card.host().equals(self.host()) && card.port() == self.port();
    }

    /** Whose ticket this is; null when it is nobody's. */
    public @Nullable NodeCard read(String ticket) {
        if (ticket.equals(own)) {
            return self;
        }
        int dot = ticket.indexOf('.');
        if (dot < 0 || ticket.length() > MOST_CHARACTERS) {
            return null;
        }
        try {
            byte[] body = Base64.getUrlDecoder().decode(ticket.substring(0, dot));
            byte[] mac = Base64.getUrlDecoder().decode(ticket.substring(dot + 1));
            if (!MessageDigest.isEqual(mac, shortMac(body))) {
                return null;
            }
            String[] parts = new String(body, StandardCharsets.UTF_8).split(" ", -1);
            return parts.length < 3 ? null : new NodeCard(parts[0], parts[1], Integer.parseInt(parts[2]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The MAC of what one node sends to another, hexadecimal. */
    public String sign(byte[] message) {
        return java.util.HexFormat.of().formatHex(mac(message));
    }

    /** Whether a node made this MAC. */
    public boolean isSigned(byte[] message, @Nullable String mac) {
        return mac != null
                && MessageDigest.isEqual(
                        sign(message).getBytes(StandardCharsets.US_ASCII), mac.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] shortMac(byte[] body) {
        // Another purpose than that of messages: one is never taken for the other.
        byte[] prefixed = Arrays.copyOf("home ".getBytes(StandardCharsets.US_ASCII), body.length + 5);
        System.arraycopy(body, 0, prefixed, 5, body.length);
        return Arrays.copyOf(mac(prefixed), MAC_BYTES);
    }

    private byte[] mac(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
