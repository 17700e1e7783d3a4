package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

final class HandshakesTest {
    @Test
    void theAnswerToAKeyIsTheOneOfRfc6455() {
        assertThat(Handshakes.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void aKeyIsSixteenBytesAndNeverTheSame() {
        String key = Handshakes.key();
        assertThat(Base64.getDecoder().decode(key)).hasSize(16);
        assertThat(Handshakes.key()).isNotEqualTo(key);
        assertThat(ServerUpgrade.validKey(key)).isTrue();
    }
}
