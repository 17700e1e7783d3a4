package callgateway.call;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has happened in a call, for another node that goes on with it. A moment that the reader does not know, because it is of
 * an older version, is left out.
 */
public final class StoryJson {
    private static final int MOST = 400;
    /** Half of what a request to the public port may be, which has other things in it, too. */
    private static final int MOST_CHARACTERS = 24_000;

    private static final ObjectMapper JSON = mapper();

    private StoryJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Kinds {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper().registerModule(new JavaTimeModule());
        mapper.addMixIn(CallEvent.class, Kinds.class);
        for (Class<?> kind : CallEvent.class.getPermittedSubclasses()) {
            mapper.registerSubtypes(kind);
        }
        return mapper.disable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_INVALID_SUBTYPE);
    }

    /** Writes what is known of a call. */
    public static JsonNode of(CallAccount account) {
        ObjectNode node = JSON.createObjectNode();
        node.put("pool", account.pool());
        node.put("begun", account.begun().toEpochMilli());
        // The newest, as much as goes into one request; that there was an agent is known in any case.
        Deque<ObjectNode> newest = new ArrayDeque<>();
        int room = MOST_CHARACTERS;
        boolean agent = false;
        List<CallStory.Moment> all = account.moments();
        for (int i = all.size() - 1; i >= 0; i--) {
            CallStory.Moment moment = all.get(i);
            boolean first = !agent && moment.event() instanceof CallEvent.AgentReady;
            if (room < 0 && !first) {
                continue;
            }
            ObjectNode one = JSON.createObjectNode();
            one.put("at", moment.at().toEpochMilli());
            one.set("event", event(moment.event()));
            newest.addFirst(one);
            room -= one.toString().length();
            agent |= first;
        }
        node.putArray("moments").addAll(newest);
        return node;
    }

    private static JsonNode event(CallEvent event) {
        try {
            // By the type that has the kinds, not by the record's own.
            return JSON.readTree(JSON.writerFor(CallEvent.class).writeValueAsBytes(event));
        } catch (java.io.IOException e) {
            throw new IllegalStateException("a " + event.getClass().getSimpleName() + " could not be written", e);
        }
    }

    /** Reads it again; what makes no sense is left out. */
    static CallStory read(CallId id, String pool, JsonNode node) {
        CallStory story = new CallStory(
                id,
                node.path("pool").asText(pool),
                Instant.ofEpochMilli(node.path("begun").asLong(System.currentTimeMillis())));
        moments(node).forEach(story::add);
        return story;
    }

    private static List<CallStory.Moment> moments(JsonNode node) {
        List<CallStory.Moment> moments = new ArrayList<>();
        for (JsonNode one : node.path("moments")) {
            CallEvent event = event(one.path("event"));
            if (event != null && moments.size() < MOST) {
                moments.add(
                        new CallStory.Moment(Instant.ofEpochMilli(one.path("at").asLong()), event));
            }
        }
        return moments;
    }

    /** Null when it is of another version, or damaged: the rest is worth having. */
    private static @Nullable CallEvent event(JsonNode node) {
        try {
            return JSON.treeToValue(node, CallEvent.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }
}
