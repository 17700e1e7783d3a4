package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.transport.stock.StockResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a caller hears without doing anything, as long as it takes: {@code Say}, {@code Play}, {@code Pause}, {@code Gather}. */
final class Sounds {
    /** A guess: some 15 characters a second. */
    private static final Duration SPEECH_PER_CHAR = Duration.ofMillis(65);

    private static final Duration TONE = Duration.ofMillis(500);
    /** What Twilio makes of {@code loop="0"}. */
    private static final int FOR_EVER = 1000;

    private final CallLine line;

    Sounds(CallLine line) {
        this.line = line;
    }

    void hear(String base, Verb verb, Runnable then) {
        switch (verb.name()) {
            // As the first thing it delays the answer.
            case "Pause" -> line.hold(Duration.ofSeconds(verb.number("length", 1)), then);
            case "Say" -> {
                line.answer();
                line.hold(length(verb.text()).multipliedBy(loops(verb)), then);
            }
            case "Play" -> {
                line.answer();
                play(base, verb, then);
            }
            default -> {
                line.answer();
                prompt(base, verb, 0, then);
            }
        }
    }

    private void play(String base, Verb play, Runnable then) {
        if (play.text().isEmpty()) {
            String digits = play.attribute("digits");
            if (digits == null) {
                line.applicationError(Complaint.BAD_VERB, base + ": <Play> without a URL");
            } else {
                line.hold(TONE.multipliedBy(digits.length()), then);
            }
            return;
        }
        String url = line.resolved(base, play.text());
        if (url == null) {
            return;
        }
        AudioCache known = line.exchange().audio();
        Duration length = known.length(url, Metronome.now());
        if (length != null) {
            line.hold(length.multipliedBy(loops(play)), then);
            return;
        }
        line.file(url, file -> {
            Duration fetched = length(url, file);
            if (fetched != null) {
                known.fetched(url, file, fetched, Metronome.now());
                line.hold(fetched.multipliedBy(loops(play)), then);
            }
        });
    }

    /** Null, and an application error, if it cannot be played. */
    private @Nullable Duration length(String url, StockResponse file) {
        if (file.status() / 100 != 2) {
            line.applicationError(Complaint.HTTP_FAILED, url + ": HTTP " + file.status());
            return null;
        }
        try {
            return PlayedAudio.duration(file);
        } catch (IOException e) {
            line.applicationError(Complaint.BAD_CONTENT_TYPE, url + ": " + e.getMessage());
            return null;
        }
    }

    /** Nobody presses a key: the prompts, and the time in which one might have. */
    private void prompt(String base, Verb gather, int at, Runnable then) {
        if (at == gather.children().size()) {
            line.hold(Duration.ofSeconds(gather.number("timeout", 5)), then);
            return;
        }
        Verb child = gather.children().get(at);
        switch (child.name()) {
            case "Say", "Play", "Pause" -> hear(base, child, () -> prompt(base, gather, at + 1, then));
            default -> line.applicationError(Complaint.BAD_VERB, base + ": <" + child.name() + "> in <Gather>");
        }
    }

    /** How long it takes to say this. */
    static Duration length(String text) {
        return SPEECH_PER_CHAR.multipliedBy(text.length());
    }

    private static int loops(Verb verb) {
        int loops = verb.number("loop", 1);
        return loops == 0 ? FOR_EVER : loops;
    }
}
