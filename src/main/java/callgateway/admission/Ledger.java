package callgateway.admission;

import callgateway.admission.Entry.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has a slot and who waits for one. A call has a slot only if the plan, the node, its pool and its number all have room
 * and no slot kept for others is taken. Everything is by CallSid and may be said twice.
 *
 * <ul>
 *   <li>Nobody overtakes: a caller is never admitted while an earlier one of the same pool could have been. One whose number
 *       is full is passed by those of other numbers. Who stood in line elsewhere brings that {@link Place} along.
 *   <li>A reserved part is kept for its owner while it is not taken. While the plan allows less than was configured, or less
 *       than is reserved, the parts shrink in proportion, so that no slot stays free for nobody.
 *   <li>Whoever frees slots or raises caps calls {@link #promote} next: newcomers are not compared with those who wait in
 *       other pools.
 * </ul>
 *
 * Times are milliseconds of one clock that does not go back; if it does, the latest time seen holds. Belongs to one thread.
 */
public final class Ledger {
    private static final Outcome FRESH = new Outcome.Granted(true);
    /** By so much earlier than others do those count who were turned away: more than anybody waits. */
    private static final long TURNED_AWAY_MILLIS = 48 * 3600 * 1000L;

    private static final Outcome KNOWN = new Outcome.Granted(false);

    private final Map<String, Entry> entries = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Slots slots;
    private Limits limits;
    private @Nullable Limits held;
    private boolean open = true;
    private long clock = Long.MIN_VALUE;
    private long sequence;

    /** Nobody there yet. */
    public Ledger(Limits limits) {
        this.limits = limits;
        slots = new Slots(limits);
    }

    /** As {@link #ask(String, Claim, Place, long)}, for a caller who has just come. */
    public Outcome ask(String callSid, Claim claim, long nowMillis) {
        return ask(callSid, claim, Place.NEW, nowMillis);
    }

    /**
     * Asks for a slot. A call that has one keeps it (and the time to confirm it starts again), one that waits keeps its
     * place; {@code claim} and {@code place} count only the first time. Who brings a place along is not turned away because the
     * line is long.
     */
    public Outcome ask(String callSid, Claim claim, Place place, long nowMillis) {
        long now = clock(nowMillis);
        Entry known = entries.get(callSid);
        if (known != null) {
            return again(known, now);
        }
        Pool pool = slots.pool(claim.pool());
        CalledNumber number = slots.number(claim.number());
        Account obstacle = slots.obstacle(pool, number);
        if (obstacle == null && (!open || slots.hasTurn(pool))) {
            obstacle = open ? pool.account : slots.plan();
        }
        if (obstacle == null) {
            Entry entry = new Entry(callSid, claim, pool, number);
            entries.put(callSid, entry);
            admit(entry, now);
            return FRESH;
        }
        if (pool.line.depth() >= pool.limits.maxDepth() && (place.isNew() || pool.limits.maxDepth() == 0)) {
            slots.tidy(pool, number);
            return new Outcome.Refused(
                    obstacle.scope, pool.limits.maxDepth() == 0 ? Outcome.Why.NO_LINE : Outcome.Why.LINE_FULL);
        }
        Entry entry = new Entry(callSid, claim, pool, number);
        entry.waitedMillis = place.waited().toMillis();
        entries.put(callSid, entry);
        return join(entry, place.first(), now - entry.waitedMillis, now);
    }

    /**
     * Puts a call that the agent's service turned away before all others of its pool who wait, behind those it happened to
     * earlier; its slot is given back first. It gets a slot by {@link #promote} and never at once, however long the line is.
     * Refused only if it has waited too long, all turns together.
     */
    public Outcome askFirst(String callSid, Claim claim, long nowMillis) {
        long now = clock(nowMillis);
        Entry known = entries.get(callSid);
        if (known != null && (known.state == State.OVERFLOWED || (known.state == State.WAITING && known.first))) {
            return again(known, now);
        }
        Entry entry = new Entry(callSid, claim, slots.pool(claim.pool()), slots.number(claim.number()));
        if (known != null) {
            entry.waitedMillis = known.state == State.WAITING ? known.waitedUntil(now) : known.waitedMillis;
        }
        entries.put(callSid, entry);
        Outcome outcome = join(entry, true, now, now);
        if (known != null) {
            // Only now, so that the accounts both use are not forgotten in between.
            takeOut(known);
        }
        return outcome instanceof Outcome.Queued ? queued(entry) : outcome;
    }

    /** The call's media stream has started: it has a permit from now on. False if it has no slot. */
    public boolean confirm(String callSid, long nowMillis) {
        long now = clock(nowMillis);
        Entry entry = entries.get(callSid);
        if (entry == null || !entry.hasSlot()) {
            return false;
        }
        deadlines.remove(entry);
        if (entry.state == State.UNCONFIRMED) {
            slots.confirm(entry);
            entry.state = State.PERMIT;
        }
        deadlines.add(entry, now);
        return true;
    }

    /** The call lives. False if it has no permit. */
    public boolean renew(String callSid, long nowMillis) {
        return heard(callSid, nowMillis, State.PERMIT);
    }

    /** Gives the call's slot back. Empty if it has none, so the second time. */
    public Optional<Release> release(String callSid) {
        Entry entry = entries.get(callSid);
        if (entry == null || !entry.hasSlot()) {
            return Optional.empty();
        }
        forget(entry);
        return Optional.of(new Release(entry.claim, entry.state == State.PERMIT));
    }

    /** What was asked for under one name is another's from now on. False if there is nothing, or the other has something. */
    public boolean rename(String from, String to) {
        Entry entry = entries.get(from);
        if (entry == null || entries.containsKey(to)) {
            return false;
        }
        entries.remove(from);
        entry.callSid = to;
        entries.put(to, entry);
        return true;
    }

    /** The caller waits no longer. False if it did not. */
    public boolean leave(String callSid) {
        Entry entry = entries.get(callSid);
        if (entry == null || entry.hasSlot()) {
            return false;
        }
        forget(entry);
        return true;
    }

    /** The waiting caller is still there. False if it does not wait. */
    public boolean seen(String callSid, long nowMillis) {
        return heard(callSid, nowMillis, State.WAITING) || heard(callSid, nowMillis, State.OVERFLOWED);
    }

    /** Gives all free slots to waiting callers, the earliest of all pools first; nobody while not {@linkplain #open open}. */
    public List<Promotion> promote(long nowMillis) {
        clock(nowMillis);
        if (!open || deadlines.nobodyWaits()) {
            return List.of();
        }
        List<Promotion> promotions = new ArrayList<>();
        for (Entry next = slots.next(); next != null; next = slots.next()) {
            promotions.add(promoted(next));
        }
        return promotions;
    }

    /** Gives a slot to the earliest waiting caller only, open or not: for one who may try whether the agent's service is back. */
    public Optional<Promotion> promoteOne(long nowMillis) {
        clock(nowMillis);
        return Optional.ofNullable(deadlines.nobodyWaits() ? null : slots.next())
                .map(this::promoted);
    }

    /** Ends what has not been heard of in time, and the waiting of those who have waited too long. To be called once a second. */
    public List<Expired> expire(long nowMillis) {
        long now = clock(nowMillis);
        List<Expired> expired = new ArrayList<>();
        long unseen = now - limits.waiterUnseenFor().toMillis();
        expire(State.UNCONFIRMED, now - limits.unconfirmedFor().toMillis(), Expired.Kind.UNCONFIRMED, expired);
        expire(State.PERMIT, now - limits.permitFor().toMillis(), Expired.Kind.NOT_RENEWED, expired);
        expire(State.WAITING, unseen, Expired.Kind.NOT_SEEN, expired);
        expire(State.OVERFLOWED, unseen, null, expired);
        for (Entry entry = deadlines.overdue(now); entry != null; entry = deadlines.overdue(now)) {
            Account obstacle = slots.obstacle(entry.pool, entry.number);
            takeOut(entry);
            overflow(entry, obstacle, now);
            expired.add(new Expired(entry.callSid, entry.claim, Expired.Kind.WAITED_TOO_LONG));
        }
        return expired;
    }

    /** Other caps, lines and times from now on. A cap below its use admits nobody and cuts nobody. */
    public void limits(Limits changed) {
        limits = changed;
        slots.hold(changed, held == null ? changed : held);
        deadlines.limitsChanged();
    }

    /**
     * Holds to other caps and parts than the configured ones: this node's share of a cluster's. Until it is called again, also
     * when limits change.
     */
    void hold(Limits share) {
        held = share;
        slots.hold(limits, share);
    }

    public Limits limits() {
        return limits;
    }

    /** Another cap for one scope, as {@link Limits#withCap} has it. */
    public void cap(Scope scope, int slots) {
        limits(limits.withCap(scope, slots));
    }

    /** What the plan allows now by experience: holds where it is lower than the plan's cap. */
    public void effectivePlan(int slots) {
        Checks.notNegative("effective plan", slots);
        this.slots.effectivePlan(slots);
    }

    /** While not open, newcomers wait or are refused even if there is room: the agent's service asked to be left alone. */
    public void open(boolean open) {
        this.open = open;
    }

    /** Slots taken in a scope. */
    public int use(Scope scope) {
        return slots.used(scope);
    }

    /** Caps and use of all scopes. */
    public Snapshot snapshot() {
        return slots.snapshot();
    }

    /** A caller's place in its line; empty if it does not wait. */
    public Optional<Position> position(String callSid) {
        return Optional.ofNullable(entries.get(callSid))
                .filter(entry -> entry.state == State.WAITING)
                .map(entry -> new Position(entry.pool.line.position(entry), entry.pool.line.depth()));
    }

    /** The same, as it may be brought along elsewhere; new for a caller who does not wait. */
    Place place(String callSid, long nowMillis) {
        long now = clock(nowMillis);
        Entry entry = entries.get(callSid);
        return entry == null || entry.state != State.WAITING
                ? Place.NEW
                : new Place(Duration.ofMillis(entry.waitedUntil(now)), entry.first);
    }

    /** What a call has asked for, as long as it has a slot or a place in line. */
    public Optional<Claim> claim(String callSid) {
        return Optional.ofNullable(entries.get(callSid)).map(entry -> entry.claim);
    }

    /**
     * A caller in line.
     *
     * @param ageMillis how long it has waited, all turns together; those who were turned away count as having waited for longer
     */
    record Waiting(Claim claim, long ageMillis) {}

    /** The first in the lines of all pools, at most so many of each, in their order. */
    List<Waiting> waiting(int mostOfEach, long nowMillis) {
        long now = clock(nowMillis);
        return deadlines.nobodyWaits()
                ? List.of()
                : slots.waiting(mostOfEach).stream()
                        .map(entry -> new Waiting(
                                entry.claim, entry.waitedUntil(now) + (entry.first ? TURNED_AWAY_MILLIS : 0)))
                        .toList();
    }

    /** Whether anybody is in a line. */
    public boolean anyoneWaits() {
        return !deadlines.nobodyWaits();
    }

    /** Whether a call has a slot. */
    public boolean holds(String callSid) {
        Entry entry = entries.get(callSid);
        return entry != null && entry.hasSlot();
    }

    /** Calls that are known at all. */
    int size() {
        return entries.size();
    }

    private Outcome again(Entry entry, long now) {
        deadlines.heard(entry, now);
        return switch (entry.state) {
            case UNCONFIRMED, PERMIT -> KNOWN;
            case WAITING -> queued(entry);
            case OVERFLOWED -> new Outcome.Refused(entry.full, Outcome.Why.WAITED_TOO_LONG);
        };
    }

    private static Outcome queued(Entry entry) {
        return new Outcome.Queued(entry.pool.line.position(entry), entry.pool.line.depth());
    }

    private void admit(Entry entry, long now) {
        entry.state = State.UNCONFIRMED;
        deadlines.add(entry, now);
        slots.count(entry, 1);
    }

    private Outcome join(Entry entry, boolean first, long since, long now) {
        entry.joinedMillis = now;
        entry.first = first;
        entry.sinceMillis = since;
        entry.sequence = ++sequence;
        if (entry.waitedMillis >= entry.pool.limits.maxWait().toMillis()) {
            overflow(entry, slots.obstacle(entry.pool, entry.number), now);
            return new Outcome.Refused(entry.full, Outcome.Why.WAITED_TOO_LONG);
        }
        entry.state = State.WAITING;
        deadlines.add(entry, now);
        slots.join(entry);
        return queued(entry);
    }

    private void overflow(Entry entry, @Nullable Account obstacle, long now) {
        entry.full = obstacle == null ? entry.pool.account.scope : obstacle.scope;
        entry.state = State.OVERFLOWED;
        deadlines.add(entry, now);
        slots.tidy(entry.pool, entry.number);
    }

    private Promotion promoted(Entry entry) {
        long waited = entry.waitedUntil(clock);
        deadlines.remove(entry);
        slots.leave(entry);
        entry.waitedMillis = waited;
        admit(entry, clock);
        return new Promotion(entry.callSid, entry.claim, waited);
    }

    private void expire(State state, long since, Expired.@Nullable Kind kind, List<Expired> expired) {
        for (Entry entry = deadlines.silentSince(since, state);
                entry != null;
                entry = deadlines.silentSince(since, state)) {
            forget(entry);
            if (kind != null) {
                expired.add(new Expired(entry.callSid, entry.claim, kind));
            }
        }
    }

    private boolean heard(String callSid, long nowMillis, State state) {
        long now = clock(nowMillis);
        Entry entry = entries.get(callSid);
        if (entry == null || entry.state != state) {
            return false;
        }
        deadlines.heard(entry, now);
        return true;
    }

    private void forget(Entry entry) {
        entries.remove(entry.callSid);
        takeOut(entry);
    }

    /** Takes from a call whatever it has: its slot or its place. */
    private void takeOut(Entry entry) {
        deadlines.remove(entry);
        if (entry.hasSlot()) {
            slots.count(entry, -1);
        } else if (entry.state == State.WAITING) {
            slots.leave(entry);
        }
        slots.tidy(entry.pool, entry.number);
    }

    private long clock(long nowMillis) {
        clock = Math.max(clock, nowMillis);
        return clock;
    }
}
