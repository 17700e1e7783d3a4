/** The gateway put together: what the public port answers, and the order in which everything starts and stops. */
@NullMarked
package callgateway.gateway;

import org.jspecify.annotations.NullMarked;
