package callgateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniEvent.Speaker;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryJsonTest {
    private static final CallId ID =
            new CallId("CA00000000000000000000000000000001", "AC1", "+15550100001", "+15550100");

    /** One of each kind. */
    private static final List<CallEvent> ALL = List.of(
            new CallEvent.StreamStarted("MZ1"),
            new CallEvent.AgentDialled(2),
            new CallEvent.AgentLost(EndReason.AGENT_LOST, "reset", true),
            new CallEvent.AgentReady("c_1", Duration.ofMillis(312)),
            new CallEvent.AgentHeard(Duration.ofMillis(500)),
            new CallEvent.Said(Speaker.CALLER, "my number is \"4711\""),
            new CallEvent.Interrupted(Duration.ofMillis(700)),
            new CallEvent.Corrected("I can"),
            new CallEvent.KeysPressed(4),
            new CallEvent.TonesPlayed(3),
            new CallEvent.Held(null),
            new CallEvent.Collecting("date", true),
            new CallEvent.ToolRun("find_slot", "ok", Duration.ofMillis(90)),
            new CallEvent.TransferBegan("pool:sales", "wants to buy", CallEvent.TransferBegan.By.AGENT),
            new CallEvent.TransferEnded(false, "busy"),
            new CallEvent.AgentNote("warning", null),
            new CallEvent.HeardAfterFlush(Duration.ofMillis(80)),
            new CallEvent.TurnTaken(Duration.ofMillis(900)),
            new CallEvent.RecordingStarted(true),
            new CallEvent.RecordingRefused(),
            new CallEvent.RecordingPaused("keys"),
            new CallEvent.RecordingResumed(),
            new CallEvent.RecordingEnded("a.wav", Duration.ofSeconds(3), 20, 40, "over"),
            new CallEvent.RecordingDeleted("a.wav", "age"),
            new CallEvent.AudioCounted(1, 2, 3, 4, 5, 6, 7, 8, 9),
            new CallEvent.StreamMissing(),
            new CallEvent.Ended(EndReason.SHUTDOWN, "stop"));

    private static CallStory story() {
        CallStory story = new CallStory(ID, "sales", Instant.ofEpochMilli(1_700_000_000_123L));
        for (int i = 0; i < ALL.size(); i++) {
            story.add(new CallStory.Moment(Instant.ofEpochMilli(1_700_000_001_000L + i), ALL.get(i)));
        }
        return story;
    }

    @Test
    void whatHasBeenIsTheSameOnAnotherNode() throws Exception {
        assertThat(ALL.stream().<Class<?>>map(Object::getClass))
                .containsAll(Arrays.asList(CallEvent.class.getPermittedSubclasses()));
        CallStory story = story();
        JsonNode sent = new ObjectMapper()
                .readTree(StoryJson.of(CallAccount.of(story, null, EndReason.SHUTDOWN))
                        .toString());

        CallStory read = StoryJson.read(ID, "another", sent);

        assertThat(read.pool()).isEqualTo("sales");
        assertThat(read.begun()).isEqualTo(story.begun());
        assertThat(read.moments()).containsExactlyElementsOf(story.moments());
        assertThat(Recap.of(read)).isEqualTo(Recap.of(story));
    }

    @Test
    void whatAnOlderNodeDoesNotKnowIsLeftOut() {
        ObjectNode sent = (ObjectNode) StoryJson.of(CallAccount.of(story(), null, null));
        ArrayNode moments = (ArrayNode) sent.path("moments");
        ((ObjectNode) moments.get(0).path("event")).put("kind", "SomethingNew");
        ((ObjectNode) moments.get(1).path("event")).put("more", "than is known");
        ((ObjectNode) moments.get(2).path("event")).put("reason", "A_NEW_REASON");
        sent.put("more", 1);

        assertThat(StoryJson.read(ID, "x", sent).events())
                .containsExactlyElementsOf(join(ALL.get(1), ALL.subList(3, ALL.size())));
    }

    private static List<CallEvent> join(CallEvent first, List<CallEvent> rest) {
        List<CallEvent> all = new java.util.ArrayList<>(rest);
        all.add(0, first);
        return all;
    }

    @Test
    void ofALongCallTheNewestIsTold() {
        CallStory story = new CallStory(ID, "sales", Instant.EPOCH);
        story.add(new CallStory.Moment(Instant.EPOCH, new CallEvent.AgentReady("c_1", Duration.ZERO)));
        for (int i = 0; i < 300; i++) {
            story.add(
                    new CallStory.Moment(Instant.EPOCH, new CallEvent.Said(Speaker.CALLER, i + " " + "x".repeat(300))));
        }

        JsonNode sent = StoryJson.of(CallAccount.of(story, null, null));
        List<CallEvent> read = StoryJson.read(ID, "x", sent).events();

        assertThat(sent.toString()).hasSizeBetween(20_000, 25_000);
        assertThat(read.get(0)).isInstanceOf(CallEvent.AgentReady.class);
        assertThat(read.get(read.size() - 1)).isEqualTo(story.events().get(300));
    }

    @Test
    void nonsenseIsAnEmptyStory() throws Exception {
        CallStory read =
                StoryJson.read(ID, "sales", new ObjectMapper().readTree("{\"moments\":[1,{},{\"event\":[]}]}"));
        assertThat(read.events()).isEmpty();
        assertThat(read.pool()).isEqualTo("sales");
    }

    @Test
    void ofACallWhoseNodeIsGoneAnAgentKnowsThatItWasUnderWay() {
        CallStory unknown = CallStory.unknown(ID, "sales");
        assertThat(unknown.hadAgent()).isTrue();
        assertThat(Recap.of(unknown)).contains("already under way").contains("broke for a moment");
    }
}
