package callgateway.call;

import callgateway.call.media.MediaListener;
import java.time.Duration;

/** Counts and writes down what a call's media measure. Belongs to the call's loop. */
final class MediaNews implements MediaListener {
    private final CallMonitor monitor;
    private final CallDiary diary;

    MediaNews(CallMonitor monitor, CallDiary diary) {
        this.monitor = monitor;
        this.diary = diary;
    }

    @Override
    public void turnTaken(long latencyMs) {
        Duration latency = Duration.ofMillis(latencyMs);
        monitor.turnTaken(latency);
        diary.note(new CallEvent.TurnTaken(latency));
    }

    @Override
    public void heardAfterFlush(long heardMs) {
        Duration heard = Duration.ofMillis(heardMs);
        monitor.heardAfterFlush(heard);
        diary.note(new CallEvent.HeardAfterFlush(heard));
    }
}
