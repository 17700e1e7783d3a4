package callgateway.admission;

import java.time.Duration;

/** Hears nothing; for those who hear only some of it, or count themselves. */
public class QuietMonitor implements AdmissionMonitor {
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
