/** What operators see and do: health, metrics, the admin API. Never on the public port. */
@NullMarked
package callgateway.operations;

import org.jspecify.annotations.NullMarked;
