/**
 * A storm: many more callers than the agent service has sessions for, a service that turns some away at random, and what the
 * gateway promises all the same.
 */
@NullMarked
package callgateway.load.storm;

import org.jspecify.annotations.NullMarked;
