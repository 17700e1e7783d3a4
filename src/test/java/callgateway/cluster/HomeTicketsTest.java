package callgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HomeTicketsTest {
    private static final NodeCard ONE = NodeCard.fresh("10.0.0.1", 8080);
    private static final NodeCard TWO = NodeCard.fresh("10.0.0.2", 8080);

    private final HomeTickets one = new HomeTickets(ClusterNodes.SECRET, ONE);
    private final HomeTickets two = new HomeTickets(ClusterNodes.SECRET, TWO);

    @Test
    void anyNodeReadsAnothersTicket() {
        assertThat(two.read(one.own())).isEqualTo(ONE);
        assertThat(one.read(one.own())).isEqualTo(ONE);
        assertThat(one.isSelf(ONE)).isTrue();
        assertThat(one.isSelf(TWO)).isFalse();
        assertThat(one.own()).matches("[A-Za-z0-9_.-]+");
    }

    @Test
    void aProcessThatWasStartedAgainIsAnother() {
        NodeCard again = NodeCard.fresh("10.0.0.1", 8080);
        assertThat(one.isSelf(again)).isFalse();
        assertThat(one.isFormerSelf(again)).isTrue();
        assertThat(one.isFormerSelf(ONE)).isFalse();
        assertThat(one.isFormerSelf(TWO)).isFalse();
    }

    @Test
    void whatIsNoTicketOfTheClusterIsNobodys() {
        String own = one.own();
        HomeTickets stranger = new HomeTickets("another secret than theirs", TWO);
        assertThat(one.read(stranger.own())).isNull();
        // The last letter has two bits of the MAC, the highest, and four that mean nothing.
        assertThat(two.read(own.substring(0, own.length() - 1) + (own.endsWith("A") ? "Q" : "A")))
                .isNull();
        for (int i = 0; i < own.length(); i++) {
            assertThat(two.read(own.substring(0, i))).isNull();
        }
        assertThat(two.read("a.b.c")).isNull();
        assertThat(two.read("ä.ö")).isNull();
        assertThat(two.read(own + "x".repeat(1000))).isNull();
    }

    @Test
    void aTicketOfACallerWhoWaitsSaysSinceWhen() {
        Arrival came = new Arrival(1_700_000_000_123L, false);
        Arrival turnedAway = new Arrival(1_700_000_000_123L, true);
        assertThat(two.arrival(one.own(came))).isEqualTo(came);
        assertThat(two.arrival(one.own(turnedAway))).isEqualTo(turnedAway);
        assertThat(two.read(one.own(turnedAway))).isEqualTo(ONE);
        assertThat(one.read(one.own(came))).isEqualTo(ONE);
        assertThat(one.own(came)).matches("[A-Za-z0-9_.-]+").isNotEqualTo(one.own(turnedAway));
        // Whoever does not wait has said nothing.
        assertThat(two.arrival(one.own())).isNull();
        assertThat(one.arrival(one.own())).isNull();
        HomeTickets stranger = new HomeTickets("another secret than theirs", TWO);
        assertThat(one.arrival(stranger.own(came))).isNull();
        for (int i = 0; i < one.own(came).length(); i++) {
            assertThat(two.arrival(one.own(came).substring(0, i))).isNull();
        }
    }

    @Test
    void twoVersionsReadEachOthersTickets() {
        // As written before tickets said since when somebody waits.
        String former = "MTcwMDAwMDAwMC1hYmMgMTAuMC4wLjkgODA4MA." + mac("1700000000-abc 10.0.0.9 8080");
        assertThat(one.read(former)).isEqualTo(new NodeCard("1700000000-abc", "10.0.0.9", 8080));
        assertThat(one.arrival(former)).isNull();

        // As it was read then: three words, and whatever is behind them.
        String ticket = one.own(new Arrival(1_700_000_000_123L, true));
        String body = new String(
                Base64.getUrlDecoder().decode(ticket.substring(0, ticket.indexOf('.'))), StandardCharsets.UTF_8);
        assertThat(ticket.substring(ticket.indexOf('.') + 1)).isEqualTo(mac(body));
        String[] words = body.split(" ", -1);
        assertThat(words).hasSizeGreaterThan(3).startsWith(ONE.incarnation(), "10.0.0.1", "8080");

        // And as a later version may write it.
        String later = body + " more=1";
        String written = Base64.getUrlEncoder().withoutPadding().encodeToString(later.getBytes(StandardCharsets.UTF_8))
                + "."
                + mac(later);
        assertThat(two.read(written)).isEqualTo(ONE);
        assertThat(two.arrival(written)).isEqualTo(new Arrival(1_700_000_000_123L, true));
        String nonsense = ONE.incarnation() + " 10.0.0.1 8080 since=soon";
        assertThat(two.arrival(Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(nonsense.getBytes(StandardCharsets.UTF_8))
                        + "."
                        + mac(nonsense)))
                .isNull();
    }

    /** The MAC by hand. */
    private static String mac(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(ClusterNodes.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] whole = mac.doFinal(("home " + body).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, 16));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void messagesAreSigned() {
        byte[] message = "anything".getBytes(StandardCharsets.UTF_8);
        String mac = one.sign(message);
        assertThat(two.isSigned(message, mac)).isTrue();
        assertThat(two.isSigned("anythinG".getBytes(StandardCharsets.UTF_8), mac))
                .isFalse();
        assertThat(two.isSigned(message, null)).isFalse();
        assertThat(two.isSigned(message, "")).isFalse();
    }
}
