package callgateway.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The marked question of an operator's own check. */
class SelfCallTest {
    @Test
    void itIsRecognisedByItsMarkAndAnsweredWithItsNonce() {
        SelfCall call = new SelfCall("n0nce");

        assertThat(SelfCall.in(call.form("CA1", null))).isEqualTo(call);
        assertThat(call.answer()).contains("<Response>").contains("<Hangup/>");
        assertThat(call.isAnsweredBy(call.answer())).isTrue();
        assertThat(call.isAnsweredBy(new SelfCall("other").answer())).isFalse();
        assertThat(call.isAnsweredBy(Twiml.hangUp())).isFalse();
    }

    @Test
    void aPhoneCallIsNone() {
        assertThat(SelfCall.in(FormParams.of(Map.of("CallSid", "CA1")))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-->", "a b", "<x>", "12345678901234567890123456789012345678901234567890123456789012345"})
    void aNonceThatMustNotBeRepeatedIsRefused(String nonce) {
        assertThat(SelfCall.in(FormParams.of(Map.of("GatewaySelfCall", nonce)))).isNull();
        assertThatThrownBy(() -> new SelfCall(nonce)).isInstanceOf(IllegalArgumentException.class);
    }
}
