package callgateway.load.capacity;

import callgateway.admission.AdmissionMonitor;
import callgateway.admission.Answer;
import callgateway.admission.Capacity;
import callgateway.admission.Expired;
import callgateway.admission.KeyFault;
import callgateway.admission.Knock;
import java.time.Duration;

/** Counts nothing: here the callers do. */
final class QuietMonitor implements AdmissionMonitor {
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
