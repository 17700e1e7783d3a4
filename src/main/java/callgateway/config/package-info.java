/** The gateway's settings, read once at the start and wrong nowhere else. */
@NullMarked
package callgateway.config;

import org.jspecify.annotations.NullMarked;
