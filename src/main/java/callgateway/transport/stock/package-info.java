/**
 * WebSocket and HTTP on Netty's stock handlers, for the simulators and for tests: nothing here is shared with the
 * gateway's own transport, so that a fault in one is not hidden by the same fault in the other. No Netty type leaves the
 * package.
 */
@NullMarked
package callgateway.transport.stock;

import org.jspecify.annotations.NullMarked;
