package callgateway.call;

import callgateway.omni.OmniEvent;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a {@link Call} is told: by its legs, its media, its timers, and those who run it. */
sealed interface CallCommand {
    /** The caller pressed a key. */
    record CallerPressed(char key) implements CallCommand {}

    /** A mark that was sent came back. */
    record MarkCameBack(String name) implements CallCommand {}

    /** The caller's stream is over. */
    record CallerGone(EndReason reason, String what) implements CallCommand {}

    /** The agent's session has begun. */
    record AgentSaidHello(@Nullable String callId) implements CallCommand {}

    /** The agent is configured and listens. */
    enum AgentReady implements CallCommand {
        INSTANCE
    }

    /** The agent said something that is not audio. */
    record AgentSaid(OmniEvent event) implements CallCommand {}

    /** The caller spoke over the agent, and had heard so much of what it was saying. */
    record AgentInterrupted(Duration heard) implements CallCommand {}

    /** A tool that the agent asked for has its outcome. */
    record ToolDone(ToolDesk.Done done) implements CallCommand {}

    /** An operator wants the recording to stop for a while, or to go on. */
    record RecordingWish(CallRecording.Wish wish, ActorRef<Calls.Recorded> replyTo) implements CallCommand {}

    /** The agent's leg has ended. */
    record AgentLost(ActorRef<OmniLeg.Command> leg, AgentLoss loss) implements CallCommand {}

    /** The call is to end now, for this reason. */
    record End(EndReason reason) implements CallCommand {}

    /** An operator wants the caller to be handed over; to the pool's own human when nobody is named. */
    record TransferAsked(@Nullable String to, ActorRef<Calls.Transferring> replyTo) implements CallCommand {}

    record Redirected(CarrierRedirect.Result result) implements CallCommand {}

    /** Admission's answer; null when there was none. */
    record MayKnock(@Nullable Boolean may) implements CallCommand {}

    /** The caller hears the present session for the first time. */
    enum AgentHeard implements CallCommand {
        INSTANCE
    }

    /** The call is not to go on, for this reason. */
    record GuardReached(EndReason reason) implements CallCommand {}

    /** This is when the agent is to be replaced; {@code quiet}: nobody will notice. */
    record ReplaceNow(boolean quiet) implements CallCommand {}

    /** The media graph has ended, which it never does by itself. */
    record MediaOver(@Nullable Throwable failure) implements CallCommand {}

    record Finish(EndReason reason) implements CallCommand {}

    /** A leg has stopped. The news overtakes what the leg said last, so it is put behind that before it is believed. */
    record LegDown(ActorRef<?> leg, boolean believed) implements CallCommand {}

    enum Dial implements CallCommand {
        NOW
    }

    /** The persona of a stored agent that is to go on with the call, as far as it could be found out. */
    record PersonaKnown(Optional<String> persona) implements CallCommand {}

    enum SessionAged implements CallCommand {
        INSTANCE
    }

    record DialAfter(Duration pause) implements CallCommand {}

    enum SetupTimeUp implements CallCommand {
        INSTANCE
    }
}
