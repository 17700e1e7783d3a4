package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.Admission;
import callgateway.call.media.MediaSettings;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings;
import callgateway.recording.Recorder;
import callgateway.routing.AllowedTarget;
import callgateway.routing.PoolAgent;
import callgateway.routing.TransferTarget;
import callgateway.routing.Transfers;
import callgateway.transport.Dialer;
import callgateway.transport.IoKind;
import callgateway.transport.Loop;
import callgateway.transport.LoopProbe;
import callgateway.transport.Loops;
import callgateway.twilio.TwilioMessage;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.Kill;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A node's calls on one real event loop, callers without a network, and an Omni behind real sockets. After each test it
 * ends what is left and checks that nothing of it remains.
 *
 * <p>A class registers it as a static extension; a test that wants other settings calls {@link #restart} first.
 */
final class CallBench implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final Transfers TRANSFERS = new Transfers(
            TransferTarget.parse("+15550111"),
            List.of(AllowedTarget.parse("+15550100"), AllowedTarget.parse("pool:support")),
            Duration.ofSeconds(20),
            Transfers.CallerId.CALLER,
            "{reason}",
            false,
            "Nobody is free.");

    private static final AtomicInteger SPAWNED = new AtomicInteger();

    final Loops loops = Loops.start(IoKind.NIO, 1);
    final Loop loop = loops.all().get(0);
    final FakeOmni omni = new FakeOmni();
    final FakeTools tools = new FakeTools();
    private final Dialer dialer = new Dialer(loops);
    private final ActorTestKit kit =
            ActorTestKit.create("calls", loops.dispatchers().withFallback(ConfigFactory.load()));
    private final AtomicLong clockAhead = new AtomicLong();
    private final AtomicBoolean clockFails = new AtomicBoolean();
    private final AtomicInteger callSids = new AtomicInteger();

    Counts counts = new Counts();
    private ActorRef<Calls.Command> calls = kit.system().ignoreRef();
    /** What the carrier's API does; a test sets it. */
    volatile CarrierRedirect redirect = CarrierRedirect.NONE;

    /** What takes calls' sound down; a test sets it. */
    volatile Recorder recorder = Recorder.NONE;

    /** What is known of stored agents; a test sets it. */
    volatile StoredAgents storedAgents = StoredAgents.NONE;

    private CallSettings settings = new Limits().settings();
    private CalledPool pool = pool(AgentProfile.DEFAULTS, new Limits());
    final FakeAdmission admission = new FakeAdmission();
    private final ActorRef<Admission.Command> admissionRef = kit.spawn(admission.behavior(), "admission");

    /** Starts the node anew with these limits. */
    void restart(Consumer<Limits> change) {
        restart(change, this::omniSettings, AgentProfile.DEFAULTS);
    }

    void restart(Consumer<Limits> change, Supplier<OmniSettings> to, AgentProfile profile) {
        stop();
        Limits limits = new Limits();
        change.accept(limits);
        settings = limits.settings();
        pool = pool(profile, limits);
        counts = new Counts();
        clockAhead.set(0);
        clockFails.set(false);
        omni.forget();
        redirect = CarrierRedirect.NONE;
        recorder = Recorder.NONE;
        storedAgents = StoredAgents.NONE;
        admission.forget();
        tools.forget();
        calls = kit.spawn(
                Behaviors.supervise(Calls.create(new Calls.Plan(
                                dialer,
                                to.get(),
                                MediaSettings.defaults(),
                                settings,
                                admissionRef,
                                (id, of, attempt) -> redirect.dial(id, of, attempt),
                                limits.renewEvery,
                                asked -> storedAgents.persona(asked),
                                tools,
                                (order, listener) -> recorder.begin(order, listener),
                                CallJournal.NONE,
                                counts,
                                this::nanos)))
                        .onFailure(SupervisorStrategy.resume()),
                "calls-" + SPAWNED.incrementAndGet());
    }

    private static CalledPool pool(AgentProfile profile, Limits limits) {
        return new CalledPool("sales", new PoolAgent(profile, null, null), limits.guards(), TRANSFERS);
    }

    /** Calls that are announced from now on belong to this pool. */
    void pool(CalledPool other) {
        pool = other;
    }

    /** The reference, with this test's Omni. */
    OmniSettings omniSettings() {
        return OmniSettings.of(omni.uri(), "pk_secret");
    }

    private long nanos() {
        // Calls look at it too, on their loop.
        if (!loop.isCurrent() && clockFails.getAndSet(false)) {
            throw new IllegalStateException("the clock has stopped");
        }
        return System.nanoTime() + clockAhead.get();
    }

    /** For the registry's own deadlines, and the guards of calls. */
    void timePasses(Duration time) {
        clockAhead.addAndGet(time.toNanos());
    }

    /** The registry's next look at the clock fails. */
    void clockFailsOnce() {
        clockFails.set(true);
    }

    // -- the carrier's webhooks

    <T> T ask(Function<ActorRef<T>, Calls.Command> question) {
        TestProbe<T> probe = kit.createTestProbe();
        calls.tell(question.apply(probe.getRef()));
        T answer = probe.receiveMessage(Duration.ofSeconds(60));
        probe.stop();
        return answer;
    }

    <T> ActorRef<T> nobody() {
        return kit.system().ignoreRef();
    }

    void tell(Calls.Command command) {
        calls.tell(command);
    }

    Calls.Announcement announce(String callSid) {
        return ask(replyTo -> new Calls.Announce(id(callSid), pool, replyTo));
    }

    private static CallId id(String callSid) {
        return new CallId(callSid, Caller.ACCOUNT, "+15550100", "+15550199");
    }

    void announceToNobody(String callSid) {
        tell(new Calls.Announce(id(callSid), pool, nobody()));
    }

    String token(String callSid) {
        return ((Calls.Expected) announce(callSid)).token();
    }

    NextStep after(String callSid) {
        return ask(replyTo -> new Calls.After(callSid, false, replyTo));
    }

    Calls.HangingUp hangUp(String callSid) {
        return ask(replyTo -> new Calls.HangUp(callSid, replyTo));
    }

    List<CallView> live() {
        return ask(Calls.ListCalls::new);
    }

    // -- callers

    String newCallSid() {
        return "CA" + String.format("%032d", callSids.incrementAndGet());
    }

    /** A socket on which nothing has been said. */
    Caller opens(String callSid) {
        return new Caller(
                callSid,
                loop,
                socket -> new TwilioStream(
                        socket,
                        (TwilioMessage.Start start, TwilioStream stream) -> calls.tell(new Calls.Claim(start, stream)),
                        counts,
                        settings));
    }

    /** A caller whose stream has started. */
    Caller calls() {
        String callSid = newCallSid();
        String token = token(callSid);
        return opens(callSid).connected().starts(token);
    }

    /** A caller with an agent who listens. */
    Caller talks() {
        Caller caller = calls();
        await().until(() -> state(caller) == CallView.State.TALKING);
        return caller;
    }

    CallView.@Nullable State state(Caller caller) {
        return live().stream()
                .filter(view -> view.callSid().equals(caller.callSid))
                .map(CallView::state)
                .findFirst()
                .orElse(null);
    }

    /** Waits for the call's end; returns why. */
    EndReason ended(Caller caller) {
        await().until(() -> !counts.ended.isEmpty() && state(caller) == null && caller.socket.hasEnded());
        return counts.ended.get(counts.ended.size() - 1);
    }

    /** What admission was told of a call, once all that has been said before has arrived. */
    List<Admission.Command> told(String callSid) {
        live();
        String marker = "marker-" + SPAWNED.incrementAndGet();
        admissionRef.tell(new Admission.Over(marker));
        await().until(() -> !admission.told(marker).isEmpty());
        return admission.told(callSid);
    }

    // -- accidents

    /**
     * Kills an actor of this node.
     *
     * @param path such as {@code call-1/caller}
     */
    void kill(String path) {
        kit.system()
                .classicSystem()
                .actorSelection(calls.path() + "/" + path)
                .tell(Kill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
    }

    // -- around a test

    @Override
    public void beforeEach(ExtensionContext context) {
        restart(limits -> {});
    }

    @Override
    public void afterEach(ExtensionContext context) {
        int count = ask(Calls.EndAll::new);
        assertThat(count).isNotNegative();
        nothingIsLeft();
    }

    /** No live call, no connection of an agent, nothing that ticks. */
    void nothingIsLeft() {
        await("calls end").until(() -> live().isEmpty() && counts.live() == 0);
        await("agents are let go").until(() -> omni.connections() == 0);
        await("nothing ticks").until(() -> LoopProbe.ticking(loop) == 0);
    }

    private void stop() {
        if (SPAWNED.get() > 0 && !calls.equals(kit.system().<Calls.Command>ignoreRef())) {
            kit.stop(calls);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        kit.shutdownTestKit();
        omni.close();
        dialer.close();
        loops.close();
    }
}
