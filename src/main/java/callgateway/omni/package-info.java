/**
 * Omni's realtime wire protocol as values: what its frames mean and how ours are written, how a session is opened and
 * what a refusal means. Pure: no sockets, no clock, no threads. Nothing outside this package knows Omni's field names;
 * inside it they stand in {@link callgateway.omni.Wire}.
 */
@NullMarked
package callgateway.omni;

import org.jspecify.annotations.NullMarked;
