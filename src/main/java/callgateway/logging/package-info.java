/** How lines come into the log: what they are about, how numbers appear in them, in which form they are written. */
@NullMarked
package callgateway.logging;

import org.jspecify.annotations.NullMarked;
