package callgateway.call.media;

import static callgateway.call.media.CallerLine.Order.CLEAR;
import static callgateway.call.media.CallerLine.Order.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * After a flush, no audio from before it reaches the caller, whatever comes when. What the agent says between two flushes
 * is one byte of mu-law, another one after each flush, so that every byte that leaves tells when it came in.
 */
class FlushPropertyTest {
    private static final int RUNS = 300;
    private static final int STEPS = 200;
    /** Bytes 0x80..0xFE: all that survive PCM, without silence. */
    private static final int MARKERS = 0x7F;

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
            byte[] last = caller.audioFrom(from);
            assertThat(last.length)
                    .as("seed %d: what was said after the last flush", seed)
                    .isBetween(saidInTurn, saidInTurn + MuLaw.FRAME_BYTES);
            nothingOld();
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
            } else if (dice < 92) {
                SteppedDispatcher.settle();
            } else {
                flush();
            }
            nothingOld();
        }

        private void say() {
            byte[] pcm = Speech.pcm(Speech.constant(marker(), 1 + chance.nextInt(chance.nextBoolean() ? 30 : 900)));
            int off = 0;
            while (off < pcm.length) {
                // Odd pieces, too: a sample may be cut anywhere.
                int piece = Math.min(pcm.length - off, 1 + chance.nextInt(5000));
                media.agentAudio(pcm, off, piece);
                off += piece;
            }
            saidInTurn += pcm.length / 2;
        }

        private void flush() {
            int before = caller.sent.size();
            boolean heardSomething = caller.audioFrom(from).length > 0;

            media.flush();

            if (heardSomething) {
                assertThat(caller.sent.subList(before, caller.sent.size()))
                        .as("seed %d: what a flush writes", seed)
                        .isEqualTo(List.of(CLEAR, WRITE));
            }
            turn++;
            saidInTurn = 0;
            from = caller.sent.size();
        }

        private void nothingOld() {
            for (byte heard : caller.audioFrom(from)) {
                if (heard != marker() && heard != MuLaw.SILENCE) {
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
