@NullMarked
package callgateway.simulator.caller;

import org.jspecify.annotations.NullMarked;
