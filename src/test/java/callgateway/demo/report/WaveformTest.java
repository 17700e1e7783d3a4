package callgateway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WaveformTest {
    @Test
    void eachPieceHasItsExtremes() {
        byte[] mu = new byte[100];
        Arrays.fill(mu, MuLaw.SILENCE);
        mu[3] = MuLaw.encode(1000);
        mu[39] = MuLaw.encode(-2000);
        mu[40] = MuLaw.encode(500);
        mu[99] = MuLaw.encode(-32000);
        int full = Waveform.peak(mu);

        Waveform waveform = Waveform.of(mu, full);

        assertThat(waveform.lowest())
                .containsExactly(MuLaw.decode(mu[39]) * 1000 / full, 0, MuLaw.decode(mu[99]) * 1000 / full);
        assertThat(waveform.highest())
                .containsExactly(MuLaw.decode(mu[3]) * 1000 / full, MuLaw.decode(mu[40]) * 1000 / full, 0);
        assertThat(waveform.lowest()[2]).isEqualTo(-1000);
    }

    @Test
    void nothingHasNoPiecesAndAPeakToDivideBy() {
        assertThat(Waveform.of(new byte[0], 1).lowest()).isEmpty();
        assertThat(Waveform.peak(new byte[0])).isEqualTo(1);
    }
}
