/**
 * Many paced calls against a gateway, and what they measure: how many calls a core carries, what latency it adds, how fast
 * it sets calls up, and whether this generator itself kept up.
 */
@NullMarked
package callgateway.load;

import org.jspecify.annotations.NullMarked;
