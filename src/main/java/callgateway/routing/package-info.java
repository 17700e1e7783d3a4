/**
 * Which pool a called number belongs to, and what that pool wants. Values only: nothing here does I/O but the loading of the
 * hold piece, and nothing knows a clock.
 */
@NullMarked
package callgateway.routing;

import org.jspecify.annotations.NullMarked;
