package callgateway.twilio;

import com.twilio.twiml.voice.Say;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sentences that Twilio speaks. */
final class Spoken {
    /** Texts longer than this are refused by some of Twilio's voices. */
    private static final int MAX_CHARS = 3000;
    /** Of languages spoken in many countries, where most who only name the language mean. */
    private static final Map<String, String> USUAL_REGIONS = Map.of("en", "en-US", "pt", "pt-BR", "zh", "cmn-CN");

    private Spoken() {}

    static void require(String what, String text, @Nullable String language) {
        if (text.isBlank() || text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    what + ": " + text.length() + " characters (expected: 1 to " + MAX_CHARS + ")");
        }
        if (language != null) {
            language(language);
        }
    }

    static Say say(String text, @Nullable String language) {
        Say.Builder say = new Say.Builder(legalInXml(text));
        return (language == null ? say : say.language(language(language))).build();
    }

    /** See {@link Twiml#spokenLanguage}. */
    static Optional<String> nearest(String tag) {
        String main = tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
        List<String> wanted = List.of(
                tag.replace('_', '-'), USUAL_REGIONS.getOrDefault(main, main + "-" + main.toUpperCase(Locale.ROOT)));
        Stream<String> best = wanted.stream().flatMap(one -> named(one).stream());
        Stream<String> any = Arrays.stream(Say.Language.values())
                .map(Object::toString)
                .filter(known -> known.startsWith(main + "-"));
        return Stream.concat(best, any).findFirst();
    }

    private static Optional<String> named(String tag) {
        return Arrays.stream(Say.Language.values())
                .map(Object::toString)
                .filter(known -> known.equalsIgnoreCase(tag))
                .findFirst();
    }

    private static Say.Language language(String tag) {
        return Arrays.stream(Say.Language.values())
                .filter(known -> known.toString().equalsIgnoreCase(tag))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "language: \"" + tag + "\" (expected: one that Twilio speaks, such as en-GB)"));
    }

    /** XML has no way to write control characters, and one of them would make the whole document an error. */
    private static String legalInXml(String text) {
        StringBuilder legal = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> (c < ' ' && c != '\t' && c != '\n') || (c >= 0xD800 && c < 0xE000) || (c & 0xFFFE) == 0xFFFE
                        ? ' '
                        : c)
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }
}
