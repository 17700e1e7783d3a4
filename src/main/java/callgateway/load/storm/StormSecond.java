package callgateway.load.storm;

import java.util.Locale;

/**
 * One second of a storm.
 *
 * @param atSeconds since it began
 * @param sessions the most that were open at the agent service in it
 * @param limit sessions that the gateway believes are allowed; -1 if it could not be asked, as for the next two
 * @param slots of the plan that are taken
 * @param waiting callers in line
 * @param placed callers who have come by now
 * @param agent of those, how many are through with the agent
 * @param overflow how many went to the overflow
 * @param left how many hung up or vanished
 * @param broken for how many a promise was broken
 * @param refused attempts that the agent service refused in this second
 */
record StormSecond(
        double atSeconds,
        int sessions,
        int limit,
        int slots,
        int waiting,
        long placed,
        long agent,
        long overflow,
        long left,
        long broken,
        long refused) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%5.0f s  %4d sessions  %4d slots of %-4d %5d in line  %6d came: %d agent, %d overflow, %d left%s",
                atSeconds,
                sessions,
                slots,
                limit,
                waiting,
                placed,
                agent,
                overflow,
                left,
                broken > 0 ? ", " + broken + " BROKEN" : "");
    }
}
