/** How fast a cluster admits: nodes without calls, in this process, that share a plan over loopback. */
@NullMarked
package callgateway.load.capacity;

import org.jspecify.annotations.NullMarked;
