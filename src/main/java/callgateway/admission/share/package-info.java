/**
 * How the nodes of a cluster share caps and never exceed them: the coordinator's half ({@link
 * callgateway.admission.share.Lender}, {@link callgateway.admission.share.ShareBook}) and the node's ({@link
 * callgateway.admission.share.NodeShare}). Values and state machines: no actors, no clock, no threads of its own.
 */
@NullMarked
package callgateway.admission.share;

import org.jspecify.annotations.NullMarked;
