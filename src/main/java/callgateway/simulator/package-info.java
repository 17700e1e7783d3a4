/** What the simulated far ends have in common: their clock and the lines they speak. */
@NullMarked
package callgateway.simulator;

import org.jspecify.annotations.NullMarked;
