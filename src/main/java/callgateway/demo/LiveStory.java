package callgateway.demo;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.omni.OmniSessionEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the story while it happens: events of both ends are held for a moment, so that they are told in the order in
 * which they happened. What is known only later than that is told late. Belongs to one thread.
 */
final class LiveStory {
    private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private record Held(double atMs, Supplier<@Nullable Moment> moment) {}

    private final Storyline storyline;
    private final long originNanos;
    private final Consumer<Moment> listener;
    private final List<Held> held = new ArrayList<>();
    private int sessionEventsSeen;

    LiveStory(Storyline storyline, long originNanos, Consumer<Moment> listener) {
        this.storyline = storyline;
        this.originNanos = originNanos;
        this.listener = listener;
    }

    /**
     * Takes what is new.
     *
     * @param session all events of the agent's side so far
     */
    void add(List<CallerEvent> caller, List<OmniSessionEvent> session) {
        for (CallerEvent event : caller) {
            held.add(new Held(event.atMs(), () -> storyline.tell(event)));
        }
        for (OmniSessionEvent event : session.subList(Math.min(sessionEventsSeen, session.size()), session.size())) {
            double atMs = (event.atNanos() - originNanos) / 1e6;
            held.add(new Held(atMs, () -> storyline.tell(event.kind(), atMs, event.detail())));
        }
        sessionEventsSeen = session.size();
    }

    void tellUntil(long nowNanos) {
        tell((nowNanos - HOLD_NANOS - originNanos) / 1e6);
    }

    void tellAll() {
        tell(Double.POSITIVE_INFINITY);
    }

    private void tell(double untilMs) {
        held.sort(Comparator.comparingDouble(Held::atMs));
        while (!held.isEmpty() && held.get(0).atMs() <= untilMs) {
            Moment moment = held.remove(0).moment().get();
            if (moment != null) {
                listener.accept(moment);
            }
        }
    }
}
