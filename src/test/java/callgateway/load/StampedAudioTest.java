package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StampedAudioTest {
    @Test
    void everySequenceNumberSurvivesDecodingAndEncoding() {
        byte[] frame = StampedAudio.frame();
        byte[] pcm = new byte[2 * frame.length];
        byte[] back = new byte[frame.length];
        for (int sequence = 0; sequence < StampedAudio.MODULUS; sequence++) {
            StampedAudio.stamp(frame, sequence);
            MuLaw.decode(frame, 0, StampedAudio.STAMP_BYTES, pcm, 0);
            MuLaw.encode(pcm, 0, StampedAudio.STAMP_BYTES, back, 0);

            assertThat(StampedAudio.sequence(back, 0)).isEqualTo(sequence);
        }
    }

    @Test
    void theWholeFrameSurvivesDecodingAndEncoding() {
        byte[] frame = StampedAudio.frame();
        StampedAudio.stamp(frame, 77);
        byte[] pcm = new byte[2 * frame.length];
        byte[] back = new byte[frame.length];

        MuLaw.decode(frame, 0, frame.length, pcm, 0);
        MuLaw.encode(pcm, 0, frame.length, back, 0);

        assertThat(back).isEqualTo(frame);
    }

    @Test
    void stampsAreFoundWhereverFramesWereCut() {
        byte[] frame = StampedAudio.frame();
        byte[] audio = new byte[40 + 2 * frame.length];
        Arrays.fill(audio, MuLaw.SILENCE);
        StampedAudio.stamp(frame, 5);
        System.arraycopy(frame, 0, audio, 40, frame.length);
        StampedAudio.stamp(frame, 6);
        System.arraycopy(frame, 0, audio, 40 + frame.length, frame.length);

        int first = StampedAudio.find(audio, 0, audio.length);
        int second = StampedAudio.find(audio, first + frame.length, audio.length);

        assertThat(first).isEqualTo(40);
        assertThat(StampedAudio.sequence(audio, first)).isEqualTo(5);
        assertThat(StampedAudio.sequence(audio, second)).isEqualTo(6);
        assertThat(StampedAudio.find(audio, second + 1, audio.length)).isEqualTo(audio.length);
    }

    @Test
    void aStampThatIsCutOffIsNone() {
        byte[] frame = StampedAudio.frame();
        StampedAudio.stamp(frame, 1);

        assertThat(StampedAudio.find(frame, 0, StampedAudio.STAMP_BYTES - 1)).isEqualTo(StampedAudio.STAMP_BYTES - 1);
        assertThat(StampedAudio.find(frame, 0, 0)).isZero();
    }
}
