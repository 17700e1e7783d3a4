package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaybackTest {
    private final List<String> told = new ArrayList<>();
    private final AudioTrack track = new AudioTrack(1 << 20);
    private final Playback playback = new Playback(0, new Playback.Listener() {
        @Override
        public void heard(long atSample, byte[] mu, int off, int len) {
            track.write(atSample, mu, off, len);
        }

        @Override
        public void mark(long atSample, String name) {
            told.add(name + "@" + atSample);
        }
    });

    @Test
    void playsABurstInRealTimeFromTheMomentItCame() {
        playback.advanceTo(1000);
        playback.media(audio(1, 8000), 0, 8000);

        playback.advanceTo(3000);
        assertThat(track.length()).isEqualTo(3000);
        assertThat(playback.queuedSamples()).isEqualTo(6000);
        assertThat(playback.longestQueueSamples()).isEqualTo(8000);

        playback.advanceTo(20_000);
        byte[] heard = track.copy(20_000);
        assertThat(heard[999]).isEqualTo((byte) 0xff);
        assertThat(heard[1000]).isEqualTo((byte) 1);
        assertThat(heard[8999]).isEqualTo((byte) 1);
        assertThat(heard[9000]).isEqualTo((byte) 0xff);
    }

    @Test
    void echoesAMarkAtTheSampleAfterTheLastOneSentBeforeIt() {
        playback.media(audio(1, 160), 0, 160);
        playback.mark("a");
        playback.media(audio(2, 160), 0, 160);
        playback.mark("b");
        assertThat(playback.nextMarkSample()).isEqualTo(160);

        playback.advanceTo(159);
        assertThat(told).isEmpty();
        playback.advanceTo(10_000);

        assertThat(told).containsExactly("a@160", "b@320");
        assertThat(playback.nextMarkSample()).isEqualTo(Playback.NEVER);
    }

    @Test
    void echoesAMarkAtOnceWhenNothingIsQueued() {
        playback.advanceTo(500);
        playback.mark("at once");

        assertThat(told).containsExactly("at once@500");
    }

    @Test
    void clearDiscardsWhatIsQueuedAndEchoesEveryMark() {
        playback.media(audio(1, 1600), 0, 1600);
        playback.mark("a");
        playback.mark("b");
        playback.advanceTo(100);

        assertThat(playback.clear()).isEqualTo(1500);
        playback.advanceTo(5000);

        assertThat(told).containsExactly("a@100", "b@100");
        assertThat(track.length()).isEqualTo(100);
    }

    @Test
    void clearOfNothingIsHarmless() {
        assertThat(playback.clear()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void whatComesAfterAClearIsPlayedFromWhenItComes() {
        playback.media(audio(1, 1600), 0, 1600);
        playback.clear();
        playback.advanceTo(800);
        playback.media(audio(2, 160), 0, 160);
        playback.mark("new");
        playback.advanceTo(2000);

        assertThat(track.copy(960)[800]).isEqualTo((byte) 2);
        assertThat(told).containsExactly("new@960");
    }

    @Test
    void dropsWhatExceedsTenMinutes() {
        byte[] minute = audio(1, 60 * 8000);
        for (int i = 0; i < 10; i++) {
            assertThat(playback.media(minute, 0, minute.length)).isZero();
        }
        assertThat(playback.media(minute, 0, 160)).isEqualTo(160);
        playback.advanceTo(160);
        assertThat(playback.media(minute, 0, 200)).isEqualTo(40);
        assertThat(playback.droppedSamples()).isEqualTo(200);
    }

    @Test
    void marksAreBounded() {
        playback.media(audio(1, 10), 0, 10);
        for (int i = 0; i < Playback.MAX_MARKS; i++) {
            assertThat(playback.mark("m")).isTrue();
        }
        assertThat(playback.mark("one too many")).isFalse();
    }

    @Test
    void countsShortDrySpellsAsGapsAndLongOnesAsSilence() {
        playback.media(audio(1, 160), 0, 160);
        playback.advanceTo(160 + 80);
        playback.media(audio(1, 160), 0, 160);
        playback.advanceTo(10_000);
        playback.media(audio(1, 160), 0, 160);

        assertThat(playback.gaps()).isEqualTo(1);
        assertThat(playback.gapSamples()).isEqualTo(80);
    }

    @Test
    void timeDoesNotGoBack() {
        playback.advanceTo(1000);
        playback.advanceTo(10);
        playback.mark("now");

        assertThat(told).containsExactly("now@1000");
    }

    @Test
    void whatIsHeardDoesNotDependOnHowOftenTimeIsTaken() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            told.clear();
            AudioTrack coarse = new AudioTrack(1 << 16);
            AudioTrack fine = new AudioTrack(1 << 16);
            List<String> marksCoarse = new ArrayList<>();
            List<String> marksFine = new ArrayList<>();
            Playback one = new Playback(0, into(coarse, marksCoarse));
            Playback two = new Playback(0, into(fine, marksFine));
            long now = 0;
            for (int event = 0; event < 20; event++) {
                long then = now + random.nextInt(2000);
                for (long t = now; t < then; t += 1 + random.nextInt(50)) {
                    two.advanceTo(t);
                }
                one.advanceTo(then);
                two.advanceTo(then);
                now = then;
                switch (random.nextInt(4)) {
                    case 0 -> {
                        one.mark("m" + event);
                        two.mark("m" + event);
                    }
                    case 1 -> assertThat(one.clear()).isEqualTo(two.clear());
                    default -> {
                        byte[] mu = audio(event, 1 + random.nextInt(3000));
                        one.media(mu, 0, mu.length);
                        two.media(mu, 0, mu.length);
                    }
                }
            }
            one.advanceTo(now + 100_000);
            two.advanceTo(now + 100_000);
            assertThat(coarse.copy(1 << 16))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(fine.copy(1 << 16));
            assertThat(marksCoarse).as("seed %d, round %d", seed, round).isEqualTo(marksFine);
        }
    }

    private static Playback.Listener into(AudioTrack track, List<String> marks) {
        return new Playback.Listener() {
            @Override
            public void heard(long atSample, byte[] mu, int off, int len) {
                track.write(atSample, mu, off, len);
            }

            @Override
            public void mark(long atSample, String name) {
                marks.add(name + "@" + atSample);
            }
        };
    }

    private static byte[] audio(int value, int samples) {
        byte[] mu = new byte[samples];
        Arrays.fill(mu, (byte) value);
        return mu;
    }
}
