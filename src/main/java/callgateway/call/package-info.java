/**
 * A phone call as a tree of actors on one event loop: the call, its caller leg, its agent leg and its media. Knows what
 * both far ends say, not how sockets work.
 */
@NullMarked
package callgateway.call;

import org.jspecify.annotations.NullMarked;
