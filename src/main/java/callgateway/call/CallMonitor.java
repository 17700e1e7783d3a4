package callgateway.call;

import callgateway.call.media.MediaCounters;
import callgateway.omni.DropReason;
import callgateway.omni.Refusal;
import callgateway.routing.Transfers;
import callgateway.twilio.BadMessage;
import java.time.Duration;

/** What calls tell whoever counts them. Called on event loops and on actors: must be quick and must not block. */
public interface CallMonitor {
    /** A media socket was not let in. */
    void streamRefused(StreamRefusal reason);

    /** A media stream was announced to the carrier and never came. */
    void streamMissing();

    /** The carrier's side said something that makes no sense. */
    void badCarrierMessage(BadMessage.Reason reason);

    /** The carrier sent an event that is not known; it was ignored. */
    void unknownCarrierEvent();

    /** Something of the agent's was dropped. */
    void agentMessageDropped(DropReason reason);

    /** A call has its stream and its own actor. */
    void callStarted();

    /** An attempt to reach the agent failed. */
    void agentAttemptFailed(EndReason kind);

    /** The agent is ready to talk, so long after the stream's start. */
    void agentReady(Duration sinceStart);

    /** An agent that was lost in mid-call, or whose session was at its limit, has been replaced. */
    void agentReplaced();

    /** An agent goes on with a call and could not be told what has been. */
    void agentNotTold();

    /** The caller hears the agent for the first time, so long after the stream's start. */
    void firstAudio(Duration sinceStart);

    /** The agent begins to answer, so long after the caller's last sound. */
    void turnTaken(Duration latency);

    /** So much of what an interruption was to cut off was still heard, at the most. */
    void heardAfterFlush(Duration heard);

    /** The agent's service did not want a session, or broke it off. */
    void agentRefused(Refusal.Kind kind);

    /** So many keys of a caller's never reached an agent. */
    void keysDropped(KeyDrop why, int keys);

    /** A call has ended; with all that its media counted. */
    void callEnded(EndReason reason, Duration length, MediaCounters media);

    /** Somebody was not dialled whom the agent or an operator wanted. */
    void transferRefused(Transfers.Refusal why);

    /** A caller was handed over, or was to be; with what became of it. */
    void transferOver(TransferOutcome outcome);

    /** An actor of a call failed. */
    void actorFailed(String which);
}
