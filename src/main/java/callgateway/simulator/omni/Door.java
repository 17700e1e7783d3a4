package callgateway.simulator.omni;

import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockRequest;
import callgateway.transport.stock.StockResponse;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Decides who is let in and how the session will behave, and counts. Safe from any thread. */
final class Door {
    /** What becomes of an attempt. */
    sealed interface Decision {
        /** A session, counted until {@link #gone}. */
        record In(OmniPart part, int inputHz, long number) implements Decision {}

        record Out(StockAnswer answer) implements Decision {}
    }

    private final @Nullable String apiKey;
    private final @Nullable AgentScript script;
    private final ArrayDeque<OmniBehaviour> once = new ArrayDeque<>();
    private final Map<OmniRefusal, Long> refusals = new EnumMap<>(OmniRefusal.class);
    private Casting casting = Casting.NONE;
    private OmniBehaviour behaviour = OmniBehaviour.NORMAL;
    private List<OmniBehaviour> sometimes = List.of();
    private double share;
    private SplittableRandom random = new SplittableRandom(0);
    private int concurrency;
    private WhenFull whenFull;
    private int live;
    private int peak;
    private long accepted;
    private long refused;
    private long beyond;

    Door(OmniSimulatorSettings settings) {
        this.apiKey = settings.apiKey();
        this.script = settings.script();
        this.concurrency = settings.concurrency();
        this.whenFull = settings.whenFull();
    }

    synchronized void cast(Casting value) {
        casting = value;
    }

    synchronized void behave(OmniBehaviour value) {
        behaviour = value;
    }

    synchronized void behaveOnce(Collection<OmniBehaviour> values) {
        once.addAll(values);
    }

    synchronized void behaveAtRandom(List<OmniBehaviour> values, double shareOfAttempts, long seed) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        if (!(shareOfAttempts >= 0 && shareOfAttempts <= 1)) {
            throw new IllegalArgumentException("share: " + shareOfAttempts + " (expected: 0 to 1)");
        }
        sometimes = List.copyOf(values);
        share = shareOfAttempts;
        random = new SplittableRandom(seed);
    }

    synchronized void limit(int sessionsAtATime) {
        concurrency = sessionsAtATime;
    }

    synchronized void whenFull(WhenFull value) {
        whenFull = value;
    }

    synchronized int concurrency() {
        return concurrency;
    }

    synchronized int live() {
        return live;
    }

    synchronized int peak() {
        return peak;
    }

    synchronized long accepted() {
        return accepted;
    }

    synchronized long refused() {
        return refused;
    }

    synchronized long beyond() {
        return beyond;
    }

    synchronized Map<OmniRefusal, Long> refusals() {
        return Collections.unmodifiableMap(new EnumMap<>(refusals));
    }

    /** What every request of the key gets instead of an answer; null if nothing is wrong with it. */
    synchronized @Nullable StockResponse keyRefusal(StockRequest request) {
        if (!Credentials.match(apiKey, request)) {
            return OmniRefusal.UNAUTHORIZED.response();
        }
        boolean all = OmniRefusal.in(behaviour).filter(OmniRefusal::isKeyWide).isPresent();
        return all ? behaviour.refusal() : null;
    }

    synchronized Decision knock(StockRequest request) {
        OmniPart part = part(request);
        OmniBehaviour chosen = part.behaviour();
        if (chosen.stall() == Stall.NO_ANSWER || chosen.stall() == Stall.RESET) {
            return out(chosen.stall() == Stall.RESET ? StockAnswer.Reset.INSTANCE : StockAnswer.Silence.INSTANCE);
        }
        OmniRefusal.in(chosen).ifPresent(this::count);
        StockResponse refusal = chosen.refusal();
        if (refusal != null) {
            return out(StockAnswer.respond(refusal));
        }
        if (!Credentials.match(apiKey, request)) {
            count(OmniRefusal.UNAUTHORIZED);
            return out(StockAnswer.respond(OmniRefusal.UNAUTHORIZED.response()));
        }
        int inputHz = UpgradeQuery.rate(request.target());
        if (inputHz == 0) {
            return out(StockAnswer.respond(OmniRefusal.http(400, "invalid_request", 0)));
        }
        if (live >= concurrency) {
            beyond++;
            StockResponse full = chosen.has(Quirk.FULL_BY_CLOSE_CODE) ? null : whenFull.response();
            if (full != null) {
                count(OmniRefusal.CONCURRENCY);
                return out(StockAnswer.respond(full));
            }
            count(OmniRefusal.CLOSE_4429);
            chosen = OmniRefusal.CLOSE_4429.of(chosen);
        }
        live++;
        peak = Math.max(peak, live);
        return new Decision.In(new OmniPart(chosen, part.script(), part.play()), inputHz, ++accepted);
    }

    synchronized void gone() {
        live--;
    }

    private OmniPart part(StockRequest request) {
        String label = UpgradeQuery.value(request.target(), "session_label");
        OmniPart part = casting.partFor(label == null ? "" : label);
        return part == null ? new OmniPart(choose(), script, null) : part;
    }

    private OmniBehaviour choose() {
        if (!once.isEmpty()) {
            return once.remove();
        }
        if (share > 0 && random.nextDouble() < share) {
            return sometimes.size() == 1 ? sometimes.get(0) : sometimes.get(random.nextInt(sometimes.size()));
        }
        return behaviour;
    }

    private Decision out(StockAnswer answer) {
        refused++;
        return new Decision.Out(answer);
    }

    private void count(OmniRefusal kind) {
        refusals.merge(kind, 1L, Long::sum);
    }
}
