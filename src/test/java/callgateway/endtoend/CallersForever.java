package callgateway.endtoend;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Callers who come so many a second, whatever happens to those before them. Each says a tone until the agent is heard, stays for
 * a while, says it again until the agent is heard again, and hangs up.
 */
final class CallersForever implements AutoCloseable {
    /** Longer than any test waits: who waits in vain has no outcome. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration TONE = Duration.ofMillis(200);

    private final CallerSimulator callers;
    private final List<Line> lines;
    private final Duration talk;
    private final Random random;
    private final Map<String, Placed> calls = new ConcurrentHashMap<>();
    private volatile boolean enough;
    private int number;

    /**
     * A number to call.
     *
     * @param scopes whose caps its callers count in, besides the plan
     */
    record Line(String number, Set<String> scopes) {}

    private record Placed(Line line, Queue<CallerEvent> soFar, CompletableFuture<CallerResult> result) {}

    /** @param talk how long a conversation is at the most; at least half of it */
    CallersForever(CallerSimulator callers, List<Line> lines, Duration talk, long seed) {
        this.callers = callers;
        this.lines = lines;
        this.talk = talk;
        this.random = new Random(seed);
    }

    /** From now on so many call a second, on a thread of their own, until {@link #stop}. */
    void come(double perSecond) {
        Thread thread = new Thread(() -> comeAt(TimeUnit.SECONDS.toNanos(1) / perSecond), "callers");
        thread.setDaemon(true);
        thread.start();
    }

    private void comeAt(double intervalNanos) {
        long began = System.nanoTime();
        for (long placed = 0; !enough; placed++) {
            try {
                // Counted from the first, so that a late one does not make all that follow late.
                TimeUnit.NANOSECONDS.sleep(began + (long) (placed * intervalNanos) - System.nanoTime());
            } catch (InterruptedException e) {
                return;
            }
            call(
                    lines.get(random.nextInt(lines.size())),
                    talk.dividedBy(2).plusMillis(random.nextInt((int) talk.toMillis() / 2)));
        }
    }

    /** One more calls, and stays for so long. */
    synchronized void call(Line line, Duration stays) {
        String callSid = String.format(Locale.ROOT, "CA%032x", 0xe0000 + ++number);
        CallerScript script = CallerScript.builder()
                .sayUntilHeard(Scripts.tone(440, TONE), LONGEST)
                .pause(stays)
                .sayUntilHeard(Scripts.tone(440, TONE), LONGEST)
                .hangUp()
                .build();
        CallerSettings settings = callers.settings();
        Queue<CallerEvent> soFar = new ConcurrentLinkedQueue<>();
        calls.put(
                callSid,
                new Placed(
                        line,
                        soFar,
                        callers.call(settings.withNumbers(settings.from(), line.number), script, callSid, soFar::add)));
    }

    /** All who have called, with what has happened to them up to now. */
    List<ClusterHistory.Caller> all() {
        List<ClusterHistory.Caller> all = new ArrayList<>();
        calls.forEach((callSid, call) -> {
            CallerResult over = call.result.getNow(null);
            all.add(new ClusterHistory.Caller(
                    callSid, call.line.scopes, over == null ? List.copyOf(call.soFar) : over.events()));
        });
        return all;
    }

    int count() {
        return calls.size();
    }

    /** Those whose call is not over. */
    long live() {
        return calls.values().stream().filter(call -> !call.result.isDone()).count();
    }

    /** Those of them who have called this number. */
    long live(Line line) {
        return calls.values().stream()
                .filter(call -> call.line.equals(line) && !call.result.isDone())
                .count();
    }

    /** Whether everybody whose call is not over has heard the agent. */
    boolean areAllTalking() {
        return calls.values().stream().filter(call -> !call.result.isDone()).allMatch(call -> call.soFar.stream()
                .anyMatch(event -> event.kind() == CallerEvent.Kind.AGENT_SPEAKS));
    }

    /** All who are there hang up. */
    void leave() {
        calls.forEach((callSid, call) -> {
            if (!call.result.isDone()) {
                callers.hangUp(callSid);
            }
        });
    }

    /** From now on nobody comes; those who are there stay. */
    void stop() {
        enough = true;
    }

    @Override
    public void close() {
        stop();
    }
}
