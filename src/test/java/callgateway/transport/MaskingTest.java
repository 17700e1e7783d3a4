package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MaskingTest {
    @Test
    void everyLengthAndAlignmentIsWhatANaiveLoopMakes() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 5000; round++) {
            int length = random.nextInt(round < 1000 ? 40 : 400);
            int from = random.nextInt(20);
            int to = random.nextInt(20);
            byte[] key = new byte[4];
            random.nextBytes(key);
            byte[] source = new byte[from + length + random.nextInt(10)];
            random.nextBytes(source);
            byte[] target = new byte[to + length + random.nextInt(10)];
            random.nextBytes(target);
            byte[] expected = target.clone();
            for (int i = 0; i < length; i++) {
                expected[to + i] = (byte) (source[from + i] ^ key[i % 4]);
            }

            Masking.apply(Masking.keyAt(key, 0), source, from, target, to, length);
            assertThat(target).as("seed %d round %d", seed, round).isEqualTo(expected);

            byte[] inPlace = source.clone();
            Masking.apply(Masking.keyAt(key, 0), inPlace, from, inPlace, from, length);
            assertThat(Arrays.copyOfRange(inPlace, from, from + length))
                    .as("in place, seed %d round %d", seed, round)
                    .isEqualTo(Arrays.copyOfRange(expected, to, to + length));
        }
    }

    @Test
    void aKeyStandsInAFrameAsItIsRead() {
        byte[] frame = new byte[9];
        Masking.putKey(frame, 3, 0x04030201);
        assertThat(frame).containsExactly(0, 0, 0, 1, 2, 3, 4, 0, 0);
        assertThat(Masking.keyAt(frame, 3)).isEqualTo(0x04030201);
    }
}
