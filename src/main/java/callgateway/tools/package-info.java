/**
 * The agent's tools as HTTPS endpoints of the operator's: what is sent, how it is signed, what the answer means, how much of
 * it may go on at once. Knows nothing of calls and their actors; has threads of its own and never waits on its caller's.
 */
@NullMarked
package callgateway.tools;

import org.jspecify.annotations.NullMarked;
