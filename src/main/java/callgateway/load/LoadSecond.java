package callgateway.load;

import java.util.Locale;

/**
 * One second of a run.
 *
 * @param atSeconds since the run began
 * @param phase what the run was doing; only what is measured counts
 * @param open calls with a stream
 * @param latency of the frames that came back in it
 * @param gatewayCores cores that the gateway kept busy; negative when it is not watched
 * @param gatewayRss its memory, bytes
 * @param ownCores cores that this process kept busy
 */
record LoadSecond(
        double atSeconds,
        Phase phase,
        long open,
        Spread latency,
        double gatewayCores,
        long gatewayRss,
        double ownCores) {
    /** What a run does. */
    enum Phase {
        PLACING,
        WARMING,
        MEASURING,
        DRAINING
    }

    boolean measured() {
        return phase == Phase.MEASURING;
    }

    @Override
    public String toString() {
        String gateway = gatewayCores < 0
                ? ""
                : String.format(Locale.ROOT, "  gateway %.2f cores, %d MB", gatewayCores, gatewayRss / 1_000_000);
        String audio = latency.count() == 0
                ? "no audio back"
                : "p50 " + Spread.millis(latency.p50()) + ", p99 " + Spread.millis(latency.p99());
        return String.format(
                Locale.ROOT,
                "%5.0f s  %-9s  %5d calls  %s%s  generator %.2f cores",
                atSeconds,
                phase.name().toLowerCase(Locale.ROOT),
                open,
                audio,
                gateway,
                ownCores);
    }
}
