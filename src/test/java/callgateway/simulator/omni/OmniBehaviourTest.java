package callgateway.simulator.omni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.omni.Dialect;
import callgateway.omni.OmniServerFrames.RateForm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OmniBehaviourTest {

    @Test
    void eachChangeLeavesTheOthersAlone() {
        OmniBehaviour changed = OmniBehaviour.NORMAL
                .with(Quirk.ODD_AUDIO)
                .with(Quirk.CONFIG_ACK)
                .with(Delivery.BURST)
                .withOutput(24000, RateForm.NUMBER)
                .withPace(Duration.ofMillis(300), Duration.ZERO)
                .with(Stall.NO_HELLO)
                .with(OmniBehaviour.Subprotocol.NOT_OFFERED)
                .lenient();

        assertThat(changed.quirks()).containsExactlyInAnyOrder(Quirk.ODD_AUDIO, Quirk.CONFIG_ACK);
        assertThat(changed.delivery()).isEqualTo(Delivery.BURST);
        assertThat(changed.outputHz()).isEqualTo(24000);
        assertThat(changed.endpointing()).isEqualTo(Duration.ofMillis(300));
        assertThat(changed.stall()).isEqualTo(Stall.NO_HELLO);
        assertThat(changed.subprotocol()).isEqualTo(OmniBehaviour.Subprotocol.NOT_OFFERED);
        assertThat(changed.strict()).isFalse();
        assertThat(OmniBehaviour.NORMAL.quirks()).isEmpty();
        assertThat(OmniBehaviour.NORMAL.with(Dialect.TEXT).strict()).isFalse();
    }

    @Test
    void refusesWhatNoServiceSends() {
        assertThatThrownBy(() -> OmniBehaviour.NORMAL.withOutput(44100, RateForm.NUMBER))
                .hasMessage("outputHz: 44100 (expected: 0, 8000, 16000 or 24000)");
        assertThatThrownBy(() -> new Delivery(0, 1, 0)).hasMessage("chunkMs: 0 (expected: 1 to 10000)");
        assertThatThrownBy(() -> new Delivery(20, Double.NaN, 0)).hasMessage("speed: NaN (expected: 1 to 1000)");
        assertThatThrownBy(() -> new Delivery(20, 1, -1)).hasMessage("leadMs: -1 (expected: 0 to 10000)");
    }
}
