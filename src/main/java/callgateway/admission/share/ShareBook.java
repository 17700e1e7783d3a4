package callgateway.admission.share;

import callgateway.admission.share.ToNode.Hello;
import callgateway.admission.share.ToNode.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one coordinator has lent to whom. The sum of what all nodes may believe never comes above a cap by anything done here:
 *
 * <ul>
 *   <li>A node is told more only after that has been recorded, and only out of what nobody else may have.
 *   <li>What a node has is lowered only after the node has said that it believes in less.
 *   <li>What a node has that is not heard of stays taken, until it is proven to be dead.
 * </ul>
 *
 * Belongs to one thread.
 */
final class ShareBook {
    private final Term term;
    private final ShareTimes times;
    private final TreeMap<String, Borrower> nodes = new TreeMap<>();
    private final TreeMap<String, Grants.Grant> dead = new TreeMap<>();
    private final Set<String> newlyDead = new TreeSet<>();
    private TreeMap<String, Integer> caps = new TreeMap<>();
    private Map<String, Amounts> targets = Map.of();
    private Set<String> tight = Set.of();

    /**
     * @param recorded read after the term was recorded, so that it has all that any earlier coordinator will ever tell
     */
    ShareBook(Term term, Grants recorded, ShareTimes times, long now) {
        this.term = term;
        this.times = times;
        recorded.grants().forEach((node, grant) -> {
            if (grant.most().equals(Amounts.NOTHING)) {
                dead.put(node, grant);
            } else {
                nodes.put(node, new Borrower(node, grant.incarnation(), grant.most(), grant.most(), 0, now));
            }
        });
    }

    /** Other caps; a budget that is absent has none. */
    void caps(Map<String, Integer> changed) {
        caps = new TreeMap<>(changed);
        caps.values().removeIf(cap -> cap == Amounts.UNLIMITED);
    }

    /** What a node says. Returns what it is to be answered before anything else. */
    Optional<Hello> heard(Report report, long now) {
        Borrower known = nodes.get(report.node());
        Grants.Grant gone = dead.get(report.node());
        long newest = Math.max(known == null ? 0 : known.incarnation, gone == null ? 0 : gone.incarnation());
        if (report.incarnation() < newest) {
            return Optional.of(new Hello(term, report.node(), newest));
        }
        if (known == null || report.incarnation() > known.incarnation) {
            // A process of the same name has taken the place of the one that was known: that one is dead.
            dead.remove(report.node());
            known = new Borrower(
                    report.node(), report.incarnation(), report.belief(), Amounts.NOTHING, version(known, gone), now);
            nodes.put(report.node(), known);
        }
        if (known.heard && report.number() <= known.lastReport) {
            return Optional.empty();
        }
        known.heard = true;
        known.lastReport = report.number();
        known.heardAt = now;
        if (!report.term().equals(term)) {
            if (!known.asserted) {
                known.granted = known.granted.max(report.belief());
            }
            return Optional.of(new Hello(term, report.node(), known.incarnation));
        }
        known.said(report);
        return Optional.empty();
    }

    private static long version(@Nullable Borrower known, Grants.@Nullable Grant gone) {
        return Math.max(known == null ? 0 : known.version, gone == null ? 0 : gone.version());
    }

    /** This process is proven to be dead, or an operator says so: nobody holds what it held. Returns whether that was news. */
    boolean isDead(String node, long incarnation) {
        Borrower known = nodes.get(node);
        if (known == null || known.incarnation != incarnation) {
            return false;
        }
        nodes.remove(node);
        dead.put(node, new Grants.Grant(incarnation, term, known.version + 1, Amounts.NOTHING));
        newlyDead.add(node);
        return true;
    }

    /** Declares dead whatever must have ended by now. */
    void expire(long now) {
        List.copyOf(nodes.values()).stream()
                .filter(node -> now - node.heardAt > times.overAfterMillis())
                .forEach(node -> isDead(node.node, node.incarnation));
    }

    /** The processes that have not been heard of for a while: name and incarnation. */
    Map<String, Long> silent(long now) {
        Map<String, Long> silent = new TreeMap<>();
        nodes.values().stream()
                .filter(node -> isSilent(node, now))
                .forEach(node -> silent.put(node.node, node.incarnation));
        return silent;
    }

    private boolean isSilent(Borrower node, long now) {
        return now - node.heardAt > times.silent().toMillis();
    }

    private boolean listens(Borrower node, long now) {
        return node.asserted && !isSilent(node, now);
    }

    /** Considers again who should have what. */
    void apportion(long now) {
        List<Apportion.Party> parties = nodes.values().stream()
                .map(node -> new Apportion.Party(
                        node.node,
                        listens(node, now),
                        node.heardAt,
                        node.taken(),
                        node.use,
                        node.wishes,
                        node.waits,
                        node.weight))
                .toList();
        Apportion.Wanted wanted = Apportion.of(caps, parties);
        targets = wanted.targets();
        tight = wanted.tight();
    }

    /**
     * What has to be recorded before anybody can be told more; empty when nobody is to have more. It counts as taken from now
     * on, until {@link #recorded}.
     *
     * @param tidy whether what has become less is to be recorded, too
     */
    Optional<Map<String, Grants.Grant>> toRecord(boolean tidy) {
        Map<String, Long> free = new TreeMap<>();
        caps.forEach((budget, cap) -> free.put(budget, cap - taken(budget)));
        boolean raised = false;
        for (Map.Entry<String, Amounts> target : targets.entrySet()) {
            Borrower node = nodes.get(target.getKey());
            if (node == null) {
                continue;
            }
            Amounts aim = more(node.taken(), target.getValue(), free);
            if (!node.counted().covers(aim)) {
                node.pending = aim;
                raised = true;
            }
        }
        Map<String, Grants.Grant> change = new LinkedHashMap<>();
        nodes.values().stream()
                .filter(node -> node.pending != null || !node.taken().equals(node.recorded))
                .forEach(node ->
                        change.put(node.node, new Grants.Grant(node.incarnation, term, ++node.version, node.taken())));
        newlyDead.retainAll(dead.keySet());
        newlyDead.forEach(node -> change.put(node, Objects.requireNonNull(dead.get(node))));
        return raised || (tidy && !change.isEmpty()) ? Optional.of(change) : Optional.empty();
    }

    /** As near to the target as what is free allows, which is then less. */
    private static Amounts more(Amounts has, Amounts target, Map<String, Long> free) {
        TreeMap<String, Integer> aim = new TreeMap<>();
        free.forEach((budget, left) -> {
            int now = has.of(budget);
            long more = Math.max(0, Math.min(left, (long) target.of(budget) - now));
            free.put(budget, left - more);
            aim.put(budget, (int) Math.min(Amounts.UNLIMITED, now + more));
        });
        return Amounts.limited(aim);
    }

    /** How the recording went. If it failed, nobody knows; what was to be lent is considered anew, and recorded anew. */
    void recorded(Map<String, Grants.Grant> change, boolean done) {
        nodes.values().forEach(node -> {
            Grants.Grant grant = change.get(node.node);
            if (done && grant != null && grant.incarnation() == node.incarnation) {
                node.recorded = grant.most();
                node.lent = node.pending;
            }
            node.pending = null;
        });
        if (done) {
            newlyDead.removeIf(node -> Objects.equals(dead.get(node), change.get(node)));
        }
    }

    /** What to say to whom; {@code validMillis} is 0 when nobody's share may go on. */
    List<Told> tells(long validMillis, long now) {
        List<Told> tells = new ArrayList<>();
        targets.forEach((name, target) -> {
            Borrower node = nodes.get(name);
            if (node == null || !listens(node, now)) {
                return;
            }
            Amounts most = target.min(node.counted());
            node.lent = null;
            if (node.wantsAnswer || node.isNews(most)) {
                node.wantsAnswer = false;
                long seq = node.tell(most);
                tells.add(new Told(term, seq, node.node, node.incarnation, node.lastReport, most, tight, validMillis));
            }
        });
        return tells;
    }

    /** Whether all nodes together believe in no more than the caps: after a cap was lowered, that this is complete. */
    boolean isWithinCaps() {
        return caps.entrySet().stream().allMatch(cap -> taken(cap.getKey()) <= cap.getValue());
    }

    /** Slots that nobody else may have, of one budget over all nodes. */
    long taken(String budget) {
        return nodes.values().stream()
                .mapToLong(node -> node.taken().of(budget))
                .sum();
    }

    /** What is known of each node. */
    List<Lender.Loan> loans(long now) {
        return nodes.values().stream()
                .map(node -> new Lender.Loan(
                        node.node,
                        node.incarnation,
                        node.asserted,
                        now - node.heardAt,
                        node.taken(),
                        node.use,
                        node.waits.stream().mapToInt(wait -> wait.ages().size()).sum()))
                .toList();
    }

    Map<String, Integer> caps() {
        return caps;
    }
}
