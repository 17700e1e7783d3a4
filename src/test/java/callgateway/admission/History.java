package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** A long random life of a ledger, step by step beside the naive one; says the seed and the step where they part. */
final class History {
    private static final List<String> POOLS = List.of("sales", "support", "claims", "night");
    private static final List<String> NUMBERS =
            List.of("+15550100", "+15550101", "+15550102", "+15550103", "+15550104", "+15550105");

    private final Random random;
    /** Whether caps change and numbers are called in pools that are not theirs. */
    private final boolean eventful;

    private final Subject subject;
    private final NaiveLedger model;
    private long now = 1_000_000;
    private String step = "";

    private History(long seed, boolean eventful, Function<Limits, Subject> make) {
        random = new Random(seed);
        this.eventful = eventful;
        Limits limits = eventful ? anyLimits() : modestLimits();
        subject = make.apply(limits);
        model = new NaiveLedger(limits);
    }

    /** Throws an {@link AssertionError} where the subject does what it should not. */
    static void run(long seed, int steps, boolean eventful, Function<Limits, Subject> make) {
        History history = new History(seed, eventful, make);
        for (int i = 0; i < steps; i++) {
            try {
                history.step();
                history.compare(i % 16 == 0);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", step " + i + ", " + history.step, e);
            }
        }
        history.endOfTheDay();
    }

    private void step() {
        String sid = "CA" + random.nextInt(45);
        now += random.nextInt(10) == 0 ? random.nextInt(6000) : random.nextInt(60);
        int dice = random.nextInt(100);
        if (dice < 36) {
            ask(sid);
        } else if (dice < 42) {
            Claim claim = claim();
            step = "askFirst " + sid + " " + claim;
            assertThat(subject.askFirst(sid, claim, now)).isEqualTo(model.askFirst(sid, claim, now));
        } else if (dice < 50) {
            step = "confirm " + sid;
            assertThat(subject.ledger.confirm(sid, now)).isEqualTo(model.confirm(sid, now));
        } else if (dice < 55) {
            step = "renew " + sid;
            assertThat(subject.ledger.renew(sid, now)).isEqualTo(model.renew(sid, now));
        } else if (dice < 70) {
            step = "release " + sid;
            assertThat(subject.release(sid)).isEqualTo(model.release(sid));
            assertThat(subject.release(sid)).isEmpty();
        } else if (dice < 73) {
            step = "leave " + sid;
            assertThat(subject.ledger.leave(sid)).isEqualTo(model.leave(sid));
        } else if (dice < 79) {
            step = "seen " + sid;
            assertThat(subject.ledger.seen(sid, now)).isEqualTo(model.seen(sid, now));
        } else if (dice < 89) {
            step = "promote";
            promoted(subject.promote(now), model.promote(now));
        } else if (dice < 91) {
            step = "promoteOne";
            promoted(
                    subject.ledger.promoteOne(now).stream().toList(),
                    model.promoteOne(now).stream().toList());
        } else if (dice < 96) {
            step = "expire";
            assertThat(new HashSet<>(subject.expire(now))).isEqualTo(new HashSet<>(model.expire(now)));
        } else if (eventful) {
            event();
        }
    }

    private void ask(String sid) {
        Claim claim = claim();
        Place place = place();
        step = "ask " + sid + " " + claim + " " + place;
        boolean othersKeepTheirs = model.leavesOthersTheirParts(claim);

        Outcome outcome = subject.ask(sid, claim, place, now);

        assertThat(outcome).isEqualTo(model.ask(sid, claim, place, now));
        if (outcome.equals(new Outcome.Granted(true))) {
            assertNotOver(claim);
            assertThat(eventful || othersKeepTheirs)
                    .as("others keep their parts")
                    .isTrue();
        }
        assertThat(subject.ask(sid, claim, place, now)).as("asked twice").isEqualTo(model.ask(sid, claim, place, now));
    }

    private void promoted(List<Promotion> promotions, List<Promotion> expected) {
        assertThat(promotions).isEqualTo(expected);
        promotions.forEach(promotion -> assertNotOver(promotion.claim()));
        assertThat(promotions).allMatch(promotion -> subject.ledger.holds(promotion.callSid()));
    }

    /** Right after somebody was admitted: whatever was lowered earlier, nobody is admitted above a cap. */
    private void assertNotOver(Claim claim) {
        for (Scope scope : List.of(Scope.PLAN, Scope.NODE, Scope.pool(claim.pool()), Scope.number(claim.number()))) {
            assertThat(model.use(scope))
                    .as("use of %s", scope)
                    .isLessThanOrEqualTo(model.limits().cap(scope));
        }
    }

    private void event() {
        switch (random.nextInt(5)) {
            case 0 -> {
                Limits changed = anyLimits();
                step = "limits " + changed;
                subject.limits(changed);
                model.limits(changed);
            }
            case 1 -> {
                Scope scope = random.nextBoolean() ? Scope.PLAN : Scope.NODE;
                int cap = random.nextInt(20);
                step = "cap " + scope + " " + cap;
                subject.ledger.cap(scope, cap);
                model.limits(model.limits().withCap(scope, cap));
            }
            case 2 -> {
                Scope scope = Scope.pool(any(POOLS));
                int cap = random.nextInt(10);
                step = "cap " + scope + " " + cap;
                subject.ledger.cap(scope, cap);
                model.limits(model.limits().withCap(scope, cap));
            }
            case 3 -> {
                int slots = 1 + random.nextInt(25);
                step = "effectivePlan " + slots;
                subject.ledger.effectivePlan(slots);
                model.effectivePlan(slots);
            }
            default -> {
                boolean open = random.nextInt(3) > 0;
                step = "open " + open;
                subject.ledger.open(open);
                model.open(open);
            }
        }
    }

    private void compare(boolean all) {
        assertThat(subject.ledger.use(Scope.PLAN)).as("use of the plan").isEqualTo(model.use(Scope.PLAN));
        assertThat(subject.ledger.size()).as("calls known").isEqualTo(model.size());
        if (!all) {
            return;
        }
        for (Snapshot.Row row : subject.ledger.snapshot().scopes()) {
            assertThat(row.unconfirmed()).as("%s", row).isEqualTo(model.count(row.scope(), false));
            assertThat(row.permits()).as("%s", row).isEqualTo(model.count(row.scope(), true));
            assertThat(row.waiting()).as("%s", row).isEqualTo(model.waiting(row.scope()));
        }
        POOLS.forEach(pool -> assertThat(subject.ledger.use(Scope.pool(pool))).isEqualTo(model.use(Scope.pool(pool))));
        NUMBERS.forEach(number ->
                assertThat(subject.ledger.use(Scope.number(number))).isEqualTo(model.use(Scope.number(number))));
        for (String sid : model.sids()) {
            assertThat(subject.ledger.position(sid)).as(sid).isEqualTo(model.position(sid));
            assertThat(subject.ledger.holds(sid)).as(sid).isEqualTo(model.holds(sid));
        }
    }

    /** Everybody goes; nothing may stay. */
    private void endOfTheDay() {
        for (String sid : model.sids()) {
            boolean held = model.holds(sid);
            assertThat(subject.release(sid).isPresent()).as(sid).isEqualTo(held);
            assertThat(subject.ledger.leave(sid)).as(sid).isEqualTo(!held);
        }
        assertThat(subject.ledger.size()).isZero();
        assertThat(subject.ledger.snapshot().scopes()).allMatch(row -> row.used() == 0 && row.waiting() == 0);
        assertThat(subject.ledger.snapshot().scopes().size())
                .as("scopes that are neither configured nor used are forgotten")
                .isLessThanOrEqualTo(2 + POOLS.size() + NUMBERS.size());
    }

    private Claim claim() {
        int number = random.nextInt(NUMBERS.size());
        String pool = eventful && random.nextInt(10) == 0 ? any(POOLS) : home(number);
        return new Claim(pool, NUMBERS.get(number));
    }

    /** Some have stood in line elsewhere. */
    private Place place() {
        return random.nextInt(4) > 0
                ? Place.NEW
                : new Place(Duration.ofMillis(random.nextInt(8000)), random.nextInt(5) == 0);
    }

    private static String home(int number) {
        return POOLS.get(number % POOLS.size());
    }

    /** Reserved parts that fit: nothing has to shrink. */
    private Limits modestLimits() {
        Map<String, PoolLimits> pools = Map.of(
                "sales", pool(6, 3),
                "support", pool(Limits.UNLIMITED, 2),
                "claims", pool(4, 0));
        Map<String, NumberLimits> numbers = Map.of(
                NUMBERS.get(0), new NumberLimits("sales", 4, 2),
                NUMBERS.get(1), new NumberLimits("support", 2, 0),
                NUMBERS.get(4), new NumberLimits("sales", 5, 1));
        return times(Limits.of(12, 11)).withPools(pools).withNumbers(numbers);
    }

    private Limits anyLimits() {
        Map<String, PoolLimits> pools = new TreeMap<>();
        for (String pool : POOLS) {
            if (random.nextInt(4) > 0) {
                pools.put(
                        pool, pool(random.nextInt(4) == 0 ? Limits.UNLIMITED : random.nextInt(10), random.nextInt(7)));
            }
        }
        Map<String, NumberLimits> numbers = new TreeMap<>();
        for (int i = 0; i < NUMBERS.size(); i++) {
            if (random.nextInt(3) > 0) {
                String pool = random.nextInt(8) == 0 ? any(POOLS) : home(i);
                numbers.put(NUMBERS.get(i), new NumberLimits(pool, random.nextInt(6), random.nextInt(4)));
            }
        }
        return times(Limits.of(random.nextInt(20), 2 + random.nextInt(20)))
                .withPools(pools)
                .withNumbers(numbers);
    }

    private PoolLimits pool(int cap, int reserved) {
        return new PoolLimits(cap, reserved, random.nextInt(12), Duration.ofMillis(1 + random.nextInt(20_000)));
    }

    private Limits times(Limits limits) {
        return new Limits(
                limits.plan(),
                limits.node(),
                PoolLimits.unlimited(random.nextInt(12), Duration.ofSeconds(15)),
                Map.of(),
                Map.of(),
                Duration.ofSeconds(1 + random.nextInt(30)),
                Duration.ofSeconds(1 + random.nextInt(30)),
                Duration.ofSeconds(1 + random.nextInt(30)));
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }
}
