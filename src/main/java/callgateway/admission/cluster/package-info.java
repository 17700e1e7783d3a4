/**
 * The cluster's capacity: a coordinator on one of the nodes lends slots to all of them ({@link
 * callgateway.admission.cluster.CapacityCoordinator}), and each node's admission hears from it through {@link
 * callgateway.admission.cluster.ClusterShares}. What is decided is in {@link callgateway.admission.share}; here it gets actors,
 * a clock, the record in Distributed Data, and proof of death.
 */
@NullMarked
package callgateway.admission.cluster;

import org.jspecify.annotations.NullMarked;
