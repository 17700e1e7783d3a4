package callgateway.simulator.caller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What happened in one call, bounded. Safe from any thread. */
final class CallerLog {
    private static final int MAX_EVENTS = 5_000;

    private final Timeline timeline;
    private final Consumer<CallerEvent> listener;
    private final List<CallerEvent> events = new ArrayList<>();
    private final Map<Integer, Complaint> complaints = new LinkedHashMap<>();
    private final List<Verb> verbs = new ArrayList<>();

    CallerLog(Timeline timeline, Consumer<CallerEvent> listener) {
        this.timeline = timeline;
        this.listener = listener;
    }

    Timeline timeline() {
        return timeline;
    }

    synchronized void at(long sample, CallerEvent.Kind kind, String detail) {
        if (events.size() < MAX_EVENTS) {
            CallerEvent event = new CallerEvent(kind, Timeline.millis(sample), detail);
            events.add(event);
            listener.accept(event);
        }
    }

    void atNanos(long nanos, CallerEvent.Kind kind, String detail) {
        at(timeline.sampleAt(nanos), kind, detail);
    }

    synchronized void complain(long nanos, int code, String text) {
        Complaint sofar = complaints.get(code);
        if (sofar == null) {
            atNanos(nanos, CallerEvent.Kind.COMPLAINT, code + " " + text);
            complaints.put(code, new Complaint(code, text, 1));
        } else {
            complaints.put(code, new Complaint(code, sofar.text(), sofar.count() + 1));
        }
    }

    synchronized void verb(long nanos, Verb verb) {
        atNanos(nanos, CallerEvent.Kind.VERB, verb.name());
        if (verbs.size() < MAX_EVENTS) {
            verbs.add(verb);
        }
    }

    /** In order of time: some things are known to have happened only later. */
    synchronized List<CallerEvent> events() {
        return events.stream()
                .sorted(Comparator.comparingDouble(CallerEvent::atMs))
                .toList();
    }

    synchronized List<Complaint> complaints() {
        return List.copyOf(complaints.values());
    }

    synchronized List<Verb> verbs() {
        return List.copyOf(verbs);
    }
}
