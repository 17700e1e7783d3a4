/**
 * Who may talk to the agent now, who waits, and who is sent elsewhere: caps, reserved parts, waiting lines, and what the
 * agent's service says about its own limits. {@link callgateway.admission.Ledger}, {@link callgateway.admission.PlanLimit}
 * and {@link callgateway.admission.KeyBreaker} are pure: no actors, no clock, no threads; the time is a parameter.
 */
@NullMarked
package callgateway.admission;

import org.jspecify.annotations.NullMarked;
