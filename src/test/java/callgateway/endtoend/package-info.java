/** The whole gateway between simulated far ends, over real sockets. */
@NullMarked
package callgateway.endtoend;

import org.jspecify.annotations.NullMarked;
