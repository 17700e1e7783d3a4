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
 * URLs. The body is the node's card, and perhaps more, each a word; the MAC is made with a key that all nodes share, so that
 * nobody else can send a node's requests where they like.
 *
 * <pre>
 *   INCARNATION HOST PORT                            whose call it is
 *   INCARNATION HOST PORT since=MILLIS [first]       and when its caller came, who waits
 * </pre>
 *
 * A node reads the words it knows and skips those behind them, so that two versions can be one cluster.
 *
 * <p>Thread-safe.
 */
public final class HomeTickets {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 16;
    private static final int MOST_CHARACTERS = 400;
    /** Incarnation, host and port. */
    private static final int CARD = 3;

    private static final String SINCE = "since=";
    private static final String FIRST = "first";

    private final SecretKeySpec key;
    private final NodeCard self;
    private final String card;
    private final String own;

    /** @param secret the same on all nodes */
    public HomeTickets(String secret, NodeCard self) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.self = self;
        this.card = self.incarnation() + " " + self.host() + " " + self.port();
        this.own = ticket(card);
    }

    /** This node's. */
    public String own() {
        return own;
    }

    /** This node's, for a caller who waits. */
    public String own(Arrival arrival) {
        return ticket(card + " " + SINCE + arrival.atMillis() + (arrival.first() ? " " + FIRST : ""));
    }

    private String ticket(String words) {
        byte[] body = words.getBytes(StandardCharsets.UTF_8);
        return encoded(body) + "." + encoded(shortMac(body));
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
        String[] words = words(ticket);
        try {
            return words.length < CARD ? null : new NodeCard(words[0], words[1], Integer.parseInt(words[2]));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** When the caller came whose address this ticket is from; null when it does not say. */
    public @Nullable Arrival arrival(String ticket) {
        String[] words = ticket.equals(own) ? new String[0] : words(ticket);
        if (words.length <= CARD || !words[CARD].startsWith(SINCE)) {
            return null;
        }
        try {
            boolean first = words.length > CARD + 1 && words[CARD + 1].equals(FIRST);
            return new Arrival(Long.parseLong(words[CARD].substring(SINCE.length())), first);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** None when it is no ticket of this cluster. */
    private String[] words(String ticket) {
        int dot = ticket.indexOf('.');
        if (dot < 0 || ticket.length() > MOST_CHARACTERS) {
            return new String[0];
        }
        try {
            byte[] body = Base64.getUrlDecoder().decode(ticket.substring(0, dot));
            byte[] mac = Base64.getUrlDecoder().decode(ticket.substring(dot + 1));
            return MessageDigest.isEqual(mac, shortMac(body))
                    ? new String(body, StandardCharsets.UTF_8).split(" ", -1)
                    : new String[0];
        } catch (IllegalArgumentException e) {
            return new String[0];
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
