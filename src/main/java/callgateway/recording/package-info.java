/**
 * Recordings of calls: audio is taken on the calls' loops into bounded rings, and written to files by a few threads of their
 * own. Knows audio and what pools want, and nothing of calls.
 */
@NullMarked
package callgateway.recording;

import org.jspecify.annotations.NullMarked;
