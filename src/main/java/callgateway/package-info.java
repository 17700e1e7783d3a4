/** The call gateway: phone calls on one side, a realtime voice agent on the other. */
@NullMarked
package callgateway;

import org.jspecify.annotations.NullMarked;
