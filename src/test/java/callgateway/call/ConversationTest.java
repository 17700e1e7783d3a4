package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.KeyDetector;
import callgateway.omni.DropReason;
import callgateway.omni.OmniClientMessage.Dtmf;
import callgateway.omni.OmniClientMessage.ToolResult;
import callgateway.tools.ToolFault;
import callgateway.twilio.GatewayMessage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConversationTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private Caller caller;
    private FakeOmni.Session agent;

    @BeforeEach
    void bothAreThere() {
        caller = BENCH.talks();
        agent = BENCH.omni.session(1);
    }

    @Test
    void keysReachTheAgent() {
        for (char key : "0123456789*#ABCD".toCharArray()) {
            caller.presses(key);
        }

        await().until(() ->
                agent.messages.stream().filter(Dtmf.class::isInstance).count() == 16);
        assertThat(agent.messages.stream().filter(Dtmf.class::isInstance).map(key -> ((Dtmf) key).digits()))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "A", "B", "C", "D");
        assertThat(agent.faults).isEmpty();
    }

    @Test
    void anInterruptionClearsTheLineAndNothingOldFollows() {
        agent.speaks(0x22, 5000);
        await().until(() -> caller.heard().length > 0);

        agent.says(agent.frames().flush("energy", 1));
        agent.speaks(0x33, 100);

        await().until(() -> caller.clears() == 1);
        int cleared = indexOfClear();
        await().until(() -> caller.heardFrom(cleared).length >= 800);
        assertThat(caller.heardFrom(cleared)).containsOnly(0x33);
    }

    @Test
    void bothWordsForAnInterruptionClearOnce() {
        agent.speaks(0x22, 5000);
        await().until(() -> caller.heard().length > 0);

        agent.says(agent.frames().bargeIn());
        agent.says(agent.frames().flush("energy", 1));
        agent.says(agent.frames().flush("turn_merge", 2));
        agent.speaks(0x33, 20);

        await().until(() -> caller.heardFrom(Math.max(0, indexOfClear())).length > 0 && caller.clears() > 0);
        assertThat(caller.clears()).isEqualTo(1);
    }

    @Test
    void aSecondInterruptionClearsAgain() {
        for (int turn = 1; turn <= 3; turn++) {
            int clears = turn;
            int before = caller.heard().length;
            agent.speaks(0x22, 5000);
            await().until(() -> caller.heard().length > before);
            agent.says(agent.frames().bargeIn());
            await().until(() -> caller.clears() == clears);
        }
    }

    @Test
    void anInterruptionOfWhichOnlyTheRestIsToldClearsToo() {
        agent.speaks(0x22, 5000);
        await().until(() -> caller.heard().length > 0);

        agent.says(agent.frames().assistantInterrupted("Hel"));

        await().until(() -> caller.clears() == 1);
    }

    @Test
    void whatIsToldOfAnInterruptionAfterwardsLeavesTheNextReplyAlone() {
        agent.speaks(0x22, 5000);
        await().until(() -> caller.heard().length > 0);

        agent.says(agent.frames().flush("energy", 1));
        agent.says(agent.frames().turnBegin(2));
        agent.speaks(0x33, 400);
        agent.says(agent.frames().assistantInterrupted("Hel"));

        await().until(() -> caller.heardFrom(Math.max(0, indexOfClear())).length == 3200);
        assertThat(caller.clears()).isEqualTo(1);
    }

    @Test
    void theAgentsKeysAreHeardInTheirPlace() {
        agent.speaks(0x22, 100);
        agent.says(agent.frames().sendDtmf("1w9#"));
        agent.speaks(0x33, 100);

        await().until(() -> caller.heard().length >= 8 * 1300);
        byte[] heard = caller.heard();
        assertThat(Arrays.copyOf(heard, 800)).containsOnly(0x22);
        assertThat(KeyDetector.keys(heard)).isEqualTo("19#");
        assertThat(Arrays.copyOfRange(heard, 8 * 1200, 8 * 1300)).containsOnly(0x33);
    }

    @Test
    void tooManyKeysAreNotPlayedAndTheLogDoesNotSayWhich() {
        LogLines log = new LogLines();
        log.start();
        agent.says(agent.frames().sendDtmf("4321".repeat(9)));
        agent.speaks(0x33, 20);

        await().until(() -> caller.heard().length > 0);
        log.stop();
        assertThat(caller.heard()).containsOnly(0x33);
        assertThat(log.count("36 keys of the agent's are not played: TOO_LONG")).isEqualTo(1);
        assertThat(log.all()).doesNotContain("4321");
    }

    @Test
    void holdAudioPlaysUntilTheAgentSpeaksAgain() {
        agent.says(agent.frames().playHold(60));
        await().until(() -> caller.heard().length >= 1600);
        caller.speaks(0x11);
        await().until(() -> agent.heard().length >= 320);

        agent.speaks(0x33, 1000);

        await().until(() -> caller.heard().length > 0 && caller.heard()[caller.heard().length - 1] == 0x33);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
        assertThat(caller.socket.faults).isEmpty();
    }

    @Test
    void aToolThatNobodyHasIsAnsweredSoThatTheAgentCanSaySo() {
        agent.says(agent.frames().toolCall("t_7", "find_slot", "{\"day\":\"Thursday\"}"));

        ToolResult result = agent.got(ToolResult.class);

        assertThat(result.callId()).isEqualTo("t_7");
        assertThat(result.error()).isEqualTo("unknown_tool: there is no tool of this name here");
        assertThat(BENCH.tools.refused).containsExactly(ToolFault.UNKNOWN_TOOL);
    }

    @Test
    void anErrorWhereAudioBelongsIsNotPlayed() {
        agent.says(agent.frames().errorOnAudioTag("voice_not_found"));
        agent.speaks(0x22, 20);

        await().until(() -> caller.heard().length >= 160);
        assertThat(caller.heard()).hasSize(160).containsOnly(0x22);
    }

    @Test
    void whatCannotBeUnderstoodIsCountedAndDropped() {
        agent.says(agent.frames().tagged(9, new byte[] {1, 2}));
        agent.says(agent.frames().event(new byte[] {'{', 'x'}));
        agent.speaks(0x22, 20);

        await().until(() -> caller.heard().length >= 160);
        assertThat(BENCH.counts.agentDrops).contains(DropReason.UNKNOWN_TAG, DropReason.NOT_JSON);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
    }

    @Test
    void eventsThatNeedNothingDoneChangeNothing() {
        agent.says(agent.frames().turnBegin(1));
        agent.says(agent.frames().audioPosition(100, 50));
        agent.says(agent.frames().idlePrompt());
        agent.says(agent.frames().kbQuery(true, "no_kb", List.of()));
        agent.says(agent.frames().collect("name", false));
        agent.says(agent.frames().dtmfAck('5'));
        agent.says(agent.frames().warning("w", "something"));
        agent.says(agent.frames().error("e", "something"));
        agent.says(agent.frames().agentSaid("Hello", true));
        agent.says(agent.frames().callerSaid("Hi"));
        agent.says(agent.frames().assistantInterrupted("Hel"));
        agent.speaks(0x22, 20);

        await().until(() -> caller.heard().length == 160);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
        assertThat(caller.clears()).isZero();
        assertThat(caller.socket.faults).isEmpty();
    }

    @Test
    void aMarkTheCarrierMadeUpDoesNoHarm() {
        agent.speaks(0x22, 100);
        caller.played("nonsense").played("0-999999").played("");

        caller.speaks(0x11);

        await().until(() -> agent.heard().length >= 320);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
    }

    @Test
    void anAgentThatDoesNotReadNeverStopsTheCaller() {
        agent.socket().pauseReading();
        for (int i = 0; i < 60_000 && BENCH.state(caller) == CallView.State.TALKING; i += 1000) {
            for (int frame = 0; frame < 1000; frame++) {
                caller.speaks(0x11);
            }
        }
        agent.socket().resumeReading();
        await().until(() -> agent.heard().length > 0);
        caller.stops();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_HUNG_UP);
        assertThat(BENCH.counts.media.get(0).callerDroppedMs()).isPositive();
    }

    @Test
    void aCarrierThatDoesNotReadIsWaitedFor() {
        caller.socket.reads(false);
        agent.speaks(0x22, 1000);
        caller.speaks(0x11);
        await().until(() -> agent.heard().length >= 320);

        caller.socket.reads(true);

        await().until(() -> caller.heard().length == 8000);
        assertThat(caller.heard()).containsOnly(0x22);
    }

    private int indexOfClear() {
        List<GatewayMessage> heard = caller.socket.heard;
        for (int i = 0; i < heard.size(); i++) {
            if (heard.get(i) instanceof GatewayMessage.Clear) {
                return i;
            }
        }
        return -1;
    }
}
