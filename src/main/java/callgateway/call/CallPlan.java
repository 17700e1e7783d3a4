package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.media.MediaSettings;
import callgateway.logging.CallLog;
import callgateway.omni.OmniSettings;
import callgateway.recording.Recorder;
import callgateway.tools.ToolCaller;
import callgateway.transport.Dialer;
import callgateway.twilio.TwilioMessage;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a call needs.
 *
 * @param id what the webhook said about it
 * @param pool what its pool wants
 * @param diary where it writes down what happens, and reads what has happened before
 * @param start what its stream said about itself
 * @param stream the caller's socket
 * @param calls told how it goes
 * @param admission asked before the agent is dialled, told how that went
 * @param sessions all of this node
 * @param agentSockets its own at the agent's service
 * @param dialer opens the agent's socket
 * @param omni how a session of its pool is opened
 * @param media the bounds of its media graph
 * @param settings the time limits
 * @param storedAgents what is known of agents that are stored at their service
 * @param tools calls the agent's tools
 * @param recorder takes its sound down, if the pool wants that
 * @param redirect takes the call out of its stream
 * @param transfersBefore how often this phone call has been handed over
 * @param monitor counts
 * @param nanos the monotonic clock of its guards, ns
 */
record CallPlan(
        CallId id,
        CalledPool pool,
        CallDiary diary,
        TwilioMessage.Start start,
        TwilioStream stream,
        ActorRef<Calls.Command> calls,
        ActorRef<Admission.Command> admission,
        AgentSessions sessions,
        AgentSockets agentSockets,
        Dialer dialer,
        OmniSettings omni,
        MediaSettings media,
        CallSettings settings,
        StoredAgents storedAgents,
        ToolCaller tools,
        Recorder recorder,
        CarrierRedirect redirect,
        int transfersBefore,
        CallMonitor monitor,
        LongSupplier nanos) {
    /** What lines in the log are about. */
    Map<String, String> mdc() {
        return Map.of(CallLog.CALL_SID, id.callSid(), "pool", pool.name());
    }
}
