package callgateway.call;

import callgateway.omni.OmniEvent.Speaker;
import callgateway.omni.OmniEvent.Transcript;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Makes utterances of a transcript that comes in pieces: some are added to what came before, some stand for all of it, and
 * the last one is not always marked. An utterance is over when it is said to be final, or when the other side speaks.
 */
final class Transcription {
    private static final int MOST_CHARACTERS = 2000;

    private final Map<Speaker, StringBuilder> speaking = new EnumMap<>(Speaker.class);
    private final BiConsumer<Speaker, String> said;

    /** @param said told every utterance that is over */
    Transcription(BiConsumer<Speaker, String> said) {
        this.said = said;
        for (Speaker speaker : Speaker.values()) {
            speaking.put(speaker, new StringBuilder());
        }
    }

    void take(Transcript piece) {
        for (Speaker other : Speaker.values()) {
            if (other != piece.speaker()) {
                over(other);
            }
        }
        StringBuilder utterance = of(piece.speaker());
        if (!piece.isDelta()) {
            utterance.setLength(0);
        }
        String text = piece.text();
        utterance.append(text, 0, Math.min(text.length(), MOST_CHARACTERS - utterance.length()));
        if (piece.isFinal()) {
            over(piece.speaker());
        }
    }

    /** Nobody will go on with what is begun. */
    void over() {
        for (Speaker speaker : Speaker.values()) {
            over(speaker);
        }
    }

    private void over(Speaker speaker) {
        StringBuilder utterance = of(speaker);
        String text = utterance.toString().strip();
        utterance.setLength(0);
        if (!text.isEmpty()) {
            said.accept(speaker, text);
        }
    }

    private StringBuilder of(Speaker speaker) {
        return speaking.computeIfAbsent(speaker, one -> new StringBuilder());
    }
}
