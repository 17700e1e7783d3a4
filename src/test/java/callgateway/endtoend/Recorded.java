package callgateway.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code GET /api/calls/...} says has happened in a call. */
final class Recorded {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Recorded() {}

    /** Its events, each as its name and then everything else that is said of it. */
    static List<String> events(String account) throws JsonProcessingException {
        List<String> events = new ArrayList<>();
        for (JsonNode event : JSON.readTree(account).path("events")) {
            ObjectNode rest = event.deepCopy();
            rest.remove(List.of("event", "at"));
            events.add(event.path("event").asText() + " " + rest);
        }
        return events;
    }

    /**
     * The first of those that are wanted which is not there, in its order; null when all are. There may be others in between.
     *
     * @param wanted each a name, then words that have to be in what is said of it
     */
    static @Nullable String missing(List<String> wanted, List<String> events) {
        int at = 0;
        for (String one : wanted) {
            while (at < events.size() && !fits(one, events.get(at))) {
                at++;
            }
            if (at++ == events.size()) {
                return one;
            }
        }
        return null;
    }

    private static boolean fits(String wanted, String event) {
        List<String> words = Arrays.asList(wanted.split(" ", -1));
        return event.startsWith(words.get(0) + " ") && words.stream().skip(1).allMatch(event::contains);
    }
}
