@NullMarked
package callgateway.simulator.omni;

import org.jspecify.annotations.NullMarked;
