package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AudioRingTest {
    @Test
    void bytesComeOutInTheOrderTheyWentIn() {
        AudioRing ring = new AudioRing(8);
        ring.offerDroppingOldest(bytes(1, 2, 3, 4, 5, 6), 1, 4);
        byte[] out = new byte[4];

        assertThat(ring.poll(out, 1, 2)).isEqualTo(2);
        assertThat(out).containsExactly(0, 2, 3, 0);
        assertThat(ring.poll(out, 0, 4)).isEqualTo(2);
        assertThat(out).startsWith(4, 5);
        assertThat(ring.poll(out, 0, 4)).isZero();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void aFullRingForgetsTheOldestOrRefusesTheNewest() {
        AudioRing oldest = new AudioRing(4);
        AudioRing newest = new AudioRing(4);
        oldest.offerDroppingOldest(bytes(1, 2, 3), 0, 3);
        newest.offerDroppingNewest(bytes(1, 2, 3), 0, 3);

        assertThat(oldest.offerDroppingOldest(bytes(4, 5, 6), 0, 3)).isEqualTo(2);
        assertThat(newest.offerDroppingNewest(bytes(4, 5, 6), 0, 3)).isEqualTo(2);

        assertThat(drain(oldest)).containsExactly(3, 4, 5, 6);
        assertThat(drain(newest)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aChunkLargerThanTheRingKeepsItsEndOrItsBeginning() {
        AudioRing oldest = new AudioRing(3);
        oldest.offerDroppingOldest(bytes(9), 0, 1);
        AudioRing newest = new AudioRing(3);
        newest.offerDroppingNewest(bytes(9), 0, 1);

        assertThat(oldest.offerDroppingOldest(bytes(1, 2, 3, 4, 5), 0, 5)).isEqualTo(3);
        assertThat(newest.offerDroppingNewest(bytes(1, 2, 3, 4, 5), 0, 5)).isEqualTo(3);

        assertThat(drain(oldest)).containsExactly(3, 4, 5);
        assertThat(drain(newest)).containsExactly(9, 1, 2);
    }

    @Test
    void clearSaysHowMuchWasDiscarded() {
        AudioRing ring = new AudioRing(100);
        ring.offerDroppingOldest(new byte[70], 0, 70);

        assertThat(ring.clear()).isEqualTo(70);
        assertThat(ring.size()).isZero();
        assertThat(ring.clear()).isZero();
    }

    @Test
    void memoryOfABurstIsGivenBackWhenTheRingRunsEmpty() {
        AudioRing ring = new AudioRing(480_000);
        int quiet = ring.capacity();
        ring.offerDroppingOldest(new byte[400_000], 0, 400_000);
        assertThat(ring.capacity()).isBetween(400_000, 480_000);
        ring.poll(new byte[400_000], 0, 399_999);
        assertThat(ring.capacity()).isGreaterThanOrEqualTo(400_000);

        ring.poll(new byte[1], 0, 1);

        assertThat(ring.capacity()).isEqualTo(quiet);
    }

    @Test
    void aTinyRingIsNoLargerThanItsLimit() {
        assertThat(new AudioRing(160).capacity()).isEqualTo(160);
    }

    @Test
    void steadyTrafficAllocatesNothing() {
        AudioRing ring = new AudioRing(480_000);
        byte[] chunk = new byte[7000];
        byte[] frame = new byte[160];

        assertThat(Allocations.during(() -> {
                    ring.offerDroppingOldest(chunk, 0, chunk.length);
                    while (ring.poll(frame, 0, frame.length) > 0) {
                        frame[0]++;
                    }
                }))
                .isZero();
    }

    @Test
    void anyMixOfOperationsBehavesLikeAPlainQueue() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int max = 1 + random.nextInt(random.nextBoolean() ? 20 : 30_000);
            AudioRing ring = new AudioRing(max);
            Deque<Byte> model = new ArrayDeque<>();
            for (int step = 0; step < 60; step++) {
                String where = "seed " + seed + " step " + step;
                byte[] data = new byte[random.nextInt(max + max / 2 + 2)];
                random.nextBytes(data);
                int off = random.nextInt(data.length + 1);
                int len = random.nextInt(data.length - off + 1);
                switch (random.nextInt(7)) {
                    case 0, 1 ->
                        assertThat(ring.offerDroppingOldest(data, off, len))
                                .as(where)
                                .isEqualTo(offerOldest(model, max, data, off, len));
                    case 2, 3 ->
                        assertThat(ring.offerDroppingNewest(data, off, len))
                                .as(where)
                                .isEqualTo(offerNewest(model, max, data, off, len));
                    case 4, 5 -> {
                        int count = ring.poll(data, off, len);
                        assertThat(count).as(where).isEqualTo(Math.min(len, model.size()));
                        for (int i = 0; i < count; i++) {
                            assertThat(data[off + i]).as(where).isEqualTo(model.remove());
                        }
                    }
                    default -> {
                        assertThat(ring.clear()).as(where).isEqualTo(model.size());
                        model.clear();
                    }
                }
                assertThat(ring.size()).as(where).isEqualTo(model.size());
                assertThat(ring.capacity()).as(where).isLessThanOrEqualTo(max);
            }
        }
    }

    @Test
    void impossibleArgumentsAreRefusedAndChangeNothing() {
        assertThatThrownBy(() -> new AudioRing(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBytes: 0 (expected: > 0)");
        AudioRing ring = new AudioRing(4);
        ring.offerDroppingOldest(bytes(1, 2), 0, 2);

        assertThatThrownBy(() -> ring.offerDroppingOldest(new byte[3], 1, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.offerDroppingNewest(new byte[3], 0, -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.poll(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);

        assertThat(drain(ring)).containsExactly(1, 2);
    }

    private static int offerOldest(Deque<Byte> model, int max, byte[] data, int off, int len) {
        for (int i = 0; i < len; i++) {
            model.add(data[off + i]);
        }
        int dropped = Math.max(0, model.size() - max);
        for (int i = 0; i < dropped; i++) {
            model.remove();
        }
        return dropped;
    }

    private static int offerNewest(Deque<Byte> model, int max, byte[] data, int off, int len) {
        int accepted = Math.min(len, max - model.size());
        for (int i = 0; i < accepted; i++) {
            model.add(data[off + i]);
        }
        return len - accepted;
    }

    private static byte[] drain(AudioRing ring) {
        byte[] all = new byte[ring.size()];
        ring.poll(all, 0, all.length);
        return all;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
