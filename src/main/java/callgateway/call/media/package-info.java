/**
 * A call's media graph: caller audio to the agent, agent audio to the caller, both bounded in milliseconds. Runs on the
 * event loop that owns the call's two sockets; knows neither of them, only where audio comes in and goes out.
 */
@NullMarked
package callgateway.call.media;

import org.jspecify.annotations.NullMarked;
