package callgateway.call.media;

import static callgateway.call.media.CallerLine.Order.CLEAR;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.KeyDetector;
import callgateway.audio.KeyTones;
import callgateway.audio.MuLaw;
import callgateway.audio.Tones;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that the agent wants played: what leaves towards the caller. */
class KeysToTheCallerTest {
    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    @Test
    void keysAreHeardWithoutAWordBeforeThem() {
        CallMedia media = BENCH.start();

        assertThat(media.tones(Tones.DTMF_KEYS)).isEqualTo(KeysOutcome.PLAYED);
        BENCH.pass(4000);

        assertThat(KeyDetector.keys(BENCH.caller().audio())).isEqualTo(Tones.DTMF_KEYS);
        assertThat(BENCH.caller().longestLeadMs()).isLessThanOrEqualTo(200);
        assertThat(media.counters().keys()).isEqualTo(16);
    }

    @Test
    void keysComeAfterWhatWasSaidBeforeAndBeforeWhatIsSaidAfter() {
        for (int hz : new int[] {8000, 16_000, 24_000}) {
            CallMedia media = BENCH.start();
            media.agentRate(hz);
            byte[] before = Speech.noise(new Random(1), hz + 77);
            byte[] after = Speech.noise(new Random(2), hz);

            // An odd number of bytes: half a sample waits for its other half, which the keys must not become.
            BENCH.agentSays(Arrays.copyOf(before, before.length - 1));
            assertThat(media.tones("*19#")).isEqualTo(KeysOutcome.PLAYED);
            BENCH.agentSays(new byte[] {before[before.length - 1]});
            BENCH.agentSays(after);
            BENCH.pass(4000);

            byte[] all = new byte[before.length + after.length];
            System.arraycopy(before, 0, all, 0, before.length);
            System.arraycopy(after, 0, all, before.length, after.length);
            byte[] words = AgentAudioCodecTest.mulaw(all, hz);
            byte[] keys = KeyTones.muLaw("*19#");
            byte[] heard = BENCH.caller().audio();
            int at = indexOf(heard, keys);
            assertThat(at).as("%d Hz: ms before the keys", hz).isBetween(8 * 1000, 8 * 1010);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            rest.write(heard, 0, at);
            rest.write(heard, at + keys.length, heard.length - at - keys.length);
            assertThat(rest.toByteArray()).as("%d Hz: the words around", hz).startsWith(words);
        }
    }

    @Test
    void keysKeepTheirPlaceInWhatHasNotEnteredTheGraphYet() {
        CallMedia media = BENCH.start();
        byte[] first = Speech.pcm(Speech.constant(0x11, 900));
        byte[] second = Speech.pcm(Speech.constant(0x22, 900));

        // Nothing of the graph runs in between, and the first message alone takes it several turns.
        media.agentAudio(first, 0, first.length);
        media.tones("1");
        media.agentAudio(second, 0, second.length);
        media.tones("2w3");
        SteppedDispatcher.settle();
        BENCH.pass(4000);

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(Speech.constant(0x11, 900));
        expected.writeBytes(KeyTones.muLaw("1"));
        expected.writeBytes(Speech.constant(0x22, 900));
        expected.writeBytes(KeyTones.muLaw("2w3"));
        assertThat(BENCH.caller().audio()).isEqualTo(expected.toByteArray());
    }

    @Test
    void whateverIsDialledAmongWordsIsHeard() {
        for (int seed = 0; seed < 40; seed++) {
            Random chance = new Random(seed);
            CallMedia media = BENCH.start();
            StringBuilder dialled = new StringBuilder();
            for (int turn = 0; turn < 4; turn++) {
                BENCH.agentSays(Speech.noise(chance, chance.nextInt(6000)));
                StringBuilder keys = new StringBuilder();
                for (int i = 1 + chance.nextInt(8); i > 0; i--) {
                    keys.append((Tones.DTMF_KEYS + "w").charAt(chance.nextInt(17)));
                }
                assertThat(media.tones(keys.toString())).isEqualTo(KeysOutcome.PLAYED);
                SteppedDispatcher.settle();
                dialled.append(keys);
                BENCH.pass(20 * chance.nextInt(100));
            }
            BENCH.pass(20_000);

            assertThat(KeyDetector.keys(BENCH.caller().audio()))
                    .as("seed %d", seed)
                    .isEqualTo(dialled.toString().replace("w", "").toUpperCase(Locale.ROOT));
        }
    }

    @Test
    void aFlushTakesTheKeysAwayThatWereNotHeard() {
        CallMedia media = BENCH.start();
        media.tones("1234567890");
        BENCH.pass(500);

        Flushed flushed = media.flush();
        int from = BENCH.caller().sent.size();
        BENCH.pass(3000);

        assertThat(BENCH.caller().audioFrom(from)).isEmpty();
        assertThat(BENCH.caller().count(CLEAR)).isEqualTo(1);
        assertThat(flushed.heardMs()).isEqualTo(500);
        assertThat(flushed.sparedMs()).isEqualTo(1500);
    }

    @Test
    void theLastKeyIsWaitedForLikeALastWord() {
        CallMedia media = BENCH.start();
        AtomicInteger over = new AtomicInteger();
        media.tones("12");
        media.whenPlayedOut(Duration.ofSeconds(10), over::incrementAndGet);

        BENCH.pass(380);
        assertThat(over).hasValue(0);
        media.markCameBack(BENCH.caller().marks().get(BENCH.caller().marks().size() - 1));

        assertThat(over).hasValue(1);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"x", "12-34", " ", "1\n"})
    void whatIsNoKeyIsRefusedAndNothingIsHeard(String keys) {
        CallMedia media = BENCH.start();

        assertThat(media.tones(keys == null ? "" : keys)).isEqualTo(KeysOutcome.NOT_KEYS);

        BENCH.pass(500);
        assertThat(BENCH.caller().audio()).isEmpty();
    }

    @Test
    void tooMuchIsRefusedAsAWhole() {
        CallMedia media = BENCH.start();

        assertThat(media.tones("1".repeat(33))).isEqualTo(KeysOutcome.TOO_LONG);
        assertThat(media.tones(",".repeat(16))).isEqualTo(KeysOutcome.TOO_LONG);
        assertThat(media.tones("1".repeat(32))).isEqualTo(KeysOutcome.PLAYED);
        assertThat(media.tones(",".repeat(15))).isEqualTo(KeysOutcome.PLAYED);
    }

    @Test
    void keysThatWouldNotBeHeldAreRefusedRatherThanCut() {
        CallMedia media = BENCH.start(Settings.withHeld(Duration.ofSeconds(3)));
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 2000)));

        assertThat(media.tones("1234567")).isEqualTo(KeysOutcome.NO_ROOM);
        assertThat(media.tones("123456")).isEqualTo(KeysOutcome.PLAYED);
        BENCH.pass(4000);

        assertThat(KeyDetector.keys(BENCH.caller().audio())).isEqualTo("123456");
        assertThat(media.counters().agentDroppedMs()).isZero();
    }

    private static int indexOf(byte[] where, byte[] what) {
        for (int at = 0; at + what.length <= where.length; at++) {
            if (Arrays.equals(where, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -MuLaw.RATE_HZ;
    }
}
