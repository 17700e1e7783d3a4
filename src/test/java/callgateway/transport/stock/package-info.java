@NullMarked
package callgateway.transport.stock;

import org.jspecify.annotations.NullMarked;
