@NullMarked
package callgateway.load.storm;

import org.jspecify.annotations.NullMarked;
