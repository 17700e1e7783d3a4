package callgateway.routing;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How callers wait when every slot is taken.
 *
 * @param maxDepth the most callers in line, 0 for no line at all; at most what one of Twilio's queues can hold, 5000
 * @param maxWait the longest a caller waits before the overflow, 1 s to 4 h
 * @param announcePosition whether callers are told their place
 * @param announcements how they are told it, by language tag; each holds {@value #POSITION}
 * @param ringFor how long a call may ring unanswered when a slot is expected soon, 0..60 s; 0 is never
 * @param holdAudio what they hear meanwhile
 */
public record Line(
        int maxDepth,
        Duration maxWait,
        boolean announcePosition,
        Map<String, String> announcements,
        Duration ringFor,
        HoldAudio holdAudio) {

    /** Where an announcement says the caller's place. */
    public static final String POSITION = "{position}";

    private static final int MAX_DEPTH = 5000;
    private static final Duration MAX_WAIT = Duration.ofHours(4);
    /** Carriers give up a call that rings for longer than a minute or two. */
    private static final Duration MAX_RING = Duration.ofSeconds(60);

    private static final int MAX_ANNOUNCEMENT = 500;
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*");
    private static final String LAST_RESORT = "en";

    /**
     * A sentence for a waiting caller.
     *
     * @param language the tag of the language it is in
     * @param text what to say
     */
    public record Announcement(String language, String text) {}

    /** Holds the ranges. */
    public Line {
        announcements = Map.copyOf(announcements);
        if (maxDepth < 0 || maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("max-depth: " + maxDepth + " (expected: 0.." + MAX_DEPTH + ")");
        }
        if (maxWait.compareTo(Duration.ofSeconds(1)) < 0 || maxWait.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("max-wait: " + maxWait.toMillis() + " ms (expected: 1s to 4h)");
        }
        if (ringFor.isNegative() || ringFor.compareTo(MAX_RING) > 0) {
            throw new IllegalArgumentException("ring-for: " + ringFor.toMillis() + " ms (expected: 0s to 60s)");
        }
        announcements.forEach((language, text) -> {
            if (!LANGUAGE.matcher(language).matches()) {
                throw new IllegalArgumentException(
                        "announcements." + language + ": no language (expected: a tag such as en or pt-br)");
            }
            if (!text.contains(POSITION) || text.length() > MAX_ANNOUNCEMENT) {
                throw new IllegalArgumentException("announcements." + language + ": " + text + " (expected: at most "
                        + MAX_ANNOUNCEMENT + " characters with " + POSITION + " in them)");
            }
        });
        if (announcePosition && !announcements.containsKey(LAST_RESORT)) {
            throw new IllegalArgumentException(
                    "announcements: none in en (expected: one, for callers of a language that has none)");
        }
    }

    /** Whether callers may wait at all. */
    public boolean open() {
        return maxDepth > 0;
    }

    /**
     * What to tell a caller, in the language asked for, in its main language ({@code de} for {@code de-AT}), or in English.
     *
     * @param language the agent's language, null when none is set
     * @param position the caller's place, 1 for the head
     * @return nothing when places are not announced
     */
    public Optional<Announcement> announcement(@Nullable String language, int position) {
        if (!announcePosition) {
            return Optional.empty();
        }
        String tag = language == null
                ? LAST_RESORT
                : language.toLowerCase(Locale.ROOT).replace('_', '-');
        while (!announcements.containsKey(tag)) {
            int dash = tag.lastIndexOf('-');
            tag = dash < 0 ? LAST_RESORT : tag.substring(0, dash);
        }
        String text = announcements.getOrDefault(tag, POSITION);
        return Optional.of(new Announcement(tag, text.replace(POSITION, Integer.toString(position))));
    }
}
