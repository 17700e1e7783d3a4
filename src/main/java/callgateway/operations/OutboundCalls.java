package callgateway.operations;

import callgateway.rest.TwilioRest;
import java.net.URI;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How calls are placed, and ended that are not on this node.
 *
 * @param rest asks the carrier
 * @param admissions asked before it is
 * @param voice the gateway's own webhook, where a call that is answered is admitted like any other
 * @param status the webhook that is told when it is over
 * @param ringFor how long the phone rings
 */
public record OutboundCalls(
        ActorRef<TwilioRest.Command> rest, Admissions admissions, URI voice, URI status, Duration ringFor) {}
