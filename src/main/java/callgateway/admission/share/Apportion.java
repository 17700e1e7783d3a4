package callgateway.admission.share;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who should have how many slots. All waiting callers of the cluster stand in one line and are given slots in the order of
 * their coming; one who lacks something that others do not need is passed by them. What is left over is {@link Spread} over
 * the nodes for callers to come.
 *
 * <p>This decides nothing about safety: {@link ShareBook} lends no more than there is, whatever is wanted here.
 */
final class Apportion {
    private final Map<String, Integer> caps;
    private final List<Seat> seats = new ArrayList<>();
    private final Map<String, Long> free = new HashMap<>();
    private final Set<String> tight = new HashSet<>();

    /**
     * One node.
     *
     * @param listens whether it can be asked to change anything now; if not, it counts as using all it has
     * @param heardAt when what is said here was said
     * @param has the most it may believe it has
     */
    record Party(
            String node,
            boolean listens,
            long heardAt,
            Amounts has,
            Amounts use,
            Amounts wishes,
            List<Wait> waits,
            int weight) {}

    /**
     * What should be.
     *
     * @param targets by node, those that listen; in the order in which they are to get more
     * @param tight budgets that somebody lacks
     */
    record Wanted(Map<String, Amounts> targets, Set<String> tight) {}

    private record Waiter(long since, Seat seat, List<List<String>> needs) {}

    private Apportion(Map<String, Integer> caps, List<Party> parties) {
        this.caps = caps;
        parties.forEach(party -> seats.add(new Seat(party)));
    }

    static Wanted of(Map<String, Integer> caps, List<Party> parties) {
        return new Apportion(caps, parties).wanted();
    }

    private Wanted wanted() {
        caps.forEach((budget, cap) -> {
            long left = cap;
            for (Seat seat : seats) {
                left -= seat.floor(budget);
            }
            free.put(budget, left);
            if (left < 0) {
                tight.add(budget);
            }
        });
        line().forEach(this::serve);
        grantWishes();
        caps.forEach((budget, cap) -> Spread.over(seats, budget, cap, Math.max(0, free(budget))));
        Map<String, Amounts> targets = new LinkedHashMap<>();
        seats.stream()
                .filter(seat -> seat.party.listens())
                .sorted(Comparator.<Seat>comparingLong(seat -> seat.earliest).thenComparing(seat -> seat.party.node()))
                .forEach(seat -> targets.put(seat.party.node(), Amounts.limited(seat.target)));
        return new Wanted(targets, tight);
    }

    private List<Waiter> line() {
        List<Waiter> line = new ArrayList<>();
        for (Seat seat : seats) {
            if (seat.party.listens()) {
                for (Wait wait : seat.party.waits()) {
                    wait.ages().forEach(age -> line.add(new Waiter(seat.party.heardAt() - age, seat, wait.needs())));
                }
            }
        }
        line.sort(Comparator.comparingLong(Waiter::since).thenComparing(waiter -> waiter.seat.party.node()));
        return line;
    }

    private void serve(Waiter waiter) {
        List<String> taken = new ArrayList<>();
        boolean lacks = false;
        for (List<String> need : waiter.needs) {
            if (!caps.keySet().containsAll(need)) {
                continue;
            }
            String found =
                    need.stream().filter(budget -> free(budget) > 0).findFirst().orElse("");
            if (found.isEmpty()) {
                lacks = true;
                tight.addAll(need);
            } else {
                taken.add(found);
            }
        }
        if (!lacks) {
            taken.forEach(budget -> take(waiter.seat, budget, 1));
            waiter.seat.earliest = Math.min(waiter.seat.earliest, waiter.since);
        }
    }

    private void grantWishes() {
        for (Seat seat : seats) {
            if (seat.party.listens()) {
                seat.party.wishes().slots().forEach((budget, wish) -> {
                    if (caps.containsKey(budget)) {
                        take(seat, budget, Math.min(wish, Math.max(0, free(budget))));
                    }
                });
            }
        }
    }

    private void take(Seat seat, String budget, long slots) {
        free.put(budget, free(budget) - slots);
        seat.floor.put(budget, seat.floor(budget) + slots);
    }

    private long free(String budget) {
        return free.getOrDefault(budget, 0L);
    }
}
