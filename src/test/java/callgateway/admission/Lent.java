package callgateway.admission;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up what a node is lent, and hears nothing else. */
final class Lent implements AdmissionMonitor {
    final Map<Lend, Integer> lent = new LinkedHashMap<>();

    @Override
    public void lent(Lend what, int many) {
        lent.merge(what, many, Integer::sum);
    }

    @Override
    public void admitted(String pool, Duration waited) {}

    @Override
    public void queued(String pool) {}

    @Override
    public void overflowed(String pool, Answer.Reason reason) {}

    @Override
    public void abandoned() {}

    @Override
    public void expired(Expired.Kind kind) {}

    @Override
    public void turnedAway(Knock.Limit limit) {}

    @Override
    public void keyRefused(KeyFault fault) {}

    @Override
    public void keyAccepted() {}

    @Override
    public void capacity(Capacity now) {}
}
