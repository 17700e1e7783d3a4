package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
    private static final int[] RATES = {8000, 16000, 24000};
    private static final double LOUD_DBFS = -6;

    record Pair(int fromHz, int toHz) {
        /** The band that must pass, in Hz: 85 % of what the lower rate can hold. */
        int passHz() {
            return Math.min(fromHz, toHz) * 17 / 40;
        }

        /** From here on nothing may pass. */
        int stopHz() {
            return Math.min(fromHz, toHz) * 23 / 40;
        }
    }

    static Stream<Pair> conversions() {
        return pairs().filter(pair -> pair.fromHz != pair.toHz);
    }

    static Stream<Pair> downward() {
        return pairs().filter(pair -> pair.fromHz > pair.toHz);
    }

    static Stream<Pair> pairs() {
        return IntStream.of(RATES).boxed().flatMap(from -> IntStream.of(RATES).mapToObj(to -> new Pair(from, to)));
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void speechPassesWithoutAudibleRipple(Pair pair) {
        for (int hz = 50; hz <= pair.passHz(); hz += 50) {
            byte[] out = converted(pair, Tones.sine(pair.fromHz, hz, LOUD_DBFS));

            assertThat(steadyLevel(out, pair.toHz, hz))
                    .as("%s at %d Hz", pair, hz)
                    .isCloseTo(LOUD_DBFS, within(0.1));
        }
    }

    @ParameterizedTest
    @MethodSource("downward")
    void whatTheLowerRateCannotHoldDoesNotFoldBack(Pair pair) {
        for (int hz = pair.stopHz(); hz < pair.fromHz / 2; hz += 50) {
            byte[] out = converted(pair, Tones.sine(pair.fromHz, hz, LOUD_DBFS));

            int foldedHz = Math.abs(hz - (int) Math.round((double) hz / pair.toHz) * pair.toHz);
            String where = pair + " at " + hz + " Hz, folded to " + foldedHz;
            if (foldedHz > 0 && foldedHz < pair.toHz / 2) {
                assertThat(steadyLevel(out, pair.toHz, foldedHz)).as(where).isLessThan(LOUD_DBFS - 55);
            }
            assertThat(Level.ofPcm(out, pair.toHz / 5, pair.toHz / 5)).as(where).isLessThan(LOUD_DBFS - 50);
        }
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void nothingButTheSoundItselfComesOut(Pair pair) {
        for (int hz = 50; hz <= pair.passHz(); hz += 50) {
            byte[] out = converted(pair, Tones.sine(pair.fromHz, hz, LOUD_DBFS));

            double all = power(Level.ofPcm(out, pair.toHz / 5, pair.toHz / 5));
            double rest = all - power(steadyLevel(out, pair.toHz, hz));
            assertThat(rest / all).as("%s at %d Hz", pair, hz).isLessThan(power(-50));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anyChunkingGivesTheSameBytesAsOnePiece(Pair pair) {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            byte[] in = new byte[2 * (1 + random.nextInt(4000))];
            random.nextBytes(in);
            Resampler whole = Resampler.between(pair.fromHz, pair.toHz);
            byte[] expected = new byte[whole.maxOutputBytes(in.length)];
            int expectedBytes = whole.resample(in, 0, in.length, expected, 0);

            Resampler pieces = Resampler.between(pair.fromHz, pair.toHz);
            byte[] out = new byte[expectedBytes];
            int longest = random.nextBoolean() ? 4 : 1500;
            int written = 0;
            for (int at = 0; at < in.length; ) {
                int len = Math.min(in.length - at, 2 * random.nextInt(longest));
                int now = pieces.resample(in, at, len, out, written);
                assertThat(now).as("%s seed %d", pair, seed).isLessThanOrEqualTo(pieces.maxOutputBytes(len));
                at += len;
                written += now;
            }

            assertThat(written).as("%s seed %d", pair, seed).isEqualTo(expectedBytes);
            assertThat(out).as("%s seed %d", pair, seed).isEqualTo(Arrays.copyOf(expected, expectedBytes));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void lengthIsConvertedExactly(Pair pair) {
        byte[] second = new byte[2 * pair.fromHz];

        byte[] out = new byte[3 * second.length];
        int bytes = Resampler.between(pair.fromHz, pair.toHz).resample(second, 0, second.length, out, 0);

        assertThat(bytes).isEqualTo(2 * pair.toHz);
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void anImpulseArrivesAfterTheStatedDelay(Pair pair) {
        Resampler resampler = Resampler.between(pair.fromHz, pair.toHz);
        byte[] in = new byte[2 * pair.fromHz / 10];
        int impulse = pair.fromHz / 100;
        Pcm.put(in, 2 * impulse, 30_000);
        byte[] out = new byte[resampler.maxOutputBytes(in.length)];
        int bytes = resampler.resample(in, 0, in.length, out, 0);

        double sum = 0;
        double moment = 0;
        for (int i = 0; i < bytes / 2; i++) {
            sum += Pcm.get(out, 2 * i);
            moment += (double) i * Pcm.get(out, 2 * i);
        }
        double micros = (moment / sum / pair.toHz - (double) impulse / pair.fromHz) * 1e6;

        assertThat(micros).as("%s", pair).isCloseTo(resampler.delayMicros(), within(40.0));
        assertThat(resampler.delayMicros()).isBetween(1, 1500);
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 8000, 0",
        "24000, 8000, 1375",
        "16000, 8000, 1375",
        "8000, 16000, 1438",
        "8000, 24000, 1458",
        "16000, 24000, 708",
        "24000, 16000, 688"
    })
    void theDelayIsAsSmallAsTheFilterAllows(int fromHz, int toHz, int micros) {
        assertThat(Resampler.between(fromHz, toHz).delayMicros()).isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({"16000", "24000"})
    void upwardsFromTheTelephoneRateTheOriginalSamplesPassUnchanged(int toHz) {
        byte[] in = new byte[1600];
        new Random(9).nextBytes(in);
        byte[] out = new byte[1600 * toHz / 8000];
        Resampler resampler = Resampler.between(8000, toHz);
        resampler.resample(in, 0, in.length, out, 0);

        int delay = (int) Math.round(resampler.delayMicros() * 1e-6 * toHz);
        for (int i = 0; i < 750; i++) {
            assertThat(Pcm.get(out, 2 * (i * toHz / 8000 + delay)))
                    .as("sample %d", i)
                    .isEqualTo(Pcm.get(in, 2 * i));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aConstantStaysThatConstant(Pair pair) {
        for (int value : new int[] {-32768, -1, 0, 1, 12_345, 32767}) {
            byte[] in = new byte[2 * pair.fromHz / 10];
            for (int i = 0; i < in.length; i += 2) {
                Pcm.put(in, i, value);
            }
            byte[] out = new byte[2 * pair.toHz / 10];
            Resampler.between(pair.fromHz, pair.toHz).resample(in, 0, in.length, out, 0);

            for (int i = out.length / 2; i < out.length; i += 2) {
                assertThat(Pcm.get(out, i)).as("%s value %d", pair, value).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void overshootClipsInsteadOfWrapping(Pair pair) {
        byte[] in = new byte[2 * pair.fromHz / 10];
        int half = pair.fromHz / 8000 * 8;
        for (int i = 0; i < in.length / 2; i++) {
            Pcm.put(in, 2 * i, i / half % 2 == 0 ? 32767 : -32768);
        }
        byte[] out = new byte[2 * pair.toHz / 10];
        Resampler.between(pair.fromHz, pair.toHz).resample(in, 0, in.length, out, 0);

        boolean clippedHigh = false;
        boolean clippedLow = false;
        int outHalf = pair.toHz / 8000 * 8;
        int delay = (int) Math.round(Resampler.between(pair.fromHz, pair.toHz).delayMicros() * 1e-6 * pair.toHz);
        for (int i = 4 * outHalf; i < out.length / 2 - delay; i++) {
            int sample = Pcm.get(out, 2 * (i + delay));
            clippedHigh |= sample == 32767;
            clippedLow |= sample == -32768;
            boolean middle = i % outHalf > outHalf / 4 && i % outHalf < outHalf - outHalf / 4;
            if (middle) {
                assertThat(sample > 0).as("%s sample %d", pair, i).isEqualTo(i / outHalf % 2 == 0);
            }
        }
        assertThat(clippedHigh && clippedLow).isTrue();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void resetForgetsThePast(Pair pair) {
        byte[] in = new byte[602];
        new Random(5).nextBytes(in);
        Resampler fresh = Resampler.between(pair.fromHz, pair.toHz);
        byte[] expected = new byte[fresh.maxOutputBytes(in.length)];
        int bytes = fresh.resample(in, 0, in.length, expected, 0);

        fresh.reset();
        byte[] again = new byte[expected.length];

        assertThat(fresh.resample(in, 0, in.length, again, 0)).isEqualTo(bytes);
        assertThat(again).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 8000", "8000, 44100", "-8000, 8000", "48000, 8000", "11025, 16000"})
    void otherRatesAreRefused(int fromHz, int toHz) {
        assertThatThrownBy(() -> Resampler.between(fromHz, toHz))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: 8000, 16000 or 24000)");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void badRangesAreRefusedAndLeaveTheStreamAsItWas(Pair pair) {
        Resampler resampler = Resampler.between(pair.fromHz, pair.toHz);
        byte[] in = new byte[960];
        new Random(3).nextBytes(in);
        byte[] expected = new byte[resampler.maxOutputBytes(in.length)];
        int bytes = resampler.resample(in, 0, in.length, expected, 0);
        resampler.reset();
        byte[] out = new byte[bytes];

        assertThatThrownBy(() -> resampler.resample(in, 0, 959, out, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("len: 959");
        assertThatThrownBy(() -> resampler.resample(in, 2, 960, out, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> resampler.resample(in, 0, -2, out, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> resampler.resample(in, 0, 960, out, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> resampler.resample(in, 0, 960, new byte[bytes - 1], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);

        assertThat(resampler.resample(in, 0, 960, out, 0)).isEqualTo(bytes);
        assertThat(out).isEqualTo(Arrays.copyOf(expected, bytes));
    }

    @Test
    void convertingFramesAllocatesNothing() {
        Resampler down = Resampler.between(24000, 8000);
        Resampler up = Resampler.between(8000, 16000);
        byte[] in = new byte[960];
        byte[] out = new byte[960];

        assertThat(Allocations.during(() -> {
                    down.resample(in, 0, 960, out, 0);
                    up.resample(in, 0, 320, out, 0);
                }))
                .isZero();
    }

    /** 300 ms of sound, so that 200 ms of it are steady. */
    private static byte[] converted(Pair pair, Tones tone) {
        byte[] in = new byte[2 * pair.fromHz * 3 / 10];
        tone.pcm(in, 0, in.length / 2);
        byte[] out = new byte[2 * pair.toHz * 3 / 10];
        int bytes = Resampler.between(pair.fromHz, pair.toHz).resample(in, 0, in.length, out, 0);
        assertThat(bytes).isEqualTo(out.length);
        return out;
    }

    private static double power(double decibels) {
        return Math.pow(10, decibels / 10);
    }

    /** Over 200 ms, whole periods of every multiple of 5 Hz, after the filter has settled for 100 ms. */
    private static double steadyLevel(byte[] pcm, int rateHz, int hz) {
        return new Goertzel(rateHz, hz).pcm(pcm, rateHz / 5, rateHz / 5).dbfs();
    }
}
