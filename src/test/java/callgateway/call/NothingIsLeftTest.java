package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.transport.LoopProbe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NothingIsLeftTest {
    private static final int CALLS = 200;
    /** Each is fifty messages a second, and every buffer of a test is watched. */
    private static final int AT_ONCE = 40;

    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    @Test
    void ofCallsThatCameAndWentOneAfterTheOther() {
        for (int i = 0; i < CALLS; i++) {
            Caller caller = BENCH.calls().speaks(0x11);
            // Some never reach their agent.
            if (i % 4 != 0) {
                await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
            }
            end(caller, i);
            await().until(() -> BENCH.state(caller) == null && LoopProbe.ticking(BENCH.loop) == 0);
        }

        assertThat(BENCH.counts.started).hasValue(CALLS);
        assertThat(BENCH.counts.ended).hasSize(CALLS);
        assertThat(BENCH.counts.failed).isEmpty();
        BENCH.nothingIsLeft();
    }

    @Test
    void ofCallsThatWereThereAtTheSameTime() {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            callers.add(BENCH.calls());
        }
        await().until(() -> BENCH.counts.agentsReady.get() == AT_ONCE);
        assertThat(BENCH.live()).hasSize(AT_ONCE);
        assertThat(LoopProbe.ticking(BENCH.loop)).isEqualTo(AT_ONCE);
        callers.forEach(caller -> caller.speaks(0x11));

        for (int i = 0; i < AT_ONCE; i++) {
            end(callers.get(i), i);
        }

        BENCH.nothingIsLeft();
        assertThat(BENCH.counts.ended).hasSize(AT_ONCE);
        assertThat(callers).allMatch(caller -> caller.socket.hasEnded());
        assertThat(BENCH.omni.sessions).noneMatch(FakeOmni.Session::isOpen);
    }

    private static void end(Caller caller, int how) {
        switch (how % 3) {
            case 0 -> caller.stops();
            case 1 -> caller.vanishes();
            default -> BENCH.tell(new Calls.CallOver(caller.callSid));
        }
    }
}
