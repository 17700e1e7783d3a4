package callgateway.load.storm;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a caller came and when the caller's turn was, as far as the far end of the wire can tell. Nanoseconds of the
 * monotonic clock.
 *
 * @param asked the first webhook was sent: the caller had not come before
 * @param known it was answered: the caller had come by then
 * @param stillWaiting the latest webhook that was answered with "wait" was sent: no slot by then; {@link #NEVER} if none was
 * @param admitted the first answer with a stream had come: a slot by then; {@link #NEVER} if none came
 */
record LineTurn(String callSid, long asked, long known, long stillWaiting, long admitted) {
    static final long NEVER = Long.MIN_VALUE;
    /** Times of events are whole samples, eight to a millisecond. */
    private static final long GRAIN_NANOS = 1_000_000;

    /** Null if no webhook of the call was ever answered. */
    static @Nullable LineTurn of(CallerResult result) {
        long asked = NEVER;
        long known = NEVER;
        long sent = NEVER;
        long answered = NEVER;
        long stillWaiting = NEVER;
        boolean inLine = false;
        for (CallerEvent event : result.events()) {
            long at = result.originNanos() + (long) (event.atMs() * 1_000_000);
            switch (event.kind()) {
                case WEBHOOK_SENT -> {
                    sent = at;
                    asked = asked == NEVER ? at : asked;
                }
                case WEBHOOK_ANSWERED -> {
                    answered = at;
                    known = known == NEVER ? at : known;
                }
                case QUEUED -> {
                    inLine = true;
                    stillWaiting = sent;
                }
                case LEFT_QUEUE -> inLine = false;
                case VERB -> {
                    if (event.detail().equals("Connect")) {
                        return new LineTurn(result.callSid(), asked, known, stillWaiting, answered);
                    }
                    boolean hold =
                            event.detail().equals("Play") || event.detail().equals("Say");
                    stillWaiting = inLine && hold ? sent : stillWaiting;
                }
                default -> {}
            }
        }
        return known == NEVER ? null : new LineTurn(result.callSid(), asked, known, stillWaiting, NEVER);
    }

    /**
     * Whether this caller surely overtook the other: came after the other had come, and had a slot while the other, later
     * still, had none. All other orders in which answers can reach callers are possible in a line that is kept: a slot is
     * known only with the next poll. Only a call's first slot counts; one that the agent service turned away waits again at the
     * head of the line.
     */
    boolean overtook(LineTurn other) {
        return admitted != NEVER
                && other.stillWaiting != NEVER
                && other.known + GRAIN_NANOS < asked
                && admitted + GRAIN_NANOS < other.stillWaiting;
    }

    /** Who was overtaken by whom, a line for each of the overtaken. */
    static List<String> overtakings(List<LineTurn> turns) {
        List<String> lines = new ArrayList<>();
        for (LineTurn waiting : turns) {
            turns.stream()
                    .filter(other -> other.overtook(waiting))
                    .findFirst()
                    .ifPresent(first -> lines.add(String.format(
                            "%s came %d ms before %s and still waited %d ms after that one's turn",
                            waiting.callSid,
                            (first.asked - waiting.known) / 1_000_000,
                            first.callSid,
                            (waiting.stillWaiting - first.admitted) / 1_000_000)));
        }
        return lines;
    }
}
