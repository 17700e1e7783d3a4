package callgateway.recording;

import static callgateway.recording.Deck.LEFT;
import static callgateway.recording.Deck.RIGHT;
import static callgateway.recording.Deck.isSilent;
import static callgateway.recording.Deck.lengthMs;
import static callgateway.recording.Deck.sounds;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.Allocations;
import callgateway.audio.Tones;
import callgateway.audio.WavFile;
import callgateway.routing.Recording;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on a tape, measured; time passes as these tests want. */
class TapeTest {
    @TempDir
    Path root = Path.of(".");

    private Deck deck(Duration pauseOnKeys) {
        return new Deck(root, Deck.wanted(Recording.Format.MU_LAW, pauseOnKeys));
    }

    @ParameterizedTest
    @EnumSource(Recording.Format.class)
    void theCallerIsLeftAndWhatTheCallerHeardIsRightAtTheirTimes(Recording.Format format) throws Exception {
        Deck deck = new Deck(root, Deck.wanted(format, Duration.ZERO));
        deck.passes(1000).sends(400, 200).passes(200).sends(400, 100).passes(800);
        deck.callerSpeaks = true;
        deck.passes(1000);
        deck.callerSpeaks = false;
        WavFile wav = deck.passes(3000).ends();

        assertThat(lengthMs(wav)).isEqualTo(6000);
        assertThat(sounds(wav, RIGHT, 400, 1000, 1300)).isTrue();
        assertThat(isSilent(wav, RIGHT, 0, 1000)).isTrue();
        assertThat(isSilent(wav, RIGHT, 1300, 6000)).isTrue();
        assertThat(sounds(wav, LEFT, 600, 2000, 3000)).isTrue();
        assertThat(isSilent(wav, LEFT, 0, 2000)).isTrue();
        assertThat(isSilent(wav, LEFT, 3000, 6000)).isTrue();
        RecordingPart part = deck.file.result();
        assertThat(part.length()).isEqualTo(Duration.ofSeconds(6));
        assertThat(part.end()).isEqualTo(RecordingEnd.CALL_ENDED);
        assertThat(part.bytes()).isEqualTo(format == Recording.Format.PCM16 ? 44 + 192_000 : 58 + 96_000);
        assertThat(deck.counted).isEmpty();
    }

    @Test
    void whatWasFlushedWasNotHeardAndWhatComesNextIsInItsPlace() throws Exception {
        Deck deck = deck(Duration.ZERO);
        deck.passes(1000).sends(400, 200).passes(100);
        deck.tape.cleared(deck.nanos());
        deck.sends(800, 200);
        WavFile wav = deck.passes(2000).ends();

        assertThat(sounds(wav, RIGHT, 400, 1000, 1100)).isTrue();
        assertThat(sounds(wav, RIGHT, 400, 1100, 1120)).isFalse();
        assertThat(sounds(wav, RIGHT, 800, 1100, 1300)).isTrue();
        assertThat(isSilent(wav, RIGHT, 1300, 3100)).isTrue();
    }

    @Test
    void whatTheCarrierStillHasWhenTheCallEndsIsNotHeard() throws Exception {
        Deck deck = deck(Duration.ZERO);
        WavFile wav = deck.passes(1000).sends(400, 200).passes(60).ends();

        assertThat(lengthMs(wav)).isEqualTo(1060);
        assertThat(sounds(wav, RIGHT, 400, 1000, 1060)).isTrue();
    }

    @Test
    void whileAnOperatorPausesNothingIsOnTheTape() throws Exception {
        Deck deck = deck(Duration.ZERO);
        deck.callerSpeaks = true;
        deck.passes(1000).sends(400, 200);
        deck.tape.pause(true, deck.nanos());
        assertThat(deck.tape.paused(deck.nanos())).isEqualTo(TapeListener.Pause.OPERATOR);
        deck.passes(2000).sends(400, 200).passes(100);
        deck.tape.pause(false, deck.nanos());
        assertThat(deck.tape.paused(deck.nanos())).isNull();
        WavFile wav = deck.passes(1000).sends(400, 200).passes(900).ends();

        assertThat(sounds(wav, LEFT, 600, 0, 1000)).isTrue();
        assertThat(isSilent(wav, LEFT, 1000, 3100)).isTrue();
        assertThat(isSilent(wav, RIGHT, 1000, 3100)).isTrue();
        assertThat(sounds(wav, LEFT, 600, 3120, 5000)).isTrue();
        assertThat(sounds(wav, RIGHT, 400, 4100, 4300)).isTrue();
        assertThat(deck.told).containsExactly("paused OPERATOR", "resumed");
        assertThat(deck.file.result().paused())
                .containsExactly(new PausedSpan(1000, 3100, TapeListener.Pause.OPERATOR));
        assertThat(deck.file.result().pausedMs()).isEqualTo(2100);
    }

    @Test
    void aKeyTakesBackWhatWasHeardJustBeforeItAndKeepsTheNextOnesOffTheTape() throws Exception {
        Deck deck = deck(Duration.ofSeconds(10));
        deck.callerSpeaks = true;
        deck.passes(3000);
        deck.tape.keyPressed(deck.nanos());
        deck.passes(4000);
        deck.tape.keyPressed(deck.nanos());
        WavFile wav = deck.passes(12_000).ends();

        assertThat(sounds(wav, LEFT, 600, 0, 2000)).isTrue();
        assertThat(isSilent(wav, LEFT, 2000, 17_000)).isTrue();
        assertThat(sounds(wav, LEFT, 600, 17_020, 19_000)).isTrue();
        assertThat(deck.told).containsExactly("paused KEYS", "resumed");
        assertThat(deck.file.result().pausedMs()).isBetween(15_000L, 15_040L);
    }

    @Test
    void withoutThatSettingKeysAreOnTheTape() throws Exception {
        Deck deck = deck(Duration.ZERO);
        deck.callerSpeaks = true;
        deck.passes(1000);
        deck.tape.keyPressed(deck.nanos());
        WavFile wav = deck.passes(1000).ends();

        assertThat(sounds(wav, LEFT, 600, 0, 2000)).isTrue();
        assertThat(deck.told).isEmpty();
    }

    @Test
    void keysThatTheAgentIsGoingToPressAreNotOnTheTapeButTheWordsBeforeThemAre() throws Exception {
        Deck deck = deck(Duration.ofSeconds(2));
        deck.passes(1000);
        // A second of words first, of which the carrier is sent a little at a time, then the keys.
        deck.tape.keysAhead(deck.nanos(), 1000, 400);
        for (int i = 0; i < 10; i++) {
            deck.sends(400, 100).passes(100);
        }
        for (int i = 0; i < 4; i++) {
            deck.sends(697, 100).passes(100);
        }
        WavFile wav = deck.passes(4000).sends(800, 200).passes(1000).ends();

        assertThat(sounds(wav, RIGHT, 400, 1000, 1800)).isTrue();
        assertThat(isSilent(wav, RIGHT, 1820, 6400)).isTrue();
        assertThat(sounds(wav, RIGHT, 800, 6400, 6600)).isTrue();
        assertThat(deck.told).containsExactly("paused KEYS", "resumed");
    }

    @Test
    void keysThatAreFlushedBeforeTheyAreHeardPauseNothing() throws Exception {
        Deck deck = deck(Duration.ofSeconds(2));
        deck.passes(1000);
        deck.tape.keysAhead(deck.nanos(), 1000, 400);
        deck.passes(200);
        deck.tape.cleared(deck.nanos());
        deck.callerSpeaks = true;
        WavFile wav = deck.passes(4000).ends();

        assertThat(sounds(wav, LEFT, 600, 1200, 5200)).isTrue();
        assertThat(deck.told).isEmpty();
    }

    @Test
    void whatTheAgentAsksForByKeysIsNotRecordedUntilTheyAreIn() throws Exception {
        Deck deck = deck(Duration.ofSeconds(2));
        deck.callerSpeaks = true;
        deck.passes(1000);
        deck.tape.keysWanted(deck.nanos(), 60_000);
        WavFile wav = deck.passes(62_000).ends();

        assertThat(isSilent(wav, LEFT, 1000, 61_000)).isTrue();
        assertThat(sounds(wav, LEFT, 600, 61_020, 63_000)).isTrue();
    }

    @Test
    void aPauseInTheCallersAudioIsSilenceOfTheSameLength() throws Exception {
        Deck deck = deck(Duration.ZERO);
        deck.callerSpeaks = true;
        deck.passes(500);
        // Nothing at all comes for a minute.
        deck.nowMs += 60_000;
        WavFile wav = deck.passes(500).ends();

        assertThat(lengthMs(wav)).isEqualTo(61_000);
        assertThat(sounds(wav, LEFT, 600, 0, 500)).isTrue();
        assertThat(isSilent(wav, LEFT, 500, 60_500)).isTrue();
        assertThat(sounds(wav, LEFT, 600, 60_500, 61_000)).isTrue();
    }

    @Test
    void audioThatTheNetworkHeldUpIsWhereItWasSaid() throws Exception {
        Deck deck = deck(Duration.ZERO);
        deck.callerSpeaks = true;
        deck.passes(1000);
        // For 600 ms nothing comes, then all of it at once.
        byte[] said = new byte[160];
        Tones tone = Tones.sine(8000, 600, -12);
        deck.nowMs += 600;
        for (long at = 1000; at < 1600; at += 20) {
            tone.muLaw(said, 0, said.length);
            deck.tape.callerSaid(said, said.length, at, deck.nanos());
        }
        WavFile wav = deck.passes(1000).ends();

        assertThat(lengthMs(wav)).isEqualTo(2600);
        assertThat(sounds(wav, LEFT, 600, 0, 2600)).isTrue();
        assertThat(deck.counted).isEmpty();
    }

    @Test
    void clocksThatGoApartAreFollowedToWithinAFrame() throws Exception {
        CallerPlace place = new CallerPlace();
        long worst = 0;
        for (long frame = 0; frame < 4L * 3600 * 50; frame++) {
            long samples = (frame + 1) * 160;
            // The carrier's clock loses a second in four hours.
            long carrierMs = frame * 20 - frame * 20 / 14_400;
            long at = place.of(160, carrierMs, samples);
            worst = Math.max(worst, Math.abs(samples - 160 - at));
        }

        assertThat(worst).isLessThanOrEqualTo(160 + 16);
    }

    @Test
    void withoutTimesFramesFollowEachOther() {
        CallerPlace place = new CallerPlace();
        long jitter = 0;
        long expected = place.of(160, 0, 160) + 160;
        for (int frame = 1; frame < 50; frame++) {
            jitter = jitter == 0 ? 240 : 0;
            assertThat(place.of(160, 0, (frame + 1L) * 160 + jitter)).isEqualTo(expected);
            expected += 160;
        }

        assertThat(place.of(160, 0, 100_000)).isEqualTo(100_000 - 160);
    }

    @Test
    void aDiskThatDoesNotKeepUpMakesSilenceAndTheSidesStayInTime() throws Exception {
        Deck deck = new Deck(root, Deck.wanted(Recording.Format.MU_LAW, Duration.ZERO), 100);
        deck.callerSpeaks = true;
        deck.passes(2000);
        deck.writes(false);
        deck.passes(10_000);
        deck.writes(true);
        deck.passes(3000).sends(400, 200);
        WavFile wav = deck.passes(2000).ends();

        // Two seconds were kept for the disk, and a second is not handed over yet when it stops.
        assertThat(lengthMs(wav)).isEqualTo(17_000);
        assertThat(sounds(wav, LEFT, 600, 0, 2900)).isTrue();
        assertThat(isSilent(wav, LEFT, 3200, 11_000)).isTrue();
        assertThat(sounds(wav, LEFT, 600, 11_400, 17_000)).isTrue();
        assertThat(sounds(wav, RIGHT, 400, 15_000, 15_200)).isTrue();
        long dropped = deck.file.result().droppedMs();
        assertThat(dropped).isBetween(7500L, 8500L);
        assertThat(deck.counted).hasSize((int) dropped / 20).containsOnly("BACKLOG 20");
    }

    @Test
    void aDiskThatTakesNothingForHalfAMinuteIsGivenUp() throws Exception {
        Deck deck = deck(Duration.ZERO);
        deck.callerSpeaks = true;
        deck.passes(1000);
        deck.writes(false);
        deck.passes(40_000);

        assertThat(deck.tape.isOver()).isTrue();
        deck.ends();
        assertThat(deck.file.result().end()).isEqualTo(RecordingEnd.DISK_SLOW);
    }

    @Test
    void nothingIsAllocatedForAFrame() {
        TapeRing ring = new TapeRing(200);
        TapeOrder order =
                new TapeOrder(Deck.CALL, "sales", Deck.wanted(Recording.Format.MU_LAW, Duration.ofSeconds(10)), 200);
        Tape tape = new Tape(order, ring, deck(Duration.ZERO), RecordingMonitor.NONE, 0);
        byte[] frame = new byte[160];
        long[] nowMs = {0};

        assertThat(Allocations.during(() -> {
                    nowMs[0] += 20;
                    tape.callerSaid(frame, frame.length, nowMs[0] - 20, nowMs[0] * 1_000_000);
                    tape.callerHears(frame, 0, frame.length, nowMs[0] * 1_000_000);
                    while (!ring.isEmpty()) {
                        ring.taken();
                    }
                }))
                .isZero();
    }

    @Test
    void whatComesTooLateForItsPlaceIsCounted() throws Exception {
        Deck deck = deck(Duration.ZERO);
        deck.passes(2000);
        byte[] late = new byte[160];
        deck.tape.callerSaid(late, 160, 2000, deck.nanos() + 2_500_000_000L);

        assertThat(deck.counted).containsExactly("LATE 20");
    }
}
