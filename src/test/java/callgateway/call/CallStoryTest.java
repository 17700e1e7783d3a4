package callgateway.call;

import static callgateway.omni.OmniEvent.Speaker.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallStoryTest {
    private static final CallId ID = new CallId("CA1", "AC1", "+15550100", "+15550199");
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final CallStories stories = new CallStories(InstantSource.fixed(Instant.EPOCH), CallJournal.NONE);

    private static CallId id(int n) {
        return new CallId("CA" + n, "AC1", "+15550100", "+15550199");
    }

    @Test
    void atTheBoundWhatWasSaidGoesBeforeWhatWasDone() {
        CallStory story = new CallStory(ID, "sales", Instant.EPOCH);
        story.add(new CallStory.Moment(Instant.EPOCH, new CallEvent.StreamStarted("MZ1")));
        for (int i = 0; i < 500; i++) {
            story.add(new CallStory.Moment(Instant.EPOCH, new CallEvent.Said(CALLER, "word " + i)));
        }

        assertThat(story.moments()).hasSize(400);
        assertThat(story.forgotten()).isEqualTo(101);
        assertThat(story.events().get(0)).isEqualTo(new CallEvent.StreamStarted("MZ1"));
        assertThat(story.events()).last().isEqualTo(new CallEvent.Said(CALLER, "word 499"));
    }

    @Test
    void withNothingSaidTheOldestGoes() {
        CallStory story = new CallStory(ID, "sales", Instant.EPOCH);
        for (int i = 0; i < 401; i++) {
            story.add(new CallStory.Moment(Instant.EPOCH, new CallEvent.AgentDialled(i)));
        }

        assertThat(story.events().get(0)).isEqualTo(new CallEvent.AgentDialled(1));
    }

    @Test
    void aCopyGoesItsOwnWay() {
        CallStory story = new CallStory(ID, "sales", Instant.EPOCH);
        CallStory copy = story.copy();
        copy.add(new CallStory.Moment(Instant.EPOCH, new CallEvent.AgentDialled(1)));

        assertThat(story.moments()).isEmpty();
    }

    @Test
    void aStoryIsKeptForAnHourAndNotWhileItIsNeeded() {
        stories.announced(ID, "sales", 0);

        stories.sweep(callSid -> false, HOUR);
        assertThat(stories.of("CA1")).isNotNull();
        stories.sweep(callSid -> true, HOUR + 1);
        assertThat(stories.of("CA1")).isNotNull();
        stories.sweep(callSid -> false, HOUR + 1);
        assertThat(stories.of("CA1")).isNull();
    }

    @Test
    void aCallThatIsAnnouncedAgainKeepsItsStory() {
        stories.announced(ID, "sales", 0);
        stories.add("CA1", new CallEvent.AgentDialled(1));
        stories.announced(ID, "support", HOUR);
        stories.sweep(callSid -> false, HOUR + 1);

        CallStory story = Objects.requireNonNull(stories.of("CA1"));
        assertThat(story.pool()).isEqualTo("sales");
        assertThat(story.events()).hasSize(1);
    }

    @Test
    void ofACallThatIsOverTheStoryGoesSooner() {
        stories.announced(ID, "sales", 0);
        stories.phoneOver("CA1", 300);

        stories.sweep(callSid -> false, 301);

        assertThat(stories.of("CA1")).isNull();
    }

    @Test
    void ofTooManyTheOnesThatNobodyNeedsGo() {
        for (int n = 0; n < 6000; n++) {
            stories.announced(id(n), "sales", 0);
        }

        stories.sweep(callSid -> callSid.equals("CA0"), 1);

        assertThat(stories.of("CA0")).isNotNull();
        assertThat(stories.of("CA1")).isNull();
        assertThat(stories.of("CA5999")).isNotNull();
    }

    @Test
    void whatHappensInACallNobodyKnowsOfIsNotKept() {
        stories.add("CA9", new CallEvent.AgentDialled(1));

        assertThat(stories.of("CA9")).isNull();
    }
}
