package callgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.demo.Moment.Kind;
import callgateway.demo.Moment.Latency;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.omni.OmniSessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveStoryTest {
    private final List<Moment> told = new ArrayList<>();
    private final List<OmniSessionEvent> session = new ArrayList<>();
    private final LiveStory story = new LiveStory(new Storyline(Conversation.hotel()), 0, told::add);

    @Test
    void theTwoEndsAreToldInOrderOfTime() {
        caller(CallerEvent.Kind.STREAM_STARTED, 30, "");
        agent(OmniSessionEvent.Kind.OPENED, 40, "/v1/omni");
        caller(CallerEvent.Kind.WEBHOOK_SENT, 0, "https://gw.example/voice");
        agent(OmniSessionEvent.Kind.CONFIGURED, 45, "");
        caller(CallerEvent.Kind.VERB, 20, "Connect");
        story.tellAll();

        assertThat(told).extracting(Moment::atMs).containsExactly(0.0, 20.0, 30.0, 40.0, 45.0);
        assertThat(told)
                .extracting(Moment::who)
                .containsExactly(Who.TWILIO, Who.GATEWAY, Who.TWILIO, Who.AGENT, Who.AGENT);
        assertThat(told.get(0).text()).contains("/voice").doesNotContain("https:");
        assertThat(told.get(3).latency()).isEqualTo(new Latency(10, "the stream's start"));
    }

    @Test
    void whatMayStillBePrecededByAnotherIsHeld() {
        caller(CallerEvent.Kind.KEY, 1000, "1");

        story.tellUntil(TimeUnit.MILLISECONDS.toNanos(1050));
        assertThat(told).isEmpty();

        story.tellUntil(TimeUnit.MILLISECONDS.toNanos(1100));
        assertThat(told).extracting(Moment::kind).containsExactly(Kind.KEY);
    }

    @Test
    void aReplyCountsFromTheCallersLastWord() {
        caller(CallerEvent.Kind.CALLER_SPEAKS, 1000, "caller-question");
        caller(CallerEvent.Kind.CALLER_QUIET, 3000, "caller-question");
        agent(OmniSessionEvent.Kind.AGENT_SPEAKS, 3700, "From seven.");
        caller(CallerEvent.Kind.AGENT_SPEAKS, 3704, "");
        story.tellAll();

        assertThat(told)
                .extracting(Moment::text)
                .containsExactly("Hi. What time is breakfast tomorrow?", "From seven.");
        assertThat(told.get(1).latency()).isEqualTo(new Latency(704, "the caller's last word"));
    }

    @Test
    void anInterruptionEndsInSilence() {
        caller(CallerEvent.Kind.AGENT_SPEAKS, 500, "");
        caller(CallerEvent.Kind.CALLER_SPEAKS, 1000, "caller-interruption");
        agent(OmniSessionEvent.Kind.INTERRUPTED, 1110, "Breakfast");
        caller(CallerEvent.Kind.CLEAR, 1112, "150 ms discarded");
        // The last sound; known half a second later.
        caller(CallerEvent.Kind.AGENT_QUIET, 1105, "");
        story.tellAll();

        assertThat(told)
                .extracting(Moment::kind)
                .containsExactly(Kind.SPEECH, Kind.SPEECH, Kind.SILENCE, Kind.FLUSH, Kind.CLEAR);
        assertThat(told.get(2).latency()).isEqualTo(new Latency(105, "the caller's first sound"));
        assertThat(told.get(4).latency()).isEqualTo(new Latency(2, "the flush"));
    }

    @Test
    void anAgentThatHadFinishedWasNotInterrupted() {
        caller(CallerEvent.Kind.AGENT_SPEAKS, 100, "");
        story.tellAll();
        caller(CallerEvent.Kind.CALLER_SPEAKS, 1000, "caller-question");
        story.tellAll();
        caller(CallerEvent.Kind.AGENT_QUIET, 800, "");
        story.tellAll();

        assertThat(told).extracting(Moment::kind).containsExactly(Kind.SPEECH, Kind.SPEECH);
    }

    @Test
    void whatGoesWrongIsToldAsSuch() {
        caller(CallerEvent.Kind.STREAM_FAILED, 1, "HTTP 403");
        caller(CallerEvent.Kind.COMPLAINT, 2, "31951 bad");
        agent(OmniSessionEvent.Kind.CLIENT_FAULT, 3, "UNTAGGED_AUDIO");
        agent(OmniSessionEvent.Kind.MISHAP, 4, "DROP");
        agent(OmniSessionEvent.Kind.ACTION, 5, "Transfer[destination=null]");
        story.tellAll();

        assertThat(told)
                .extracting(Moment::kind)
                .containsExactly(Kind.TROUBLE, Kind.TROUBLE, Kind.TROUBLE, Kind.TROUBLE, Kind.TRANSFER);
        assertThat(told.get(0).text()).contains("HTTP 403");
    }

    private void caller(CallerEvent.Kind kind, double atMs, String detail) {
        story.add(List.of(new CallerEvent(kind, atMs, detail)), session);
    }

    private void agent(OmniSessionEvent.Kind kind, long atMs, String detail) {
        session.add(new OmniSessionEvent(TimeUnit.MILLISECONDS.toNanos(atMs), kind, detail));
        story.add(List.of(), session);
    }
}
