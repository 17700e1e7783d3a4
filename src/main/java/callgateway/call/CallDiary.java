package callgateway.call;

import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/** Where a call writes down what happens: in its own story, and in the registry's, which outlives it. Belongs to the call. */
final class CallDiary {
    private final CallStory story;
    private final ActorRef<Calls.Command> calls;

    CallDiary(CallStory story, ActorRef<Calls.Command> calls) {
        this.story = story;
        this.calls = calls;
    }

    void note(CallEvent event) {
        story.add(new CallStory.Moment(Instant.now(), event));
        calls.tell(new Calls.Happened(story.id().callSid(), event));
    }

    CallStory story() {
        return story;
    }
}
