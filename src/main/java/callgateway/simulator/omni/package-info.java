/**
 * Omni's side of a session: a scripted agent that really listens, speaks in real speech, is interrupted, and does on
 * demand every odd thing that the service has been seen to do.
 */
@NullMarked
package callgateway.simulator.omni;

import org.jspecify.annotations.NullMarked;
