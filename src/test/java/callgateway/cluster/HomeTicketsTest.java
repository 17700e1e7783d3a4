package callgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
        assertThat(two.read(own.substring(0, own.length() - 1) + (own.endsWith("A") ? "B" : "A")))
                .isNull();
        for (int i = 0; i < own.length(); i++) {
            assertThat(two.read(own.substring(0, i))).isNull();
        }
        assertThat(two.read("a.b.c")).isNull();
        assertThat(two.read("ä.ö")).isNull();
        assertThat(two.read(own + "x".repeat(1000))).isNull();
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
