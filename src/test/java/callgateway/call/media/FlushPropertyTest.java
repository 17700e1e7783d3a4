package callgateway.call.media;

import static callgateway.call.media.CallerLine.Order.CLEAR;
import static callgateway.call.media.CallerLine.Order.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * After a flush, no audio from before it reaches the caller, whatever comes when, and all that was said was either heard or
 * spared. What the agent says between two flushes is one byte of mu-law, another one after each flush, so that every byte
 * that leaves tells when it came in; hold audio is a byte that the agent never says.
 */
class FlushPropertyTest {
    private static final int RUNS = 300;
    private static final int STEPS = 200;
    /** Bytes 0x80..0xFE: all that survive PCM, without silence. */
    private static final int MARKERS = 0x7F;

    private static final int TUNE = 0x44;
    private static final Interlude HOLD = Interlude.of(new byte[0], Speech.constant(TUNE, 700));

    @RegisterExtension
    static final MediaBench BENCH = MediaBench.inSingleSteps();

    @Test
    void nothingThatCameInBeforeAFlushLeavesAfterIt() {
        for (int seed = 0; seed < RUNS; seed++) {
            new Run(seed).go();
        }
    }

    private static final class Run {
        private final int seed;
        private final Random chance;
        private final CallMedia media = BENCH.start();
        private final CallerLine caller = BENCH.caller();
        private int turn;
        private int saidInTurn;
        private int from;
        private long saidBytes;
        private long sparedMs;

        Run(int seed) {
            this.seed = seed;
            this.chance = new Random(seed);
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            flush();
            say();
            SteppedDispatcher.settle();
            caller.writable = true;
            media.callerWritable();
            BENCH.pass(saidInTurn / 8 + 1000);
            long last = count(caller.audioFrom(from), marker());
            assertThat(last)
                    .as("seed %d: what was said after the last flush", seed)
                    .isEqualTo(saidInTurn);
            nothingOld();
            everythingIsHeardOrSpared();
        }

        private void step() {
            int dice = chance.nextInt(100);
            if (dice < 30) {
                say();
            } else if (dice < 60) {
                for (int i = chance.nextInt(40); i > 0; i--) {
                    SteppedDispatcher.step();
                }
            } else if (dice < 80) {
                BENCH.wait(chance.nextInt(70));
                media.tick();
            } else if (dice < 86) {
                caller.writable = chance.nextInt(3) > 0;
                if (caller.writable) {
                    media.callerWritable();
                }
            } else if (dice < 88) {
                hold();
            } else if (dice < 90) {
                marksComeBack();
            } else if (dice < 93) {
                SteppedDispatcher.settle();
            } else {
                flush();
            }
            nothingOld();
        }

        private void hold() {
            switch (chance.nextInt(3)) {
                case 0 -> media.hold(HOLD, null);
                case 1 -> media.comfort(HOLD, Duration.ofMillis(chance.nextInt(500)));
                default -> media.stopHold();
            }
        }

        private void marksComeBack() {
            long heard = media.heardMs();
            caller.marksBack().forEach(media::markCameBack);
            assertThat(media.heardMs())
                    .as("seed %d: a mark confirms, it tells nothing new", seed)
                    .isEqualTo(heard);
        }

        private void say() {
            if (chance.nextInt(5) == 0) {
                byte[] keys = Speech.constant(marker(), 1 + chance.nextInt(300));
                media.insert(keys);
                said(keys.length);
                return;
            }
            byte[] pcm = Speech.pcm(Speech.constant(marker(), 1 + chance.nextInt(chance.nextBoolean() ? 30 : 900)));
            int off = 0;
            while (off < pcm.length) {
                // Odd pieces, too: a sample may be cut anywhere.
                int piece = Math.min(pcm.length - off, 1 + chance.nextInt(5000));
                media.agentAudio(pcm, off, piece);
                off += piece;
            }
            said(pcm.length / 2);
        }

        private void said(int bytes) {
            saidInTurn += bytes;
            saidBytes += bytes;
        }

        private void flush() {
            int before = caller.sent.size();
            boolean heardSomething = count(caller.audioFrom(from), marker()) > 0;
            Flushed flushed = media.flush();

            assertThat(media.flush().sparedMs()).as("seed %d: again", seed).isZero();
            assertThat(flushed.heardMs()).as("seed %d", seed).isBetween(0L, media.heardMs());
            sparedMs += flushed.sparedMs();
            everythingIsHeardOrSpared();
            if (heardSomething) {
                // Before the clear a mark may tell when it has come.
                assertThat(caller.sent.subList(before, caller.sent.size()))
                        .as("seed %d: what a flush writes", seed)
                        .filteredOn(one -> !(one instanceof CallerLine.Mark))
                        .isEqualTo(List.of(CLEAR, WRITE));
                assertThat(caller.sent.get(caller.sent.size() - 2)).isEqualTo(CLEAR);
            }
            turn++;
            saidInTurn = 0;
            from = caller.sent.size();
        }

        /** The silence that fills up a last frame is counted as said, here and there. */
        private void everythingIsHeardOrSpared() {
            assertThat(media.heardMs() + sparedMs)
                    .as("seed %d, flush %d", seed, turn)
                    .isEqualTo(media.saidMs());
            long heard = caller.heard().length - count(caller.heard(), (byte) TUNE);
            assertThat(media.heardMs())
                    .as("seed %d, flush %d: heard", seed, turn)
                    .isBetween(heard / 8 - 1 - turn, heard / 8 + 1 + turn);
            long filled = count(caller.audio(), MuLaw.SILENCE);
            assertThat(media.saidMs()).as("seed %d: said", seed).isEqualTo((saidBytes + filled) / 8);
        }

        private static long count(byte[] audio, byte which) {
            long count = 0;
            for (byte one : audio) {
                count += one == which ? 1 : 0;
            }
            return count;
        }

        private void nothingOld() {
            for (byte heard : caller.audioFrom(from)) {
                if (heard != marker() && heard != MuLaw.SILENCE && heard != TUNE) {
                    assertThat(heard).as("seed %d, after flush %d", seed, turn).isEqualTo(marker());
                }
            }
            assertThat(caller.longestLeadMs()).as("seed %d: lead", seed).isLessThanOrEqualTo(200);
        }

        private byte marker() {
            return (byte) (0x80 + turn % MARKERS);
        }
    }
}
