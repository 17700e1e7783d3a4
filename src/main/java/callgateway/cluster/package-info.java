/**
 * Several gateways as one: who is there, and what they tell each other.
 *
 * <p>The cluster lives in an actor system of its own, beside the one that has the calls (docs/decisions/0009): a node that is
 * thrown out of the cluster loses this system and keeps its calls. So references to actors never go from one system to a node
 * of the other: what is sent to another node is a {@link callgateway.cluster.WireMessage}, with nothing of the calls' system in
 * it.
 */
@NullMarked
package callgateway.cluster;

import org.jspecify.annotations.NullMarked;
