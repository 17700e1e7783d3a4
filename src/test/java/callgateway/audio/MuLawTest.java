package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class MuLawTest {
    private static final int SWEEP = 65_536;

    @Test
    void everySampleGetsTheCodeOfTheStandardsDecisionValues() {
        int[] decisions = decisionValues();

        for (int sample = -32768; sample <= 32767; sample++) {
            assertThat(MuLaw.encode(sample)).as("sample %d", sample).isEqualTo(referenceCode(sample, decisions));
        }
    }

    @Test
    void everyCodeGetsTheSampleHalfWayBetweenTheStandardsDecisionValues() {
        int[] decisions = decisionValues();

        for (int code = 0; code < 256; code++) {
            int number = ~code & 0x7F;
            int middle = number == 0 ? 0 : (decisions[number] + decisions[number + 1]) / 2 * 4;
            int expected = code >= 0x80 ? middle : -middle;
            assertThat((int) MuLaw.decode((byte) code)).as("code %02X", code).isEqualTo(expected);
        }
    }

    @Test
    void theSweepOfAllSamplesHasTheChecksumOfTheReferenceVectors() {
        byte[] source = sweep();
        byte[] codes = new byte[SWEEP];
        MuLaw.encode(source, 0, SWEEP, codes, 0);
        byte[] codeWords = new byte[2 * SWEEP];
        for (int i = 0; i < SWEEP; i++) {
            codeWords[2 * i] = codes[i];
        }
        byte[] decoded = new byte[2 * SWEEP];
        MuLaw.decode(codes, 0, SWEEP, decoded, 0);

        assertThat(crc32(source)).isEqualTo(0xC8BA7682L);
        assertThat(crc32(codeWords)).isEqualTo(0xCD170E15L);
        assertThat(crc32(decoded)).isEqualTo(0x63641C01L);
    }

    @Test
    void theCommonEncoderDiffersOnExactlyThe127NegativeDecisionBoundaries() {
        int[] decisions = decisionValues();
        List<Integer> expected = new ArrayList<>();
        for (int n = 127; n >= 1; n--) {
            expected.add(-4 * decisions[n]);
        }

        List<Integer> different = new ArrayList<>();
        for (int sample = -32768; sample <= 32767; sample++) {
            if (MuLaw.encode(sample) != commonCode(sample)) {
                different.add(sample);
            }
        }

        assertThat(different).hasSize(127).isEqualTo(expected);
        assertThat(different).startsWith(-31612).endsWith(-20, -12, -4);
    }

    @Test
    void everyCodeSurvivesARoundTripExceptTheSecondZero() {
        for (int code = 0; code < 256; code++) {
            byte again = MuLaw.encode(MuLaw.decode((byte) code));
            assertThat(again).isEqualTo(code == 0x7F ? MuLaw.SILENCE : (byte) code);
        }
    }

    @Test
    void theExtremesClipInsteadOfWrapping() {
        assertThat(MuLaw.encode(32767)).isEqualTo((byte) 0x80);
        assertThat(MuLaw.encode(-32768)).isEqualTo((byte) 0x00);
        assertThat(MuLaw.decode((byte) 0x80)).isEqualTo((short) 32124);
        assertThat(MuLaw.decode((byte) 0x00)).isEqualTo((short) -32124);
    }

    @Test
    void silenceIsSampleZeroAndAZeroByteIsNot() {
        assertThat(MuLaw.encode(0)).isEqualTo(MuLaw.SILENCE);
        assertThat(MuLaw.decode(MuLaw.SILENCE)).isZero();
        assertThat(MuLaw.decode((byte) 0)).isNotZero();
    }

    @Test
    void arraysAreConvertedOnlyInsideTheGivenRange() {
        byte[] pcm = {99, 0x10, 0x20, (byte) 0xF0, (byte) 0xDF, 99};
        byte[] mu = {1, 2, 3, 4};
        MuLaw.encode(pcm, 1, 2, mu, 1);
        assertThat(mu).containsExactly(1, MuLaw.encode(0x2010), MuLaw.encode((short) 0xDFF0), 4);

        byte[] back = {7, 7, 7, 7, 7, 7};
        MuLaw.decode(mu, 1, 2, back, 1);
        assertThat(back[0]).isEqualTo((byte) 7);
        assertThat(back[5]).isEqualTo((byte) 7);
        assertThat((short) Pcm.get(back, 1)).isEqualTo(MuLaw.decode(mu[1]));
        assertThat((short) Pcm.get(back, 3)).isEqualTo(MuLaw.decode(mu[2]));
    }

    @Test
    void encodingInPlaceGivesTheSameCodes() {
        byte[] pcm = sweep();
        byte[] expected = new byte[SWEEP];
        MuLaw.encode(pcm, 0, SWEEP, expected, 0);

        MuLaw.encode(pcm, 0, SWEEP, pcm, 0);

        assertThat(pcm).startsWith(expected);
    }

    @Test
    void rangesOutsideTheArraysAreRefusedBeforeAnythingIsWritten() {
        byte[] pcm = new byte[4];
        byte[] mu = {5, 5};

        assertThatThrownBy(() -> MuLaw.encode(pcm, 0, 3, new byte[8], 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MuLaw.encode(pcm, 1, 2, mu, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MuLaw.encode(pcm, 0, 2, mu, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MuLaw.encode(pcm, -1, 1, mu, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MuLaw.encode(pcm, 0, Integer.MIN_VALUE, mu, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MuLaw.encode(pcm, 0, Integer.MAX_VALUE, mu, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MuLaw.decode(mu, 1, 2, pcm, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MuLaw.decode(mu, 0, 2, pcm, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(mu).containsExactly(5, 5);
        assertThat(pcm).containsOnly(0);
    }

    @Test
    void convertingFramesAllocatesNothing() {
        byte[] pcm = new byte[2 * MuLaw.FRAME_BYTES];
        byte[] mu = new byte[MuLaw.FRAME_BYTES];

        assertThat(Allocations.during(() -> {
                    MuLaw.encode(pcm, 0, MuLaw.FRAME_BYTES, mu, 0);
                    MuLaw.decode(mu, 0, MuLaw.FRAME_BYTES, pcm, 0);
                }))
                .isZero();
    }

    /**
     * G.711 table 2a: x1..x128 for the positive half, 16 intervals per segment whose width doubles, first one half as
     * wide.
     */
    private static int[] decisionValues() {
        int[] decisions = new int[129];
        int value = 1;
        for (int n = 1; n <= 128; n++) {
            decisions[n] = value;
            value += 2 << (n / 16);
        }
        assertThat(decisions[16]).isEqualTo(31);
        assertThat(decisions[128]).isEqualTo(8159);
        return decisions;
    }

    /** 14-bit value, negatives folded by one's complement; the number of decision values reached, sent inverted. */
    private static byte referenceCode(int sample, int[] decisions) {
        int folded = (sample >= 0 ? sample : ~sample) >> 2;
        int number = 0;
        while (number < 127 && folded >= decisions[number + 1]) {
            number++;
        }
        return (byte) (255 - number - (sample >= 0 ? 0 : 128));
    }

    /** The widespread form: sign and magnitude, clip, bias 132, exponent and mantissa, inverted. */
    private static byte commonCode(int sample) {
        int biased = Math.min(Math.abs(sample), 32635) + 132;
        int exponent = 24 - Integer.numberOfLeadingZeros(biased);
        int mantissa = (biased >> (exponent + 3)) & 15;
        return (byte) ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa);
    }

    private static byte[] sweep() {
        byte[] pcm = new byte[2 * SWEEP];
        for (int i = 0; i < SWEEP; i++) {
            Pcm.put(pcm, 2 * i, i - 32768);
        }
        return pcm;
    }

    private static long crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
