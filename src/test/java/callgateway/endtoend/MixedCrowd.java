package callgateway.endtoend;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.caller.HumanStandIn;
import callgateway.simulator.omni.OmniSessionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Callers of all kinds who call one gateway, so many at a time. What they do depends on what has happened, not on times. */
final class MixedCrowd implements AutoCloseable {
    static final String ANYBODY = "+15550100099";
    static final String NOBODY_SERVED = "+15550100077";
    static final String NO_LINE = "+15550100066";
    static final String STANDING = "+15550100055";

    private final GatewayUnderTest gateway;
    private final Cast cast;
    private final CallerSimulator callers;
    private final Semaphore open;
    private final int atATime;
    private final Map<String, CompletableFuture<CallerResult>> calls = new ConcurrentHashMap<>();
    /** Who hangs up as soon as their agent's session is open. */
    private final Set<String> leaveEarly = ConcurrentHashMap.newKeySet();
    /** Of whose end the carrier has not told yet. */
    private final Set<String> vanish = ConcurrentHashMap.newKeySet();

    private final Set<String> inLine = ConcurrentHashMap.newKeySet();
    private int placed;

    MixedCrowd(GatewayUnderTest gateway, Cast cast, int atATime) {
        this.gateway = gateway;
        this.cast = cast;
        this.atATime = atATime;
        this.open = new Semaphore(atATime);
        this.callers = gateway.callers(gateway.settings()
                .withRecordedSeconds(0)
                .withTimes(CallerTimes.scaled(0.1))
                .withHuman(HumanStandIn.answers(Duration.ofSeconds(1), Duration.ofSeconds(3))));
    }

    /** So many callers of all kinds call, and all of them are through when this returns. */
    void call(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            while (!open.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                attend();
            }
            place(MixedCaller.of(placed++));
        }
        GatewayUnderTest.soon().atMost(Duration.ofMinutes(3)).until(() -> {
            attend();
            return open.availablePermits() == atATime;
        });
    }

    private void place(MixedCaller kind) {
        String callSid = String.format(Locale.ROOT, "CA%032x", 0xc0000 + placed);
        cast.add(callSid, kind.agents());
        CallerSettings usual = callers.settings();
        CallerSettings own =
                switch (kind) {
                    // Twilio tells of the end of any call; of these once the gateway has seen them vanish.
                    case VANISHES -> usual.withStatusPath(null);
                    case LEAVES_THE_LINE -> usual.withNumbers(usual.from(), NOBODY_SERVED);
                    case IS_SENT_ELSEWHERE -> usual.withNumbers(usual.from(), NO_LINE);
                    default -> usual;
                };
        if (kind == MixedCaller.LEAVES_EARLY) {
            leaveEarly.add(callSid);
        } else if (kind == MixedCaller.VANISHES) {
            vanish.add(callSid);
        }
        call(own, kind.script(), callSid, kind == MixedCaller.LEAVES_THE_LINE)
                .whenComplete((result, failure) -> open.release());
    }

    private CompletableFuture<CallerResult> call(
            CallerSettings own, CallerScript script, String callSid, boolean leavesTheLine) {
        CompletableFuture<CallerResult> call = callers.call(own, script, callSid, event -> {
            if (leavesTheLine && event.kind() == CallerEvent.Kind.QUEUED) {
                inLine.add(callSid);
            }
        });
        calls.put(callSid, call);
        return call;
    }

    /** Does what callers and the carrier do once something has happened elsewhere. */
    private void attend() throws Exception {
        Set<String> sessions = new HashSet<>();
        gateway.far.omni.sessions().stream()
                .filter(one -> one.events().stream().anyMatch(event -> event.kind() == OmniSessionEvent.Kind.OPENED))
                .forEach(one -> sessions.add(one.label().replaceFirst("-[0-9]+$", "")));
        for (String callSid : List.copyOf(leaveEarly)) {
            CompletableFuture<CallerResult> call = calls.get(callSid);
            // Refused because the line is full, it never has a session.
            if (sessions.contains(callSid) || (call != null && call.isDone())) {
                leaveEarly.remove(callSid);
                callers.hangUp(callSid);
            }
        }
        for (String callSid : List.copyOf(inLine)) {
            inLine.remove(callSid);
            callers.hangUp(callSid);
        }
        for (String callSid : List.copyOf(vanish)) {
            CompletableFuture<CallerResult> call = calls.get(callSid);
            if (call != null && call.isDone() && !gateway.admin("/api/calls").contains(callSid)) {
                vanish.remove(callSid);
                try (RawCaller twilio = new RawCaller(gateway, callSid)) {
                    twilio.webhook("/voice/status", "completed");
                }
            }
        }
    }

    /**
     * So many call a pool with fewer slots, and all stay where they are until {@link #leave}: live or in line.
     *
     * @param slots of that pool
     */
    List<String> stand(int count, int slots) {
        List<String> standing = new ArrayList<>();
        CallerSettings own = callers.settings().withNumbers(callers.settings().from(), STANDING);
        for (int i = 0; i < count; i++) {
            String callSid = String.format(Locale.ROOT, "CA%032x", 0xd0000 + i);
            cast.add(callSid, MixedCaller.HANGS_UP.agents());
            call(own, CallerScript.listen(Duration.ofMinutes(30)), callSid, true);
            standing.add(callSid);
        }
        GatewayUnderTest.soon()
                .until(() -> inLine.size() == count - slots && gateway.metric("gateway_calls_live") == slots);
        return standing;
    }

    /** They hang up: first those in line. */
    void leave(List<String> standing) throws Exception {
        Set<String> waiting = Set.copyOf(inLine);
        inLine.clear();
        for (String callSid : waiting) {
            callers.hangUp(callSid);
            GatewayUnderTest.result(Objects.requireNonNull(calls.get(callSid)));
        }
        for (String callSid : standing) {
            callers.hangUp(callSid);
            GatewayUnderTest.result(Objects.requireNonNull(calls.get(callSid)));
        }
    }

    /** What became of each, by what its caller saw. Once all are through. */
    List<CallerResult> results() throws Exception {
        // Whoever vanished is over for the gateway, too.
        GatewayUnderTest.soon().until(() -> {
            attend();
            return vanish.isEmpty();
        });
        List<CallerResult> results = new ArrayList<>();
        for (CompletableFuture<CallerResult> call : calls.values()) {
            results.add(GatewayUnderTest.result(call));
        }
        return results;
    }

    /** Calls that are not over. */
    int live() {
        return callers.live();
    }

    /** Calls that were placed. */
    int placed() {
        return calls.size();
    }

    @Override
    public void close() {
        callers.close();
    }
}
