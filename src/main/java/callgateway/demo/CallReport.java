package callgateway.demo;

import callgateway.audio.MuLaw;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the call.
 *
 * @param callerMu what the caller said, mu-law at 8 kHz, from the moment the call came in
 * @param heardMu what the caller heard of the agent, as long as {@code callerMu}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record CallReport(
        Instant startedAt,
        List<Moment> moments,
        List<Utterance> utterances,
        Figures figures,
        List<Check> checks,
        byte[] callerMu,
        byte[] heardMu) {

    public CallReport {
        moments = List.copyOf(moments);
        utterances = List.copyOf(utterances);
        checks = List.copyOf(checks);
    }

    /** Whether the call went as it should. */
    public boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }

    static CallReport of(
            Conversation conversation,
            Instant startedAt,
            CallerResult result,
            List<OmniSession> sessions,
            boolean leftClean) {
        List<OmniSessionEvent> session =
                sessions.stream().flatMap(one -> one.events().stream()).toList();
        List<Moment> moments = new ArrayList<>();
        LiveStory story = new LiveStory(new Storyline(conversation), result.originNanos(), moments::add);
        story.add(result.events(), session);
        story.tellAll();
        Figures figures = new Measuring(conversation, result, session).figures();
        return new CallReport(
                startedAt,
                moments,
                utterances(moments, result, figures),
                figures,
                new Expectations(conversation, result, sessions, figures, leftClean).checks(),
                lasting(result.callerMu(), figures.lengthMs()),
                lasting(result.heardMu(), figures.lengthMs()));
    }

    /** The recordings end with the stream; the call goes on until its last TwiML. */
    private static byte[] lasting(byte[] mu, double ms) {
        int samples = Math.max(mu.length, (int) Math.round(ms * (MuLaw.RATE_HZ / 1000)));
        byte[] longer = Arrays.copyOf(mu, samples);
        Arrays.fill(longer, mu.length, samples, MuLaw.SILENCE);
        return longer;
    }

    /** Pairs each beginning with its end; what has none lasts to the end of the call. */
    private static List<Utterance> utterances(List<Moment> moments, CallerResult result, Figures figures) {
        List<Utterance> utterances = new ArrayList<>();
        for (Moment moment : moments) {
            if (moment.kind() == Moment.Kind.SPEECH) {
                CallerEvent.Kind end =
                        moment.who() == Who.CALLER ? CallerEvent.Kind.CALLER_QUIET : CallerEvent.Kind.AGENT_QUIET;
                double to = result.events().stream()
                        .filter(event -> event.kind() == end && event.atMs() >= moment.atMs())
                        .mapToDouble(CallerEvent::atMs)
                        .findFirst()
                        .orElse(figures.lengthMs());
                boolean cut = moment.who() == Who.AGENT && isCut(figures.interruption(), moment.atMs(), to);
                utterances.add(new Utterance(moment.who(), moment.atMs(), to, moment.text(), cut));
            }
        }
        utterances.sort(Comparator.comparingDouble(Utterance::fromMs));
        return utterances;
    }

    private static boolean isCut(Figures.@Nullable Interruption interruption, double from, double to) {
        return interruption != null && interruption.startedMs() > from && interruption.startedMs() <= to;
    }
}
