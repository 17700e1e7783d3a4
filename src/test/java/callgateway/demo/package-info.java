@NullMarked
package callgateway.demo;

import org.jspecify.annotations.NullMarked;
