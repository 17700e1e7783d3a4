@NullMarked
package callgateway.simulator.fault;

import org.jspecify.annotations.NullMarked;
