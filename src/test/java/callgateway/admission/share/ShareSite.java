package callgateway.admission.share;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node of the simulated cluster: calls, a line, and its half of the protocol. */
final class ShareSite {
    final String name;
    final long clockAhead;
    private final ShareHistory history;
    private final Bug bug;
    boolean up = true;
    long pausedUntil;
    long incarnation = 1;
    NodeShare share;
    Grants replica = Grants.NONE;
    /** Whether its replica has all that it should: not right after a start. */
    boolean filled = true;

    final Map<Long, Call> calls = new TreeMap<>();
    final List<Waiter> line = new ArrayList<>();
    private int kept;
    private long disorder;
    private long obeyedSeq;
    private Term obeyed = Term.NONE;

    record Call(String pool, long endsAt) {}

    record Waiter(long call, String pool, long since, long lasts, long leavesAt) {}

    ShareSite(String name, long clockAhead, ShareHistory history, Bug bug) {
        this.name = name;
        this.clockAhead = clockAhead;
        this.history = history;
        this.bug = bug;
        this.share = new NodeShare(name, incarnation);
    }

    void die(long now) {
        up = false;
        history.died(now, name);
        calls.clear();
        line.clear();
    }

    void comeBack() {
        up = true;
        incarnation++;
        share = new NodeShare(name, incarnation);
        replica = Grants.NONE;
        filled = false;
        kept = 0;
    }

    void arrives(Waiter waiter, long now) {
        line.add(waiter);
        serve(now);
    }

    /** What ends, ends; whoever can be admitted, is. */
    void serve(long now) {
        List<Long> over = calls.entrySet().stream()
                .filter(call -> call.getValue().endsAt <= now)
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(call -> {
            calls.remove(call);
            history.ended(now, name, call);
        });
        line.removeIf(waiter -> waiter.leavesAt <= now);
        share.used(use(), clock(now));
        for (Iterator<Waiter> all = line.iterator(); all.hasNext(); ) {
            Waiter next = all.next();
            if (hasRoom(next.pool, now)) {
                all.remove();
                calls.put(next.call, new Call(next.pool, now + next.lasts));
                history.admitted(now, name, next.pool, next.call);
                share.used(use(), clock(now));
            }
        }
    }

    private boolean hasRoom(String pool, long now) {
        Amounts may = bug == Bug.EXPIRY_IGNORED ? share.belief() : share.allowed(clock(now));
        if (bug == Bug.GIVEN_BACK_AND_KEPT && share.isValid(clock(now))) {
            kept = Math.max(kept, may.of("plan"));
            may = may.max(Amounts.only(Map.of("plan", kept)));
        }
        Amounts use = use();
        boolean plan = may.of("plan") > use.of("plan");
        return pool.equals("b")
                ? plan
                : may.of("pool:a") > use.of("pool:a") && (plan || may.of("part:a") > use.of("part:a"));
    }

    private Amounts use() {
        int ofA = (int)
                calls.values().stream().filter(call -> call.pool.equals("a")).count();
        int ofB = calls.size() - ofA;
        if (bug == Bug.CALLS_NOT_COUNTED) {
            ofB = Math.max(0, ofB - 1);
        }
        int inPart = Math.min(ofA, share.belief().of("part:a"));
        return Amounts.only(Map.of("part:a", inPart, "plan", ofA - inPart + ofB, "pool:a", ofA));
    }

    Report report(long now, Term askedBy) {
        List<Wait> waits = new ArrayList<>();
        for (String pool : List.of("a", "b")) {
            List<Long> ages = line.stream()
                    .filter(waiter -> waiter.pool.equals(pool))
                    .map(waiter -> now - waiter.since)
                    .limit(16)
                    .toList();
            if (!ages.isEmpty()) {
                waits.add(new Wait(
                        pool.equals("a")
                                ? List.of(List.of("part:a", "plan"), List.of("pool:a"))
                                : List.of(List.of("plan")),
                        ages));
            }
        }
        long wish =
                calls.values().stream().filter(call -> call.pool.equals("a")).count()
                        - share.belief().of("part:a");
        Amounts wishes = wish > 0 ? Amounts.only(Map.of("part:a", (int) wish)) : Amounts.NOTHING;
        Report report = share.report(use(), wishes, waits, 1, clock(now));
        if (bug == Bug.OLD_WORDS_BELIEVED) {
            return with(report, report.term(), obeyedSeq);
        }
        if (bug == Bug.OLD_TERMS_OBEYED) {
            return with(report, askedBy, askedBy.equals(obeyed) ? obeyedSeq : 0);
        }
        return report;
    }

    private static Report with(Report said, Term term, long seq) {
        return new Report(
                said.node(),
                said.incarnation(),
                said.number(),
                term,
                seq,
                said.belief(),
                said.use(),
                said.wishes(),
                said.waits(),
                said.weight());
    }

    void hears(ToNode message, long now) {
        if (message instanceof ToNode.Hello hello) {
            share.heard(hello, clock(now));
            return;
        }
        ToNode.Told told = (ToNode.Told) message;
        if (bug == Bug.OLD_WORDS_BELIEVED || bug == Bug.OLD_TERMS_OBEYED) {
            if (bug == Bug.OLD_TERMS_OBEYED && told.term().equals(obeyed) && told.seq() < obeyedSeq) {
                return;
            }
            Term as = bug == Bug.OLD_TERMS_OBEYED ? share.term() : told.term();
            obeyed = told.term();
            obeyedSeq = told.seq();
            told = new ToNode.Told(
                    as,
                    ++disorder,
                    told.node(),
                    told.incarnation(),
                    told.answers(),
                    told.most(),
                    told.tight(),
                    told.validMillis());
        }
        share.heard(told, use(), clock(now));
        serve(now);
    }

    private long clock(long now) {
        return now + clockAhead;
    }
}
