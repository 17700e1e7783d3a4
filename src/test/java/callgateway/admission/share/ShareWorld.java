package callgateway.admission.share;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A cluster in virtual time: nodes, coordinators, and a network and processes that fail in every way. Everything follows from
 * the seed.
 */
final class ShareWorld {
    static final ShareTimes TIMES = new ShareTimes(
            Duration.ofSeconds(5),
            Duration.ofMillis(1500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15));
    private static final long TIMEOUT = 400;

    final Random random;
    final ShareHistory history = new ShareHistory();
    final List<ShareSite> sites = new ArrayList<>();
    final List<Coordinator> coordinators = new ArrayList<>();
    private final Bug bug;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private int[] side;
    long now;
    double loss;
    double slow;
    double twice;
    long cutUntil;
    private long eventCount;
    private long callCount;
    private Term highest = Term.NONE;
    private int terms;

    private record Event(long at, long order, Runnable run) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    /** A coordinator on one of the nodes. */
    final class Coordinator implements Wires {
        final ShareSite host;
        final int at;
        final Lender lender;
        boolean alive = true;
        private Map<String, Integer> caps = Map.of();
        private final Map<String, Amounts> toldTo = new TreeMap<>();
        private final Map<String, Amounts> mostTo = new TreeMap<>();
        private final Map<String, Long> seqTo = new TreeMap<>();

        Coordinator(int at) {
            this.at = at;
            this.host = sites.get(at);
            this.lender = new Lender(host.name + "/" + ++terms, TIMES, this);
            on(at, 20, this::beat);
        }

        private void beat() {
            if (!alive) {
                return;
            }
            int plan = lender.settings().getOrDefault("plan", ShareHistory.PLAN);
            Map<String, Integer> budgets = budgets(plan);
            if (!budgets.equals(caps)) {
                caps = budgets;
                lender.caps(budgets);
            }
            lender.tick(now);
            if (lender.inOffice() && lender.term().compareTo(highest) >= 0) {
                highest = lender.term();
                if (lender.isSettled()
                        && budgets.equals(budgets(lender.settings().getOrDefault("plan", plan)))) {
                    history.complete(now, plan);
                }
            }
            on(at, 20, this::beat);
        }

        @Override
        public void write(long ticket, Grants change) {
            Set<Integer> acks = new HashSet<>();
            AtomicBoolean answered = new AtomicBoolean();
            Runnable enough = () -> {
                if (acks.size() >= (bug == Bug.MINORITY_RECORDS ? 1 : sites.size() / 2 + 1)
                        && answered.compareAndSet(false, true)) {
                    later(() -> lender.written(ticket, true, now));
                }
            };
            host.replica = host.replica.merge(change);
            acks.add(at);
            enough.run();
            for (int i = 0; i < sites.size(); i++) {
                int to = i;
                if (to != at) {
                    Runnable record = () -> send(at, to, () -> {
                        sites.get(to).replica = sites.get(to).replica.merge(change);
                        send(to, at, () -> {
                            acks.add(to);
                            enough.run();
                        });
                    });
                    if (bug == Bug.TOLD_BEFORE_RECORDED) {
                        on(at, 1000, record);
                    } else {
                        record.run();
                    }
                }
            }
            if (bug == Bug.TOLD_BEFORE_RECORDED && answered.compareAndSet(false, true)) {
                later(() -> lender.written(ticket, true, now));
            }
            on(at, TIMEOUT, () -> {
                if (answered.compareAndSet(false, true)) {
                    later(() -> lender.written(ticket, false, now));
                }
            });
        }

        @Override
        public void read(long ticket) {
            Set<Integer> from = new HashSet<>();
            AtomicBoolean answered = new AtomicBoolean();
            Grants[] merged = {Grants.NONE};
            Runnable enough = () -> {
                if (from.size() >= (bug == Bug.MINORITY_RECORDS ? 1 : sites.size() / 2 + 1)
                        && answered.compareAndSet(false, true)) {
                    Grants grants = seen(merged[0]);
                    later(() -> lender.read(ticket, grants, now));
                }
            };
            if (host.filled) {
                merged[0] = host.replica;
                from.add(at);
                enough.run();
            }
            for (int i = 0; i < sites.size(); i++) {
                int to = i;
                if (to != at) {
                    send(at, to, () -> {
                        if (sites.get(to).filled) {
                            Grants answer = sites.get(to).replica;
                            send(to, at, () -> {
                                merged[0] = merged[0].merge(answer);
                                from.add(to);
                                enough.run();
                            });
                        }
                    });
                }
            }
            on(at, TIMEOUT, () -> {
                if (answered.compareAndSet(false, true)) {
                    later(() -> lender.read(ticket, null, now));
                }
            });
        }

        private Grants seen(Grants grants) {
            if (bug == Bug.NOT_READ_BACK && lender.inOffice()) {
                return new Grants(lender.term(), grants.grants(), grants.settings());
            }
            return bug == Bug.RECORD_NOT_READ ? new Grants(grants.term(), new TreeMap<>(), grants.settings()) : grants;
        }

        @Override
        public void tell(ToNode message) {
            int to = index(message.node());
            if (message instanceof ToNode.Told told) {
                toldTo.put(told.node(), told.most());
                seqTo.put(told.node(), told.seq());
            }
            send(at, to, () -> sites.get(to).hears(message, now));
        }

        @Override
        public void probe(String node, long incarnation) {
            int to = index(node);
            if (bug == Bug.SILENCE_IS_DEATH) {
                later(() -> lender.dead(node, incarnation));
            } else if (side[at] == side[to] && !sites.get(to).up) {
                on(at, delay(), () -> lender.dead(node, incarnation));
            }
        }

        void hears(Report report) {
            Report heard = report;
            Amounts told = toldTo.get(report.node());
            if (bug == Bug.LENT_BEFORE_GIVEN_BACK
                    && told != null
                    && report.term().equals(lender.term())) {
                heard = new Report(
                        report.node(),
                        report.incarnation(),
                        report.number(),
                        report.term(),
                        seqTo.getOrDefault(report.node(), 0L),
                        report.belief().min(told),
                        report.use(),
                        report.wishes(),
                        report.waits(),
                        report.weight());
            }
            if (bug == Bug.NEVER_TAKEN_BACK && told != null) {
                Amounts most = mostTo.merge(report.node(), told, Amounts::max);
                heard = new Report(
                        report.node(),
                        report.incarnation(),
                        report.number(),
                        report.term(),
                        report.seq(),
                        report.belief().max(most),
                        report.use(),
                        report.wishes(),
                        report.waits(),
                        report.weight());
            }
            lender.heard(heard, now);
        }

        /** Not within the call that asks for it. */
        private void later(Runnable run) {
            on(at, 0, () -> {
                if (alive) {
                    run.run();
                }
            });
        }
    }

    ShareWorld(long seed, int nodes, Bug bug) {
        this.random = new Random(seed);
        this.bug = bug;
        this.side = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            sites.add(new ShareSite("n" + i, random.nextInt(1_000_000) - 500_000, history, bug));
            beat(i);
        }
        coordinators.add(new Coordinator(random.nextInt(nodes)));
    }

    private static Map<String, Integer> budgets(int plan) {
        int part = ShareHistory.part(plan);
        return Map.of("plan", plan - part, "part:a", part, "pool:a", ShareHistory.POOL_A);
    }

    int index(String node) {
        return Integer.parseInt(node.substring(1));
    }

    void run(long millis) {
        long until = now + millis;
        while (!events.isEmpty() && events.peek().at <= until) {
            Event next = events.poll();
            now = next.at;
            next.run.run();
        }
        now = until;
    }

    void at(long in, Runnable run) {
        events.add(new Event(now + in, ++eventCount, run));
    }

    /** On a node: not while it is paused, and never if it dies before. */
    private void on(int site, long in, Runnable run) {
        ShareSite where = sites.get(site);
        long incarnation = where.incarnation;
        at(
                in,
                () -> resumed(where, () -> {
                    if (where.up && where.incarnation == incarnation) {
                        run.run();
                    }
                }));
    }

    private void resumed(ShareSite where, Runnable run) {
        if (where.pausedUntil > now) {
            at(where.pausedUntil - now, () -> resumed(where, run));
        } else {
            run.run();
        }
    }

    /** Over the network: may be lost, late, twice, and in another order; reaches whichever process is there then. */
    private void send(int from, int to, Runnable run) {
        for (int copies = random.nextDouble() < twice ? 2 : 1; copies > 0; copies--) {
            if (random.nextDouble() >= loss && side[from] == side[to]) {
                at(
                        delay(),
                        () -> resumed(sites.get(to), () -> {
                            if (sites.get(to).up && side[from] == side[to]) {
                                run.run();
                            }
                        }));
            }
        }
    }

    private long delay() {
        return 1L + random.nextInt(random.nextDouble() < slow ? 8000 : 30);
    }

    private void beat(int site) {
        ShareSite own = sites.get(site);
        own.serve(now);
        List<Coordinator> there = coordinators.stream().filter(one -> one.alive).toList();
        if (!there.isEmpty()) {
            Coordinator one = there.get(random.nextInt(there.size()));
            Report report = own.report(now, one.lender.term());
            send(site, one.at, () -> {
                if (one.alive) {
                    one.hears(report);
                }
            });
        }
        fill(own);
        on(site, 40 + random.nextInt(20), () -> beat(site));
    }

    /** A replica that has lost its memory gets it back from so many others that none of what was recorded is missing. */
    private void fill(ShareSite own) {
        List<ShareSite> others = sites.stream()
                .filter(site -> site != own
                        && site.up
                        && site.filled
                        && site.pausedUntil <= now
                        && side[index(site.name)] == side[index(own.name)])
                .toList();
        if (!own.filled && others.size() >= sites.size() - sites.size() / 2) {
            others.forEach(site -> own.replica = own.replica.merge(site.replica));
            own.filled = true;
        }
    }

    void call(int site, String pool, long lasts, long waits) {
        long since = now;
        on(site, 0, () -> sites.get(site)
                .arrives(new ShareSite.Waiter(++callCount, pool, since, lasts, since + waits), now));
    }

    // -- what goes wrong

    /** One node is cut off for longer than anything it ever had can last. */
    void isolate(int site) {
        partition();
        Arrays.fill(side, 0);
        side[site] = 1;
        cutUntil = now + TIMES.overAfterMillis() + 15_000;
        history.note(now, "n" + site + " is cut off");
    }

    void partition() {
        if (now < cutUntil) {
            return;
        }
        int[] sides = new int[sites.size()];
        for (int i = 0; i < sides.length; i++) {
            sides[i] = random.nextInt(2);
        }
        side = sides;
        history.note(now, "partition " + Arrays.toString(sides));
    }

    void heal() {
        if (now < cutUntil) {
            return;
        }
        side = new int[sites.size()];
        history.note(now, "healed");
    }

    void pause(int site, long millis) {
        sites.get(site).pausedUntil = now + millis;
        history.note(now, "n" + site + " is paused for " + millis);
    }

    /** At most one at a time has lost its memory: with more, nothing that is kept in memory could be exact. */
    boolean kill(int site) {
        boolean allWell = sites.stream().allMatch(one -> one.up && one.filled);
        if (allWell) {
            coordinators.stream().filter(one -> one.at == site).forEach(one -> one.alive = false);
            sites.get(site).die(now);
        }
        return allWell;
    }

    void comeBack(int site) {
        if (!sites.get(site).up) {
            history.note(now, "n" + site + " comes back");
            sites.get(site).comeBack();
            on(site, 1, () -> beat(site));
        }
    }

    void newCoordinator() {
        List<Integer> up = sites.stream()
                .filter(site -> site.up)
                .map(site -> index(site.name))
                .toList();
        Coordinator next = new Coordinator(up.get(random.nextInt(up.size())));
        history.note(now, "coordinator on " + next.host.name);
        coordinators.add(next);
        coordinators.removeIf(one -> !one.alive);
    }

    void command(int plan) {
        coordinators.stream()
                .filter(one -> one.alive && one.lender.inOffice())
                .findFirst()
                .ifPresent(one -> on(one.at, 0, () -> {
                    if (one.alive && one.lender.inOffice()) {
                        history.commanded(now, plan);
                        one.lender.set(Map.of("plan", plan));
                    }
                }));
    }
}
