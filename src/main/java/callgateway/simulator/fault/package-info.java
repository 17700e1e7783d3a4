/** A bad network on demand: a relay between two far ends that delays, stalls, swallows, caps and resets. */
@NullMarked
package callgateway.simulator.fault;

import org.jspecify.annotations.NullMarked;
