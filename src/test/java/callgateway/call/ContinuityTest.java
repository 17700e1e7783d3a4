package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniClientMessage.Configure;
import callgateway.omni.OmniClientMessage.Dtmf;
import callgateway.omni.OmniServerFrames.RateForm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContinuityTest {
    private static final AgentProfile AGENT = AgentProfile.DEFAULTS
            .withPersona("Of sales.")
            .withGreeting("Good day.")
            .withConsentLine("This is recorded.");

    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private static Caller talks(Consumer<Limits> change) {
        Consumer<Limits> twice = limits -> {
            limits.agentRedials = 2;
            limits.streamReconnects = 2;
        };
        BENCH.restart(twice.andThen(change), BENCH::omniSettings, AGENT.withGreeting(null));
        return BENCH.talks();
    }

    /** Talks with an agent that is stored at its service. */
    private static Caller talksWithAStoredAgent(Consumer<Limits> change, StoredAgents known) {
        Consumer<Limits> once = limits -> limits.agentRedials = 1;
        BENCH.restart(
                once.andThen(change),
                () -> BENCH.omniSettings().withAgentId("agent_7"),
                AgentProfile.DEFAULTS.withGreeting("Good day."));
        BENCH.storedAgents = known;
        Caller caller = BENCH.calls();
        FakeOmni.Session first = BENCH.omni.session(1);
        assertThat(first.got(Configure.class).persona()).isNull();
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        first.says(first.frames().callerSaid("It is about my order."));
        await().until(() -> events(caller).stream().anyMatch(CallEvent.Said.class::isInstance));
        return caller;
    }

    private static void breaks(int session) {
        BENCH.omni.session(session).socket().reset();
    }

    private static CallAccount account(Caller caller) {
        Optional<CallAccount> account = BENCH.ask(replyTo -> new Calls.Describe(caller.callSid, replyTo));
        return account.orElseThrow();
    }

    private static List<CallEvent> events(Caller caller) {
        return account(caller).moments().stream().map(CallStory.Moment::event).toList();
    }

    @Test
    void anAgentThatIsLostInMidCallIsReplacedByOneThatKnowsWhatHasBeen() {
        Caller caller = talks(limits -> {});
        FakeOmni.Session first = BENCH.omni.session(1);
        first.says(first.frames().callerSaid("I need a table for \"four\"."));
        first.says(first.frames().agentSaid("For which day?", true));
        await().until(() -> events(caller).stream()
                .anyMatch(e -> e instanceof CallEvent.Said said && said.text().equals("For which day?")));

        breaks(1);

        Configure configure = BENCH.omni.session(2).got(Configure.class);
        assertThat(configure.greeting()).isEqualTo("Where were we?");
        assertThat(configure.consentLine()).isNull();
        assertThat(configure.persona())
                .startsWith("Of sales.")
                .contains("caller: \"I need a table for 'four'.\"")
                .contains("you: \"For which day?\"");
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING && BENCH.counts.agentsReplaced.get() == 1);
        assertThat(BENCH.omni.requests.get(0).target())
                .as("a session of its own")
                .isNotEqualTo(BENCH.omni.requests.get(1).target());
        BENCH.omni.session(2).speaks(0x33, 100);
        await().until(() -> caller.heard().length >= 800);
        assertThat(caller.socket.hasEnded()).isFalse();
    }

    @Test
    void aStoredAgentThatTakesOverKeepsItsPersonaAndKnowsWhatHasBeen() {
        List<String> asked = new CopyOnWriteArrayList<>();
        talksWithAStoredAgent(limits -> {}, omni -> {
            asked.add(String.valueOf(omni.agentId()));
            return CompletableFuture.completedFuture(Optional.of("The stored one."));
        });
        assertThat(asked).as("asked for before it is wanted").containsExactly("agent_7");

        breaks(1);

        Configure configure = BENCH.omni.session(2).got(Configure.class);
        assertThat(configure.persona()).startsWith("The stored one.\n\n").contains("caller: \"It is about my order.\"");
        assertThat(configure.greeting()).isEqualTo("Where were we?");
        assertThat(BENCH.counts.agentsNotTold).hasValue(0);
    }

    @Test
    void aPersonaThatIsBeingReadIsWaitedFor() {
        CompletableFuture<Optional<String>> read = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        Caller caller = talksWithAStoredAgent(limits -> {}, omni -> {
            asked.incrementAndGet();
            return read;
        });

        breaks(1);
        await().until(() -> asked.get() == 2);
        read.complete(Optional.of("The stored one."));

        assertThat(BENCH.omni.session(2).got(Configure.class).persona()).startsWith("The stored one.");
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void aPersonaThatCannotBeReadKeepsNoCallerWaitingForLong() {
        Caller caller = talksWithAStoredAgent(limits -> {}, omni -> new CompletableFuture<>());

        breaks(1);

        Configure configure = BENCH.omni.session(2).got(Configure.class);
        assertThat(configure.persona()).isNull();
        assertThat(configure.greeting()).isEqualTo("Where were we?");
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(BENCH.counts.agentsNotTold).hasValue(1);
    }

    @Test
    void aStoredAgentThatHasNothingToSayFirstDoesNotGreetAgain() {
        talksWithAStoredAgent(
                limits -> limits.reentry = "",
                omni -> CompletableFuture.completedFuture(Optional.of("The stored one.")));

        breaks(1);

        assertThat(BENCH.omni.session(2).got(Configure.class).greeting()).isEmpty();
    }

    @Test
    void keysThatArePressedWhileThereIsNoAgentReachTheNextOne() {
        Caller caller = talks(limits -> {});
        BENCH.omni.session(1).got(Configure.class);
        BENCH.omni.usually(FakeOmni.Manner.HELLO);

        breaks(1);
        FakeOmni.Session second = BENCH.omni.session(2);
        second.got(Configure.class);
        caller.presses('4').presses('2');
        second.says(second.frames().configured("c_2", null, 0, true, 8000, RateForm.ABSENT));

        await().until(() -> second.messages.equals(List.of(second.messages.get(0), new Dtmf("4"), new Dtmf("2"))));
        assertThat(BENCH.counts.keysDropped).isEmpty();
    }

    @Test
    void theSlotIsKeptWhileTheAgentIsReplaced() {
        Caller caller = talks(limits -> {});

        breaks(1);

        BENCH.omni.session(2).got(Configure.class);
        assertThat(BENCH.told(caller.callSid)).noneMatch(callgateway.admission.Admission.Over.class::isInstance);
    }

    @Test
    void anAgentThatIsLostTooOftenIsNotReplacedAgain() {
        Caller caller = talks(limits -> limits.agentRedials = 2);

        for (int session = 1; session <= 3; session++) {
            await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
            BENCH.omni.session(session);
            int replaced = session - 1;
            await().until(() -> BENCH.counts.agentsReplaced.get() == replaced);
            breaks(session);
        }

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
        assertThat(BENCH.omni.sessions).hasSize(3);
    }

    @Test
    void withoutRedialsTheCallerIsRescuedAtOnce() {
        Caller caller = talks(limits -> limits.agentRedials = 0);

        breaks(1);

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
        assertThat(BENCH.omni.sessions).hasSize(1);
    }

    @Test
    void aReplacementThatDoesNotComeInTimeIsNotWaitedFor() {
        Caller caller = talks(limits -> limits.redialWithin = Duration.ofMillis(300));
        BENCH.omni.usually(FakeOmni.Manner.SILENT);

        breaks(1);

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
    }

    @Test
    void aReplacementForWhichThereIsNoRoomWaitsAtTheHeadOfTheLine() {
        Caller caller = talks(limits -> {});
        BENCH.omni.thenRefuses(429);

        breaks(1);

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_BUSY);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.WAIT);
    }

    @Test
    void whenTheCallComesBackFromTheLineTheAgentKnowsWhatHasBeen() {
        Caller caller = talks(limits -> {});
        FakeOmni.Session first = BENCH.omni.session(1);
        first.says(first.frames().callerSaid("It is about my order."));
        await().until(() -> events(caller).stream().anyMatch(CallEvent.Said.class::isInstance));
        BENCH.omni.thenRefuses(429);
        breaks(1);
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_BUSY);

        BENCH.opens(caller.callSid).connected().starts(BENCH.token(caller.callSid));

        Configure configure = BENCH.omni.session(2).got(Configure.class);
        assertThat(configure.persona()).contains("It is about my order.");
        assertThat(configure.consentLine()).isNull();
    }

    @Test
    void aSessionThatIsAtItsLimitIsReplacedAndNotTheEndOfTheCall() {
        Caller caller = talks(limits -> {});
        FakeOmni.Session first = BENCH.omni.session(1);

        first.says(first.frames().sessionEnd("max_duration"));

        BENCH.omni.session(2).got(Configure.class);
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(first.closed().code()).isEqualTo(1000);
        assertThat(BENCH.counts.ended).isEmpty();
    }

    @Test
    void aSessionThatIsAlwaysAtItsLimitIsNotReplacedForEver() {
        Caller caller = talks(limits -> limits.agentRedials = 2);

        for (int session = 1; session <= 3; session++) {
            int replaced = session - 1;
            await().until(() -> BENCH.counts.agentsReplaced.get() == replaced);
            FakeOmni.Session one = BENCH.omni.session(session);
            one.says(one.frames().sessionEnd("session_limit"));
        }

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
    }

    @Test
    void twoSessionsOfOneCallNeverOverlap() {
        Caller caller = talks(limits -> {});
        FakeOmni.Session first = BENCH.omni.session(1);

        first.says(first.frames().sessionEnd("max_duration"));

        BENCH.omni.session(2);
        assertThat(first.isOpen()).isFalse();
        assertThat(BENCH.state(caller)).isIn(CallView.State.RECONNECTING, CallView.State.TALKING);
    }

    @Test
    void aVoiceThatIsNotKnownIsReplacedOnceByTheDefault() {
        BENCH.restart(
                limits -> {}, BENCH::omniSettings, AGENT.withGreeting(null).withVoiceId("nova"));
        BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().error("voice_not_found", "no such voice"));

        await().until(() ->
                agent.messages.stream().filter(Configure.class::isInstance).count() == 2);
        Configure second = (Configure) agent.messages.stream()
                .filter(Configure.class::isInstance)
                .toList()
                .get(1);
        assertThat(second.voiceId()).isNull();
        assertThat(second.persona()).isEqualTo("Of sales.");
    }

    @Test
    void aCallerWhoseSocketIsLostIsReconnectedToAnAgentThatKnows() {
        Caller caller = talks(limits -> {});
        FakeOmni.Session first = BENCH.omni.session(1);
        first.says(first.frames().callerSaid("It is about my order."));
        await().until(() -> events(caller).stream().anyMatch(CallEvent.Said.class::isInstance));

        caller.vanishes();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_LOST);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RECONNECT);
        Caller again = BENCH.opens(caller.callSid).connected().starts(BENCH.token(caller.callSid));
        assertThat(BENCH.omni.session(2).got(Configure.class).persona()).contains("It is about my order.");
        await().until(() -> BENCH.state(again) == CallView.State.TALKING);
        assertThat(events(again).stream().filter(CallEvent.StreamStarted.class::isInstance))
                .hasSize(2);
    }

    @Test
    void aCallThatCrashesIsReconnectedWithItsStory() {
        Caller caller = talks(limits -> {});

        BENCH.kill("call-1");

        await().until(() -> caller.socket.hasEnded() && BENCH.state(caller) == null);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RECONNECT);
        assertThat(account(caller).ended()).isEqualTo(EndReason.GATEWAY_FAILED);
    }

    @Test
    void aCallerWhoseStreamsBreakAgainAndAgainIsRescued() {
        Caller caller = talks(limits -> limits.streamReconnects = 1);
        caller.vanishes();
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_LOST);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RECONNECT);

        Caller again = BENCH.opens(caller.callSid).connected().starts(BENCH.token(caller.callSid));
        await().until(() -> BENCH.state(again) == CallView.State.TALKING);
        again.vanishes();

        BENCH.ended(again);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void aCallIsDescribedWhileItLivesAndAfterIt() {
        Caller caller = talks(limits -> {});
        caller.presses('4').presses('2');
        await().until(() -> events(caller).stream()
                        .filter(CallEvent.KeysPressed.class::isInstance)
                        .count()
                == 2);

        CallAccount live = account(caller);
        assertThat(live.live()).isNotNull();
        assertThat(live.ended()).isNull();
        assertThat(live.toString()).as("keys and numbers are not kept").doesNotContain("5550100");

        caller.stops();
        BENCH.ended(caller);
        await().until(() -> account(caller).live() == null);
        assertThat(account(caller).ended()).isEqualTo(EndReason.CALLER_HUNG_UP);
        assertThat(events(caller)).last().isInstanceOf(CallEvent.Ended.class);
    }

    @Test
    void aCallThatNobodyHasHeardOfCannotBeDescribed() {
        Optional<CallAccount> nothing = BENCH.ask(replyTo -> new Calls.Describe("CA0", replyTo));

        assertThat(nothing).isEmpty();
    }
}
