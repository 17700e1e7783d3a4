@NullMarked
package callgateway.cli;

import org.jspecify.annotations.NullMarked;
