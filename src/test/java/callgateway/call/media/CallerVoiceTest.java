package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.Level;
import callgateway.audio.MuLaw;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is heard as a caller who speaks. */
class CallerVoiceTest {
    private final TurnMeter voice = new TurnMeter(new PlayoutClock(), latency -> {});

    private int loudOf(int frames, byte[] frame) {
        for (int i = 0; i < frames; i++) {
            voice.callerSends(frame, 0, frame.length, i * 20_000_000L);
        }
        return voice.takeLoud();
    }

    /** Noise of this level, as it comes from a telephone line. */
    private static byte[] noise(double dbfs) {
        Random random = new Random(4);
        double rms = 32768 * Math.pow(10, dbfs / 20);
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = MuLaw.encode((int) Math.round(random.nextGaussian() * rms));
        }
        assertThat(Level.ofMuLaw(frame, 0, frame.length)).isCloseTo(dbfs, org.assertj.core.data.Offset.offset(2.0));
        return frame;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-6, -15, -26, -36})
    void speechOfAnyUsualLevelIsHeardInEveryFrame(double dbfs) {
        assertThat(loudOf(50, noise(dbfs))).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-48, -55, -65})
    void theNoiseOfAQuietLineIsNot(double dbfs) {
        assertThat(loudOf(50, noise(dbfs))).isZero();
    }

    @Test
    void silenceInBothItsCodesIsNot() {
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        Arrays.fill(frame, MuLaw.SILENCE);
        assertThat(loudOf(50, frame)).isZero();
        Arrays.fill(frame, (byte) 0x7F);
        assertThat(loudOf(50, frame)).isZero();
    }

    @Test
    void theLoudestIsHeardAndFramesOfAnyLengthAreTaken() {
        byte[] loudest = new byte[1600];
        assertThat(loudOf(5, loudest)).isEqualTo(5);
        assertThat(loudOf(5, new byte[0])).isZero();
        assertThat(loudOf(5, new byte[1])).isEqualTo(5);
    }

    @Test
    void whatWasAskedForIsNotToldAgain() {
        assertThat(loudOf(20, noise(-20))).isEqualTo(20);
        assertThat(voice.takeLoud()).isZero();
    }
}
