package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.FakeOmni.Manner;
import callgateway.omni.AgentProfile;
import callgateway.omni.Dialect;
import callgateway.omni.OmniClientMessage.Configure;
import callgateway.omni.OmniClientMessage.Dtmf;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.omni.OmniSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How an agent's session comes up. */
class AgentSetupTest {
    private static final AgentProfile FRONT_DESK = AgentProfile.DEFAULTS
            .withPersona("You answer the phone.")
            .withVoiceId("stock_voice")
            .withLanguage("en");

    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    @ParameterizedTest
    @CsvSource({
        "TAGGED, TALKS", "TAGGED, TALKS_AS_BEFORE",
        "HALF_TAGGED, TALKS", "HALF_TAGGED, TALKS_AS_BEFORE",
        "TEXT, TALKS", "TEXT, TALKS_AS_BEFORE"
    })
    void inEveryDialectTheAgentIsConfiguredAndBothHearEachOther(Dialect dialect, Manner manner) {
        BENCH.restart(limits -> {}, () -> BENCH.omniSettings().withDialect(dialect), FRONT_DESK);
        BENCH.omni.speaks(dialect);
        BENCH.omni.usually(manner);

        Caller caller = BENCH.talks();

        FakeOmni.Session agent = BENCH.omni.session(1);
        Configure configure = agent.got(Configure.class);
        assertThat(configure.persona()).isEqualTo("You answer the phone.");
        assertThat(configure.voiceId()).isEqualTo("stock_voice");
        assertThat(configure.language()).isEqualTo("en");
        caller.speaks(0x11);
        await().until(() -> agent.heard().length >= 320);
        agent.speaks(0x22, 60);
        await().until(() -> caller.heard().length == 480);
        assertThat(caller.heard()).containsOnly(0x22);
        assertThat(agent.faults).isEmpty();
        assertThat(caller.socket.faults).isEmpty();
        assertThat(BENCH.counts.agentDrops).isEmpty();
    }

    /** An older service and a newer gateway, and the other way round: what comes is understood whatever is sent. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatTheAgentSaysIsUnderstoodInAnyDialect(Dialect dialect) {
        BENCH.omni.speaks(dialect);
        BENCH.omni.usually(Manner.SILENT);
        Caller caller = BENCH.calls();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().hello("c_1", 8000, 8000, RateForm.FORMAT_AND_RATE));
        agent.says(agent.frames().sessionStarted("c_1"));
        agent.got(Configure.class);
        agent.says(agent.frames().configured("c_1", null, 0, false, 8000, RateForm.ABSENT));

        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(live(caller).agentCallId()).isEqualTo("c_1");
    }

    @Test
    void keysThatArePressedTooEarlyReachTheAgentInTheirOrder() {
        BENCH.omni.usually(Manner.HELLO);
        Caller caller = BENCH.calls();
        FakeOmni.Session agent = BENCH.omni.session(1);
        caller.presses('4').presses('2');
        agent.got(Configure.class);
        caller.presses('*');

        agent.says(agent.frames().configured("c_1", null, 0, false, 8000, RateForm.ABSENT));
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        caller.presses('#');

        await().until(() -> agent.messages.size() == 5);
        assertThat(agent.messages.subList(1, 5))
                .containsExactly(new Dtmf("4"), new Dtmf("2"), new Dtmf("*"), new Dtmf("#"));
    }

    @Test
    void keysOutliveAFailedAttempt() {
        BENCH.omni.thenRefuses(500);
        BENCH.omni.usually(Manner.HELLO);
        Caller caller = BENCH.calls();
        caller.presses('7');
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.got(Configure.class);
        agent.says(agent.frames().configured("c_1", null, 0, false, 8000, RateForm.ABSENT));

        assertThat(agent.got(Dtmf.class).digits()).isEqualTo("7");
    }

    @Test
    void keysForWhichNoAgentComesAreCounted() {
        BENCH.omni.usually(Manner.SILENT);
        Caller caller = BENCH.calls();
        BENCH.omni.session(1);

        caller.presses('4').presses('2').stops();

        BENCH.ended(caller);
        await().until(() -> BENCH.counts.keysDropped.equals(List.of("NO_AGENT 2")));
    }

    @Test
    void theKeyAndTheLabelGoWithTheUpgrade() {
        Caller caller = BENCH.talks();

        var request = BENCH.omni.requests.get(0);
        assertThat(request.header("Authorization")).isEqualTo("Bearer pk_secret");
        assertThat(request.target())
                .startsWith("/v1/omni?")
                .contains("session_label=" + caller.callSid)
                .doesNotContain("pk_secret");
    }

    @Test
    void nothingIsSentBeforeTheAgentSaidHello() {
        BENCH.omni.usually(Manner.SILENT);
        Caller caller = BENCH.calls();
        FakeOmni.Session agent = BENCH.omni.session(1);

        caller.speaks(0x11).speaks(0x11).presses('5');
        agent.says(agent.frames().hello("c_1", 8000, 8000, RateForm.NUMBER));
        agent.got(Configure.class);
        caller.speaks(0x12);
        await().until(() -> agent.heard().length > 0);

        assertThat(agent.messages).hasSize(1);
        byte[] silenceAndLast = agent.heard();
        assertThat(silenceAndLast).hasSizeLessThanOrEqualTo(320 * 3);
        caller.stops();
        BENCH.ended(caller);
        assertThat(BENCH.counts.media.get(0).callerBeforeAgentMs()).isEqualTo(40);
    }

    @Test
    void aGreetingBeforeTheAcknowledgementIsHeard() {
        BENCH.restart(limits -> {}, BENCH::omniSettings, FRONT_DESK.withGreeting("Hello"));
        BENCH.omni.usually(Manner.HELLO);
        Caller caller = BENCH.calls();
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.got(Configure.class);

        agent.speaks(0x22, 100);

        await().until(() -> caller.heard().length == 800);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.CONNECTING);
        agent.says(agent.frames().configured("c", "stock_voice", 0, true, 8000, RateForm.ABSENT));
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        await().until(() -> BENCH.counts.firstAudios.get() == 1);
    }

    @Test
    void anAgentWithAGreetingThatStaysMuteIsGivenUp() {
        BENCH.restart(
                limits -> limits.firstAudioWithin = Duration.ofMillis(100),
                BENCH::omniSettings,
                FRONT_DESK.withGreeting("Hello"));

        Caller caller = BENCH.calls();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void anAgentThatHasGreetedIsNotGivenUp() {
        BENCH.restart(
                limits -> limits.firstAudioWithin = Duration.ofMillis(150),
                BENCH::omniSettings,
                FRONT_DESK.withGreeting("Hello"));
        Caller caller = BENCH.talks();
        BENCH.omni.session(1).speaks(0x22, 20);
        await().until(() -> caller.heard().length > 0);

        await().during(Duration.ofMillis(400)).until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void anAgentWithoutAGreetingMayStayQuiet() {
        BENCH.restart(limits -> limits.firstAudioWithin = Duration.ofMillis(50));
        Caller caller = BENCH.talks();

        await().during(Duration.ofMillis(200)).until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void aSecondHelloAndASecondAcknowledgementChangeNothing() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().configAck(null, java.util.List.of(), java.util.List.of()));
        agent.says(agent.frames().configured("c", null, 0, false, 8000, RateForm.ABSENT));
        agent.speaks(0x22, 20);

        await().until(() -> caller.heard().length == 160);
        assertThat(BENCH.counts.agentsReady).hasValue(1);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
    }

    @ParameterizedTest
    @CsvSource({"8000, 24000", "16000, 16000", "24000, 24000", "16000, 24000"})
    void theAnnouncedRateIsObeyedWhateverWasAskedFor(int asked, int announced) {
        BENCH.restart(limits -> {}, () -> BENCH.omniSettings().withInputRateHz(asked), AgentProfile.DEFAULTS);
        BENCH.omni.usually(Manner.SILENT);
        Caller caller = BENCH.calls();
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.says(agent.frames().hello("c_1", asked, announced, RateForm.FORMAT_AND_RATE));
        agent.got(Configure.class);
        agent.says(agent.frames().configured("c", null, 0, false, announced, RateForm.FORMAT_AND_RATE));
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);

        agent.socket().sendBinary(agent.frames().audio(new byte[2 * announced / 10]));

        await().until(() -> caller.heard().length == 800);
        caller.speaks(0x11);
        await().until(() -> agent.heard().length >= 2 * asked / 50);
        assertThat(agent.faults).isEmpty();
    }

    private CallView live(Caller caller) {
        return BENCH.live().stream()
                .filter(view -> view.callSid().equals(caller.callSid))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(OmniSettings.AuthMode.class)
    void theKeyGoesWhereItIsWanted(OmniSettings.AuthMode mode) {
        BENCH.restart(limits -> {}, () -> BENCH.omniSettings().withAuthMode(mode), AgentProfile.DEFAULTS);

        BENCH.talks();

        var request = BENCH.omni.requests.get(0);
        switch (mode) {
            case HEADER -> assertThat(request.header("Authorization")).isEqualTo("Bearer pk_secret");
            case API_KEY_HEADER -> assertThat(request.header("x-api-key")).isEqualTo("pk_secret");
            case QUERY -> assertThat(request.target()).contains("api_key=pk_secret");
            case SUBPROTOCOL ->
                assertThat(request.header("Sec-WebSocket-Protocol")).contains("pyai-key.pk_secret");
        }
    }
}
