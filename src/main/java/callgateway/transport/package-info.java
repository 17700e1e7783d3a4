/**
 * Sockets and the threads that own them: the public port, the agent's client sockets, and the dispatcher that lets
 * actors and streams run on the very event loop that owns a call's two sockets. Nothing else imports Netty, and nothing
 * here knows whose JSON is carried.
 */
@NullMarked
package callgateway.transport;

import org.jspecify.annotations.NullMarked;
