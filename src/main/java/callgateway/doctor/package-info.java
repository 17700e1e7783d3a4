/**
 * Looks at a real set-up before the first call: each {@link callgateway.doctor.Check} looks at one thing and says what it found and
 * what to do. Changes nothing, admits no call; what it opens it closes.
 */
@NullMarked
package callgateway.doctor;

import org.jspecify.annotations.NullMarked;
