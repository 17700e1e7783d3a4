package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Something that a metronome does once, unless it is called off before. */
final class Alarm implements Metronome.Beat {
    private final AtomicReference<@Nullable Runnable> task;

    private Alarm(Runnable task) {
        this.task = new AtomicReference<>(task);
    }

    static Alarm in(long nanos, Metronome metronome, Runnable task) {
        Alarm alarm = new Alarm(task);
        metronome.add(Metronome.now() + nanos, alarm);
        return alarm;
    }

    /** What was to be done is forgotten: a metronome keeps only the empty shell until its time. */
    void cancel() {
        task.set(null);
    }

    @Override
    public long beat(long nowNanos) {
        Runnable due = task.getAndSet(null);
        if (due != null) {
            due.run();
        }
        return Metronome.NEVER;
    }
}
