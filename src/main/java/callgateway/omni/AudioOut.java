package callgateway.omni;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an event said about the agent's audio. Omni writes it as {@code "pcm16@24000"}, as a bare rate (number or string),
 * as a bare {@code "pcm16"}, or not at all.
 *
 * @param text as announced, lower case; empty when nothing was said
 * @param hz 8000, 16000 or 24000; 0 when no usable rate was said
 */
public record AudioOut(String text, int hz) {
    /** Nothing was said. */
    public static final AudioOut UNSTATED = new AudioOut("", 0);

    private static final int MAX_TEXT = 64;

    static AudioOut of(@Nullable JsonNode announced) {
        if (announced == null || announced.isNull() || announced.isMissingNode()) {
            return UNSTATED;
        }
        String text = announced.isValueNode() ? announced.asText() : announced.toString();
        return of(text);
    }

    /** Reads an announcement as written on the wire. */
    public static AudioOut of(String announced) {
        String text = Text.clean(announced, MAX_TEXT).strip().toLowerCase(Locale.ROOT);
        String rate = text.startsWith(Wire.PCM16 + "@") ? text.substring(Wire.PCM16.length() + 1) : text;
        return new AudioOut(
                text,
                switch (rate) {
                    case "8000" -> 8_000;
                    case "16000" -> 16_000;
                    case "24000" -> 24_000;
                    default -> 0;
                });
    }

    /** True when something was announced that this gateway cannot play: worth a warning, the rate in use is kept. */
    public boolean isUnusable() {
        return hz == 0 && !text.isEmpty() && !text.equals(Wire.PCM16);
    }
}
