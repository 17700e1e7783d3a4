package callgateway.admission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link Ledger} promises, done by looking at everything every time. */
final class NaiveLedger {
    private enum State {
        UNCONFIRMED,
        PERMIT,
        WAITING,
        OVERFLOWED
    }

    private static final class Call {
        final String sid;
        final Claim claim;
        State state = State.WAITING;
        long heard;
        boolean first;
        long since;
        long arrival;
        long joined;
        long waited;
        Scope full = Scope.PLAN;

        Call(String sid, Claim claim) {
            this.sid = sid;
            this.claim = claim;
        }

        boolean holds() {
            return state == State.UNCONFIRMED || state == State.PERMIT;
        }
    }

    private static final Comparator<Call> ORDER = Comparator.<Call>comparingInt(call -> call.first ? 0 : 1)
            .thenComparingLong(call -> call.since)
            .thenComparingLong(call -> call.arrival);

    private final List<Call> calls = new ArrayList<>();
    private Limits limits;
    private int effectivePlan = Limits.UNLIMITED;
    private boolean open = true;
    private long arrivals;

    NaiveLedger(Limits limits) {
        this.limits = limits;
    }

    Outcome ask(String sid, Claim claim, Place place, long now) {
        Call known = call(sid);
        if (known != null) {
            return again(known, now);
        }
        Scope full = obstacle(claim);
        if (full == null && !open) {
            full = Scope.PLAN;
        }
        if (full == null && waiting(claim.pool()).stream().anyMatch(other -> obstacle(other.claim) == null)) {
            full = Scope.pool(claim.pool());
        }
        Call call = new Call(sid, claim);
        call.heard = now;
        if (full == null) {
            call.state = State.UNCONFIRMED;
            calls.add(call);
            return new Outcome.Granted(true);
        }
        int maxDepth = limits.pool(claim.pool()).maxDepth();
        if (maxDepth == 0) {
            return new Outcome.Refused(full, Outcome.Why.NO_LINE);
        }
        if (place.equals(Place.NEW) && waiting(claim.pool()).size() >= maxDepth) {
            return new Outcome.Refused(full, Outcome.Why.LINE_FULL);
        }
        call.first = place.first();
        call.full = fullNow(call);
        call.waited = place.waited().toMillis();
        return joinUnlessTooLate(call, now - call.waited, now);
    }

    Outcome askFirst(String sid, Claim claim, long now) {
        Call known = call(sid);
        if (known != null && (known.state == State.OVERFLOWED || (known.state == State.WAITING && known.first))) {
            return again(known, now);
        }
        Call call = new Call(sid, claim);
        call.first = true;
        call.heard = now;
        if (known != null) {
            call.waited = known.waited + (known.state == State.WAITING ? now - known.joined : 0);
        }
        if (call.waited >= maxWait(call)) {
            // What is full is asked before its own slot is free.
            call.full = fullNow(call);
        }
        calls.remove(known);
        return joinUnlessTooLate(call, now, now);
    }

    private Outcome joinUnlessTooLate(Call call, long since, long now) {
        if (call.waited >= maxWait(call)) {
            call.state = State.OVERFLOWED;
            calls.add(call);
            return again(call, now);
        }
        return join(call, since, now);
    }

    boolean confirm(String sid, long now) {
        Call call = call(sid);
        if (call == null || !call.holds()) {
            return false;
        }
        call.state = State.PERMIT;
        call.heard = now;
        return true;
    }

    boolean renew(String sid, long now) {
        Call call = call(sid);
        if (call == null || call.state != State.PERMIT) {
            return false;
        }
        call.heard = now;
        return true;
    }

    Optional<Release> release(String sid) {
        Call call = call(sid);
        if (call == null || !call.holds()) {
            return Optional.empty();
        }
        calls.remove(call);
        return Optional.of(new Release(call.claim, call.state == State.PERMIT));
    }

    boolean leave(String sid) {
        Call call = call(sid);
        return call != null && !call.holds() && calls.remove(call);
    }

    boolean seen(String sid, long now) {
        Call call = call(sid);
        if (call == null || call.holds()) {
            return false;
        }
        call.heard = now;
        return true;
    }

    List<Promotion> promote(long now) {
        List<Promotion> promotions = new ArrayList<>();
        while (open) {
            Optional<Promotion> one = promoteOne(now);
            if (one.isEmpty()) {
                break;
            }
            promotions.add(one.get());
        }
        return promotions;
    }

    Optional<Promotion> promoteOne(long now) {
        return calls.stream()
                .filter(call -> call.state == State.WAITING && obstacle(call.claim) == null)
                .min(ORDER)
                .map(call -> {
                    call.state = State.UNCONFIRMED;
                    call.heard = now;
                    call.waited += now - call.joined;
                    return new Promotion(call.sid, call.claim, call.waited);
                });
    }

    List<Expired> expire(long now) {
        List<Expired> expired = new ArrayList<>();
        for (Call call : List.copyOf(calls)) {
            long silent = now - call.heard;
            switch (call.state) {
                case UNCONFIRMED -> {
                    if (silent >= limits.unconfirmedFor().toMillis()) {
                        expired.add(gone(call, Expired.Kind.UNCONFIRMED));
                    }
                }
                case PERMIT -> {
                    if (silent >= limits.permitFor().toMillis()) {
                        expired.add(gone(call, Expired.Kind.NOT_RENEWED));
                    }
                }
                case WAITING -> {
                    if (silent >= limits.waiterUnseenFor().toMillis()) {
                        expired.add(gone(call, Expired.Kind.NOT_SEEN));
                    }
                }
                case OVERFLOWED -> {
                    if (silent >= limits.waiterUnseenFor().toMillis()) {
                        calls.remove(call);
                    }
                }
            }
        }
        for (Call call : calls) {
            if (call.state == State.WAITING && call.waited + now - call.joined >= maxWait(call)) {
                expired.add(new Expired(call.sid, call.claim, Expired.Kind.WAITED_TOO_LONG));
            }
        }
        for (Expired each : expired) {
            Call call = call(each.callSid());
            if (call != null) {
                call.full = fullNow(call);
            }
        }
        for (Expired each : expired) {
            Call call = call(each.callSid());
            if (call != null) {
                call.state = State.OVERFLOWED;
                call.heard = now;
            }
        }
        return expired;
    }

    void limits(Limits changed) {
        limits = changed;
    }

    Limits limits() {
        return limits;
    }

    void effectivePlan(int slots) {
        effectivePlan = slots;
    }

    void open(boolean isOpen) {
        open = isOpen;
    }

    Optional<Position> position(String sid) {
        Call call = call(sid);
        if (call == null || call.state != State.WAITING) {
            return Optional.empty();
        }
        List<Call> line = waiting(call.claim.pool());
        return Optional.of(new Position(line.indexOf(call) + 1, line.size()));
    }

    boolean holds(String sid) {
        Call call = call(sid);
        return call != null && call.holds();
    }

    int use(Scope scope) {
        int count = 0;
        for (Call call : calls) {
            if (call.holds() && in(call, scope)) {
                count++;
            }
        }
        return count;
    }

    int count(Scope scope, boolean confirmed) {
        State state = confirmed ? State.PERMIT : State.UNCONFIRMED;
        return (int) calls.stream()
                .filter(call -> call.state == state && in(call, scope))
                .count();
    }

    int waiting(Scope scope) {
        return (int) calls.stream()
                .filter(call -> call.state == State.WAITING && in(call, scope))
                .count();
    }

    int size() {
        return calls.size();
    }

    List<String> sids() {
        return calls.stream().map(call -> call.sid).toList();
    }

    /** The rule as it is written: one more call must leave to all others what is kept for them and not taken. */
    boolean leavesOthersTheirParts(Claim claim) {
        long others = 0;
        for (String name : limits.pools().keySet()) {
            others += name.equals(claim.pool()) ? 0 : Math.max(0, keptFor(name) - use(Scope.pool(name)));
        }
        long otherNumbers = 0;
        for (Map.Entry<String, NumberLimits> number : limits.numbers().entrySet()) {
            if (number.getValue().pool().equals(claim.pool())
                    && !number.getKey().equals(claim.number())) {
                otherNumbers += Math.max(0, keptForNumber(number.getValue()) - use(Scope.number(number.getKey())));
            }
        }
        return use(Scope.PLAN) + 1 <= effective() - others
                && use(Scope.pool(claim.pool())) + 1 <= limits.cap(Scope.pool(claim.pool())) - otherNumbers;
    }

    private @Nullable Scope obstacle(Claim claim) {
        Scope pool = Scope.pool(claim.pool());
        Scope number = Scope.number(claim.number());
        long keptOfPlan = 0;
        for (String name : limits.pools().keySet()) {
            keptOfPlan += Math.max(0, keptFor(name) - use(Scope.pool(name)));
        }
        boolean ownPart = use(pool) < keptFor(claim.pool());
        if (use(Scope.PLAN) + 1 > effective() - (ownPart ? 0 : keptOfPlan)) {
            return Scope.PLAN;
        }
        if (use(Scope.NODE) + 1 > limits.node()) {
            return Scope.NODE;
        }
        long keptOfPool = 0;
        for (Map.Entry<String, NumberLimits> other : limits.numbers().entrySet()) {
            if (other.getValue().pool().equals(claim.pool())) {
                keptOfPool += Math.max(0, keptForNumber(other.getValue()) - use(Scope.number(other.getKey())));
            }
        }
        NumberLimits own = limits.numbers().get(claim.number());
        boolean ownNumberPart = own != null && own.pool().equals(claim.pool()) && use(number) < keptForNumber(own);
        if (use(pool) + 1L > limits.cap(pool) - (ownNumberPart ? 0 : keptOfPool)) {
            return pool;
        }
        return use(number) + 1L > limits.cap(number) ? number : null;
    }

    private int effective() {
        return Math.min(limits.plan(), effectivePlan);
    }

    private long keptFor(String pool) {
        long all = 0;
        for (PoolLimits each : limits.pools().values()) {
            all += Math.min(each.reserved(), each.cap());
        }
        PoolLimits own = limits.pool(pool);
        return inProportion(Math.min(own.reserved(), own.cap()), effective(), limits.plan(), all);
    }

    private long keptForNumber(NumberLimits number) {
        long all = 0;
        for (NumberLimits each : limits.numbers().values()) {
            all += each.pool().equals(number.pool()) ? Math.min(each.reserved(), each.cap()) : 0;
        }
        int cap = limits.pool(number.pool()).cap();
        return inProportion(Math.min(number.reserved(), number.cap()), cap, cap, all);
    }

    private static long inProportion(long part, long cap, long whole, long allParts) {
        long divisor = Math.max(whole, allParts);
        return divisor == 0 ? 0 : part * cap / divisor;
    }

    private Scope fullNow(Call call) {
        Scope full = obstacle(call.claim);
        return full == null ? Scope.pool(call.claim.pool()) : full;
    }

    private long maxWait(Call call) {
        return limits.pool(call.claim.pool()).maxWait().toMillis();
    }

    private Outcome again(Call call, long now) {
        call.heard = now;
        if (call.state == State.OVERFLOWED) {
            return new Outcome.Refused(call.full, Outcome.Why.WAITED_TOO_LONG);
        }
        return call.holds() ? new Outcome.Granted(false) : queued(call);
    }

    private Outcome join(Call call, long since, long now) {
        call.state = State.WAITING;
        call.joined = now;
        call.since = since;
        call.arrival = ++arrivals;
        calls.add(call);
        return queued(call);
    }

    private Outcome queued(Call call) {
        Position position = position(call.sid).orElseThrow();
        return new Outcome.Queued(position.position(), position.depth());
    }

    private List<Call> waiting(String pool) {
        return calls.stream()
                .filter(call -> call.state == State.WAITING && call.claim.pool().equals(pool))
                .sorted(ORDER)
                .toList();
    }

    private Expired gone(Call call, Expired.Kind kind) {
        calls.remove(call);
        return new Expired(call.sid, call.claim, kind);
    }

    private static boolean in(Call call, Scope scope) {
        return switch (scope.kind()) {
            case PLAN, NODE -> true;
            case POOL -> call.claim.pool().equals(scope.name());
            case NUMBER -> call.claim.number().equals(scope.name());
        };
    }

    private @Nullable Call call(String sid) {
        for (Call call : calls) {
            if (call.sid.equals(sid)) {
                return call;
            }
        }
        return null;
    }
}
