package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.call.media.KeysOutcome;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniDial;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniSettings;
import callgateway.omni.OmniWriter;
import callgateway.omni.Refusal;
import callgateway.tools.ToolOutcome;
import callgateway.transport.Dial;
import callgateway.transport.DialOutcome;
import callgateway.transport.Dialer;
import callgateway.transport.Loop;
import callgateway.transport.SocketEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The agent's leg: one session with Omni, from the dial to its end. It never dials twice; a call that wants another
 * attempt starts another leg. When it stops, for whatever reason, its socket is closed.
 *
 * <pre>
 *   dialling ──101──▶ greeting ──hello──▶ configuring ──configured──▶ talking ──▶ stopped
 *       └──────────────────┴─────── refusal, silence, close: one Lost to the call, stopped
 * </pre>
 */
final class OmniLeg {
    /** A message of the agent's may hold seconds of audio. */
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    private static final Duration UNNOTICED = Duration.ofMillis(500);
    private static final String GREETING = "greeting";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ActorRef<CallCommand> call;
    private final OmniSettings omni;
    private final CallSettings settings;
    private final AgentProfile profile;
    private final CallMedia media;
    private final AgentSessions sessions;
    private final AgentSockets sockets;
    private final CallMonitor monitor;
    private final Loop loop;
    private final OmniSession session;
    private Loop.@Nullable Timer dialling;
    private boolean carried;
    private boolean voiceRepaired;

    private OmniLeg(ActorContext<Command> context, TimerScheduler<Command> timers, Plan plan) {
        this.context = context;
        this.timers = timers;
        this.call = plan.call;
        this.omni = plan.omni;
        this.settings = plan.settings;
        this.profile = plan.profile;
        this.media = plan.media;
        this.sessions = plan.sessions;
        this.sockets = plan.sockets;
        this.monitor = plan.monitor;
        this.loop = plan.loop;
        this.session = new OmniSession(
                media,
                plan.monitor,
                plan.pulse,
                context.getSelf(),
                OmniWriter.of(omni.dialect(), omni.controlKeys()),
                omni.inputRateHz(),
                CallScratch.of(plan.loop),
                plan.sockets);
    }

    sealed interface Command {}

    /** The agent said something else than audio. */
    record Said(OmniEvent event) implements Command {}

    /** The caller spoke over the agent, and had heard so much of what it was saying. */
    record WasInterrupted(Duration heard) implements Command {}

    /** The socket has ended. */
    record Ended(SocketEnd end) implements Command {}

    /** The caller pressed a key. Not before the session is configured. */
    record SendKey(char key) implements Command {}

    /** What became of a tool call. */
    record SendToolOutcome(String callId, ToolOutcome outcome) implements Command {}

    /** So many keys that the agent wanted heard are not. */
    record KeysNotPlayed(int keys, KeysOutcome why) implements Command {}

    private record Dialled(DialOutcome outcome) implements Command {}

    private record TimeUp(String waitingFor) implements Command {}

    private enum Look implements Command {
        INSTANCE
    }

    /** What a leg needs. */
    record Plan(
            ActorRef<CallCommand> call,
            Loop loop,
            Dialer dialer,
            OmniSettings omni,
            CallSettings settings,
            AgentProfile profile,
            String label,
            CallMedia media,
            AgentSessions sessions,
            AgentSockets sockets,
            AgentPulse pulse,
            CallMonitor monitor) {}

    static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            OmniLeg leg = new OmniLeg(context, timers, plan);
            leg.dial(plan);
            return leg.dialling();
        }));
    }

    private void dial(Plan plan) {
        OmniDial to = OmniDial.of(omni, plan.label);
        context.getLog().debug("dialling the agent: {}", to.redactedUri());
        sockets.dialled();
        dialling = plan.dialer.dial(
                plan.loop,
                new Dial(to.uri(), to.headers(), to.subprotocols(), omni.connectTimeout(), MAX_MESSAGE_BYTES),
                session,
                outcome -> {
                    if (outcome instanceof DialOutcome.Open open) {
                        session.open(open.socket());
                    } else {
                        sockets.closed();
                    }
                    context.getSelf().tell(new Dialled(outcome));
                });
    }

    // -- states

    private Behavior<Command> dialling() {
        return Behaviors.receive(Command.class)
                .onMessage(Dialled.class, this::onDialled)
                .onMessage(Ended.class, this::onEnded)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    private Behavior<Command> open() {
        return Behaviors.receive(Command.class)
                .onMessage(Said.class, this::onSaid)
                .onMessage(WasInterrupted.class, this::onWasInterrupted)
                .onMessage(KeysNotPlayed.class, this::onKeysNotPlayed)
                .onMessage(TimeUp.class, this::onTimeUp)
                .onMessageEquals(Look.INSTANCE, this::onLook)
                .onMessage(SendKey.class, this::onSendKey)
                .onMessage(SendToolOutcome.class, this::onSendToolOutcome)
                .onMessage(Ended.class, this::onEnded)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    // -- handlers

    private Behavior<Command> onDialled(Dialled dialled) {
        dialling = null;
        DialOutcome outcome = dialled.outcome();
        if (outcome instanceof DialOutcome.Refused refused) {
            return refused(Refusal.ofHttp(refused.status(), refused.headers(), refused.body(), Instant.now()));
        }
        if (outcome instanceof DialOutcome.Unreachable unreachable) {
            return refused(Refusal.unreachable(unreachable.stage() + ": " + unreachable.message()));
        }
        waitFor("hello", omni.helloTimeout());
        timers.startTimerWithFixedDelay(Look.INSTANCE, settings.pingEvery());
        return open();
    }

    private Behavior<Command> onSaid(Said said) {
        OmniEvent event = said.event();
        if (event instanceof OmniEvent.Hello hello) {
            timers.cancel("hello");
            session.control(session.writer().configure(profile));
            // From here on the agent listens: what it is sent before it is configured is dropped there.
            media.connectAgent(session);
            waitFor("configured", omni.configuredTimeout());
            call.tell(new CallCommand.AgentSaidHello(hello.callId()));
        } else if (event instanceof OmniEvent.Configured configured) {
            onConfigured(configured);
        } else if (event instanceof OmniEvent.ErrorEvent error && error.isVoiceNotFound()) {
            return onVoiceNotFound(event);
        } else {
            call.tell(new CallCommand.AgentSaid(event));
        }
        return Behaviors.same();
    }

    private void onConfigured(OmniEvent.Configured configured) {
        if (!timers.isTimerActive("configured")) {
            return;
        }
        timers.cancel("configured");
        carried = true;
        sessions.begun();
        List<String> differences = configured.differencesFrom(profile);
        if (!differences.isEmpty()) {
            context.getLog().warn("the agent is configured otherwise than asked: {}", differences);
        }
        if (profile.greeting() != null && !session.hasSpoken()) {
            waitFor(GREETING, settings.firstAudioWithin());
        }
        call.tell(CallCommand.AgentReady.INSTANCE);
    }

    /** The session would be mute for ever: once it is told to use its default voice instead. */
    private Behavior<Command> onVoiceNotFound(OmniEvent event) {
        call.tell(new CallCommand.AgentSaid(event));
        if (voiceRepaired || profile.voiceId() == null) {
            // Nothing left to try; an agent that stays mute is noticed by the guards.
            return Behaviors.same();
        }
        voiceRepaired = true;
        context.getLog()
                .warn("the voice {} is not known to the agent's service: its default is used", profile.voiceId());
        session.control(session.writer().configure(profile.withVoiceId(null)));
        return Behaviors.same();
    }

    private void waitFor(String what, Duration atMost) {
        timers.startSingleTimer(what, new TimeUp(what), atMost);
    }

    private Behavior<Command> onWasInterrupted(WasInterrupted interrupted) {
        call.tell(new CallCommand.AgentInterrupted(interrupted.heard()));
        return Behaviors.same();
    }

    private Behavior<Command> onKeysNotPlayed(KeysNotPlayed not) {
        context.getLog().warn("{} keys of the agent's are not played: {}", not.keys(), not.why());
        return Behaviors.same();
    }

    private Behavior<Command> onTimeUp(TimeUp up) {
        if (up.waitingFor().equals(GREETING) && session.hasSpoken()) {
            return Behaviors.same();
        }
        return lost(AgentLoss.stalled("no " + up.waitingFor() + " in time"));
    }

    private Behavior<Command> onLook() {
        long quiet = System.nanoTime() - session.lastReceivedNanos();
        if (quiet > settings.agentQuiet().toNanos()) {
            return lost(AgentLoss.stalled(
                    "no sign of life for " + settings.agentQuiet().toSeconds() + " s"));
        }
        if (quiet > settings.pingEvery().toNanos() / 2) {
            session.ping();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onSendKey(SendKey send) {
        session.control(session.writer().dtmf(send.key()));
        return Behaviors.same();
    }

    private Behavior<Command> onSendToolOutcome(SendToolOutcome send) {
        if (send.outcome() instanceof ToolOutcome.Answered answered) {
            session.control(session.writer().toolResult(send.callId(), answered.json()));
        } else if (send.outcome() instanceof ToolOutcome.Failed failed) {
            session.control(
                    session.writer().toolError(send.callId(), failed.fault().forAgent()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onEnded(Ended ended) {
        SocketEnd end = ended.end();
        return refused(Refusal.ofClose(end.code(), end.reason()));
    }

    private Behavior<Command> refused(Refusal refusal) {
        if (refusal.kind() != Refusal.Kind.ENDED) {
            monitor.agentRefused(refusal.kind());
        }
        return lost(AgentLoss.refused(refusal));
    }

    private Behavior<Command> lost(AgentLoss loss) {
        carriedNoMore();
        call.tell(new CallCommand.AgentLost(context.getSelf(), loss));
        return Behaviors.stopped();
    }

    /** Before anybody is told of the loss, who may ask how many there still are. */
    private void carriedNoMore() {
        if (carried) {
            carried = false;
            sessions.over();
        }
    }

    private Behavior<Command> onStopped(PostStop signal) {
        carriedNoMore();
        if (dialling != null) {
            dialling.cancel();
            // Nobody tells when the service has noticed.
            loop.after(UNNOTICED, sockets::closed);
        }
        session.end();
        return Behaviors.same();
    }
}
