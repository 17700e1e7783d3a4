package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.media.MediaSettings;
import callgateway.omni.OmniSettings;
import callgateway.recording.Recorder;
import callgateway.routing.Transfers;
import callgateway.tools.ToolCaller;
import callgateway.transport.Dialer;
import callgateway.twilio.TwilioMessage;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/**
 * This node's calls: announced by a webhook, then live, then remembered for the carrier's question what comes next.
 * Supervises every {@link Call}; one that fails ends alone.
 */
public final class Calls {
    private Calls() {}

    /** What may be asked of the calls of this node. */
    public sealed interface Command {}

    /**
     * A webhook says a call comes in, for which admission has granted a slot. Asked again for the same call, the earlier
     * token is void. When the answer is {@link Full} the slot has been given back.
     *
     * @param id the call
     * @param pool what its pool wants
     * @param replyTo told whether its stream may come
     */
    public record Announce(CallId id, CalledPool pool, ActorRef<Announcement> replyTo) implements Command {}

    /**
     * A media socket says which call it belongs to; answered through the stream itself.
     *
     * @param start what it said
     * @param stream the socket
     */
    public record Claim(TwilioMessage.Start start, TwilioStream stream) implements Command {}

    /**
     * The carrier asks what to do with a caller whose stream has ended.
     *
     * @param callSid the call
     * @param callOver whether the carrier says the phone call itself is over
     * @param replyTo told the answer
     */
    public record After(String callSid, boolean callOver, ActorRef<NextStep> replyTo) implements Command {}

    /**
     * The carrier says a phone call is over, whether it was ever announced or only stood in line.
     *
     * @param callSid the call
     */
    public record CallOver(String callSid) implements Command {}

    /**
     * As {@link CallOver}, said by another node that does not know the call; most likely this one does not either.
     *
     * @param callSid the call
     */
    public record CallOverElsewhere(String callSid) implements Command {}

    /**
     * A phone call that another node had goes on here: from now on it is one whose stream was lost. Does nothing to a call that
     * is known here.
     *
     * @param id the call
     * @param pool whose caller it is
     * @param story what has been, as {@link StoryJson} wrote it; null when that is not known
     * @param replyTo told when it is done
     */
    public record Adopt(CallId id, String pool, @Nullable JsonNode story, ActorRef<Done> replyTo) implements Command {}

    /**
     * Which calls are live?
     *
     * @param replyTo told all of them
     */
    public record ListCalls(ActorRef<List<CallView>> replyTo) implements Command {}

    /**
     * An operator wants a call ended.
     *
     * @param callSid the call
     * @param replyTo told whether it is
     */
    public record HangUp(String callSid, ActorRef<HangingUp> replyTo) implements Command {}

    /** The answer to {@link HangUp}. */
    public enum HangingUp {
        /** It was live and is being ended. */
        ENDING,
        /** Its stream is over, or about to be. */
        OVER,
        /** It has no stream here. */
        NOT_HERE
    }

    /**
     * An operator wants a caller handed over.
     *
     * @param callSid the call
     * @param to whom to dial; null for the pool's own human
     * @param replyTo told whether it begins
     */
    public record TransferCall(String callSid, @Nullable String to, ActorRef<Transferring> replyTo)
            implements Command {}

    /** The answer to {@link TransferCall}. */
    public sealed interface Transferring {}

    /** The last words are being heard, then the human is dialled. */
    public record TransferStarted() implements Transferring {}

    /** Nobody is dialled. */
    public record TransferRefused(Transfers.Refusal why) implements Transferring {}

    /** There is no agent yet, or not any more. */
    public record NotTalking() implements Transferring {}

    /** It has no stream here. */
    public record NoSuchCall() implements Transferring {}

    /**
     * An operator wants a call's recording to stop for a while, or to go on.
     *
     * @param callSid the call
     * @param pause whether it is to stop
     * @param replyTo told how it is then
     */
    public record PauseRecording(String callSid, boolean pause, ActorRef<Recorded> replyTo) implements Command {}

    /** The answer to {@link PauseRecording}. */
    public sealed interface Recorded {}

    /** It is recorded, or paused: by an operator, or because of keys. */
    public record RecordedSo(@Nullable String pausedBy) implements Recorded {}

    /** It is a live call, and not recorded. */
    public record NotRecorded() implements Recorded {}

    /** There is no such call here. */
    public record NobodyToRecord() implements Recorded {}

    /**
     * Whom is this caller to be handed over to? Answered once the caller's slot is free if that is another pool, where the
     * caller asks for one anew.
     *
     * @param callSid the call
     * @param replyTo told the latest
     */
    public record WhichTransfer(String callSid, ActorRef<TransferKnown> replyTo) implements Command {}

    /** The answer to {@link WhichTransfer}; null when the call was never to be handed over. */
    public record TransferKnown(@Nullable TransferAttempt attempt) {}

    /**
     * The carrier has dialled a human for a caller. Answered with {@link NextStep#RETURN} when the caller is still there,
     * once the slot of before is free.
     *
     * @param callSid the caller's call
     * @param number which time it was, from 1
     * @param outcome what became of it
     * @param replyTo told what comes next
     */
    public record TransferOver(String callSid, int number, TransferOutcome outcome, ActorRef<NextStep> replyTo)
            implements Command {}

    /**
     * No new calls; those that are live end into the carrier's question.
     *
     * @param replyTo told, once there are none, how many were ended
     */
    public record EndAll(ActorRef<Integer> replyTo) implements Command {}

    /**
     * What has happened in this call?
     *
     * @param callSid the call
     * @param replyTo told, if it is known here
     */
    public record Describe(String callSid, ActorRef<Optional<CallAccount>> replyTo) implements Command {}

    /** From now on this one is told what happens in calls. */
    public record Watch(CallWatcher watcher) implements Command {}

    /** Every live call is to tell how loud both of its sides have been since it was last asked. */
    public record MeasureLevels(LevelSink sink) implements Command {}

    /** Something has happened in a call. */
    record Happened(String callSid, CallEvent event) implements Command {}

    /** A call ends. */
    record Ended(ActorRef<CallCommand> call, String callSid, EndReason reason) implements Command {}

    /** A call is going to end so that its caller can be handed over. */
    record TransferBegins(ActorRef<CallCommand> call, String callSid, TransferAttempt attempt) implements Command {}

    /** A call has something new to show. */
    record Shown(ActorRef<CallCommand> call, CallView view) implements Command {}

    /** A call has stopped. The news overtakes what the call said last: it is put behind that, as {@link CallSilent}. */
    record CallDown(String callSid, ActorRef<CallCommand> call, AgentSockets agentSockets) implements Command {}

    /** A call has said its last. */
    record CallSilent(CallDown down) implements Command {}

    /** And its sockets at the agent's service are closed, which may count a session as long as they are open. */
    record CallGone(CallDown down) implements Command {}

    enum Renew implements Command {
        INSTANCE
    }

    enum Sweep implements Command {
        INSTANCE
    }

    /** The answer to {@link Announce}. */
    public sealed interface Announcement {}

    /**
     * The stream may come.
     *
     * @param token what it must show; good once
     * @param consented whether the caller has been told before that the call is recorded
     */
    public record Expected(String token, boolean consented) implements Announcement {
        /** Of a caller who has not been told. */
        public Expected(String token) {
            this(token, false);
        }
    }

    /** No stream may come for this call: the node is closing, or far too many calls are announced. */
    public enum Full implements Announcement {
        /** The only one. */
        INSTANCE
    }

    /**
     * What calls need.
     *
     * @param dialer opens the agent's sockets
     * @param omni where the agents are and how they are spoken to, where the pool says nothing else
     * @param media the bounds of the media graphs
     * @param settings the time limits
     * @param admission whose slots the calls have
     * @param redirect takes calls out of their streams
     * @param renewEvery how often admission hears which calls live
     * @param storedAgents what is known of agents that are stored at their service
     * @param tools calls the agents' tools
     * @param recorder takes the calls' sound down
     * @param journal keeps what becomes of the calls
     * @param monitor counts
     * @param nanos the monotonic clock, ns; asked here and on the loops
     */
    public record Plan(
            Dialer dialer,
            OmniSettings omni,
            MediaSettings media,
            CallSettings settings,
            ActorRef<Admission.Command> admission,
            CarrierRedirect redirect,
            Duration renewEvery,
            StoredAgents storedAgents,
            ToolCaller tools,
            Recorder recorder,
            CallJournal journal,
            CallMonitor monitor,
            LongSupplier nanos) {}

    /** The behavior. */
    public static Behavior<Command> create(Plan plan) {
        return CallRegistry.create(plan);
    }
}
