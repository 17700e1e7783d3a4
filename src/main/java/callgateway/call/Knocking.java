package callgateway.call;

import callgateway.admission.Admission;
import callgateway.admission.Knock;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What admission hears about a call at the agent's door: whether it was let in, or why not. As others may wait for the
 * answer before they knock, there always is one, however the call ends.
 */
final class Knocking {
    private final ActorRef<Admission.Command> admission;
    private final String callSid;
    private final AgentSessions sessions;
    private boolean unanswered;

    Knocking(ActorRef<Admission.Command> admission, String callSid, AgentSessions sessions) {
        this.admission = admission;
        this.callSid = callSid;
        this.sessions = sessions;
    }

    /** The call may knock, or may be told so at any moment. */
    void begins() {
        unanswered = true;
    }

    /** The call may not knock. */
    void denied() {
        unanswered = false;
    }

    /** The agent's session is up. */
    void accepted() {
        unanswered = false;
        admission.tell(new Admission.Knocked(callSid, new Knock.Accepted()));
    }

    /** The agent is lost for this call, before or after it was let in. */
    void lost(AgentLoss loss) {
        if (loss.limit() != null) {
            unanswered = false;
            admission.tell(new Admission.Knocked(
                    callSid, new Knock.Refused(loss.limit(), loss.retryAfter(), sessions.live(), Instant.now())));
        } else if (loss.fault() != null) {
            unanswered = false;
            admission.tell(new Admission.KeyRefused(callSid, loss.fault()));
        }
    }

    /** The call stops; if nothing is known of the agent's service by now, this call will not find out. */
    void ends() {
        if (unanswered) {
            unanswered = false;
            admission.tell(new Admission.Knocked(callSid, new Knock.Undecided()));
        }
    }
}
