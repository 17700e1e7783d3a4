@NullMarked
package callgateway.simulator;

import org.jspecify.annotations.NullMarked;
