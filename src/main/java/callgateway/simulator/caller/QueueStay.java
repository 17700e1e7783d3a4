package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A caller in a queue: hears what the {@code waitUrl} says, which is asked again when that has come to its end, until a
 * {@code <Leave>}, or the caller or a {@code <Hangup>} ends the call.
 *
 * <p>Source: Twilio docs, voice/twiml/enqueue. What happens to a caller whose {@code waitUrl} fails is not documented;
 * here the call ends, so that nobody relies on less.
 */
final class QueueStay {
    private static final int MAX_NAME_CHARS = 64;
    /** A document that takes no time is not asked for more often than this. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final CallLine line;
    private final Sounds sounds;
    private final String base;
    private final Verb enqueue;
    private Consumer<Map<String, String>> left = outcome -> {};
    private long askedNanos;

    QueueStay(CallLine line, Sounds sounds, String base, Verb enqueue) {
        this.line = line;
        this.sounds = sounds;
        this.base = base;
        this.enqueue = enqueue;
    }

    /** Joins; when the caller has left, {@code after} is given the parameters of the action. */
    void begin(Consumer<Map<String, String>> after) {
        left = after;
        line.answer();
        String name = enqueue.text();
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
            line.applicationError(Complaint.BAD_VERB, base + ": <Enqueue> without a name of 1 to 64 characters");
            return;
        }
        int maxSize = enqueue.number("maxQueueSize", 0);
        CallQueues.Place place = line.exchange().queues().join(name, maxSize == 0 ? null : maxSize, Metronome.now());
        if (place == null) {
            line.log(CallerEvent.Kind.LEFT_QUEUE, "queue-full");
            after.accept(Map.of("QueueResult", "queue-full", "QueueTime", "0"));
            return;
        }
        line.log(CallerEvent.Kind.QUEUED, name);
        line.whenHungUp(() -> leave(place, "hangup"));
        line.atEnd(place::leave);
        line.beginPatience();
        ask(place);
    }

    private void ask(CallQueues.Place place) {
        String waitUrl = enqueue.attribute("waitUrl");
        if (waitUrl == null || waitUrl.isEmpty()) {
            // Twilio's own music, or silence: only the caller can end that here.
            return;
        }
        askedNanos = Metronome.now();
        request(place, base, waitUrl, enqueue.method("waitUrlMethod"));
    }

    private void request(CallQueues.Place place, String from, @Nullable String url, String method) {
        line.request(
                from,
                url,
                method,
                place.params(Metronome.now()),
                (document, verbs) -> follow(place, document, verbs, 0));
    }

    private void follow(CallQueues.Place place, String document, List<Verb> verbs, int at) {
        if (at == verbs.size()) {
            line.hold(SHORTEST, askedNanos, () -> ask(place));
            return;
        }
        Verb verb = verbs.get(at);
        line.verb(verb);
        switch (verb.name()) {
            case "Say", "Play", "Pause", "Gather" ->
                sounds.hear(document, verb, () -> follow(place, document, verbs, at + 1));
            case "Redirect" -> request(place, document, verb.text(), verb.method("method"));
            case "Leave" -> leave(place, "leave");
            case "Hangup" -> {
                line.cutOff();
                leave(place, "hangup");
            }
            default ->
                line.applicationError(
                        Complaint.BAD_VERB, document + ": <" + verb.name() + "> is not allowed in a queue");
        }
    }

    private void leave(CallQueues.Place place, String result) {
        line.whenHungUp(null);
        line.atEnd(() -> {});
        line.endPatience();
        place.leave();
        line.log(CallerEvent.Kind.LEFT_QUEUE, result);
        left.accept(Map.of(
                "QueueResult",
                result,
                "QueueSid",
                place.queueSid(),
                "QueueTime",
                String.valueOf(place.waitedSeconds(Metronome.now()))));
    }
}
