package callgateway.admission;

import java.time.Duration;

/**
 * How fast a {@link PlanLimit} moves.
 *
 * @param coolDown after the limit was lowered, refusals do not lower it again for so long: they are of the same crowd
 * @param growEvery while the limit holds callers back and nothing is refused, it grows by one this often
 * @param firstPause how long nobody knocks after a refusal that did not say how long; doubled with each refused probe
 * @param longestPause at which that ends
 * @param probeEvery in a longer time of being held off, one call may try this often: what was asked for may be wrong
 * @param probeWithin how long a probe may take before another call may be one
 */
public record PlanLimitSettings(
        Duration coolDown,
        Duration growEvery,
        Duration firstPause,
        Duration longestPause,
        Duration probeEvery,
        Duration probeWithin) {

    /** Holds the ranges. */
    public PlanLimitSettings {
        Checks.duration("cool-down", coolDown);
        Checks.duration("grow-every", growEvery);
        Checks.duration("first-pause", firstPause);
        Checks.duration("longest-pause", longestPause);
        Checks.require(
                longestPause.compareTo(firstPause) >= 0,
                "longest-pause",
                longestPause,
                "not shorter than first-pause, " + firstPause);
        Checks.duration("probe-every", probeEvery);
        Checks.duration("probe-within", probeWithin);
    }

    /** What suits phone calls: somebody is waiting, and a session lasts minutes. */
    public static PlanLimitSettings defaults() {
        return new PlanLimitSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofSeconds(45));
    }
}
