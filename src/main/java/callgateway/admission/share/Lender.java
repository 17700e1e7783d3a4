package callgateway.admission.share;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's half: takes a term, lends, and stops when another one has taken a later term.
 *
 * <p>Two coordinators can be there at once, and neither knows. Each first records and then reads: the new one its term and
 * then the grants, the old one a grant and then the term, always of a majority. So either the old one reads the new term, and
 * tells nobody of its grant; or the new one reads the grant, and counts it as taken. A minority records nothing.
 *
 * <pre>
 *   start ─▶ read ─▶ write(term) ─▶ read ─▶ lending ◀──┐
 *     ▲                               │        │       │ the term is still ours: tell
 *     └── a higher term was read ◀────┴────────┼───────┤
 *                                              └─▶ write(grants) ─▶ read
 * </pre>
 *
 * Times are milliseconds of one clock of its own. Belongs to one thread.
 */
public final class Lender {
    /** After a higher term was read: time for whoever has it to prove that it lives. */
    private static final long STEP_BACK_MILLIS = 2000;

    private static final long TIDY_MILLIS = 1000;
    private static final long PROBE_MILLIS = 1000;

    private final String owner;
    private final ShareTimes times;
    private final Wires wires;
    private Phase phase = Phase.AWAY;
    private Term term = Term.NONE;
    private long ticket;
    private @Nullable ShareBook book;
    private Map<String, Integer> caps = Map.of();
    private Map<String, Grants.Grant> change = Map.of();
    private Grants.Settings settings = Grants.Settings.NONE;
    private Grants.Settings recordedSettings = Grants.Settings.NONE;
    private Grants.Settings writtenSettings = Grants.Settings.NONE;
    private boolean stirred;
    private long readSince;
    private long provenAt = Long.MIN_VALUE / 2;
    private long tidiedAt;
    private long probedAt;
    private long awayUntil = Long.MIN_VALUE;

    private enum Phase {
        /** Not in office: not started, or somebody else has a later term. */
        AWAY,
        LEARNING,
        TAKING,
        READING,
        LENDING,
        RECORDING,
        CHECKING
    }

    /**
     * What one node has.
     *
     * @param asserted whether it has been heard of in this term
     * @param silentMillis for how long it has not been heard of
     * @param lent what nobody else may have
     * @param used what it says it holds
     * @param waiting how many callers wait there
     */
    public record Loan(
            String node,
            long incarnation,
            boolean asserted,
            long silentMillis,
            Amounts lent,
            Amounts used,
            int waiting) {}

    /** @param owner what no other coordinator is called, not even one on the same node before or after */
    public Lender(String owner, ShareTimes times, Wires wires) {
        this.owner = owner;
        this.times = times;
        this.wires = wires;
    }

    /** Whether it lends. */
    public boolean inOffice() {
        return book != null;
    }

    /** Its term, when it has one. */
    public Term term() {
        return term;
    }

    /** What is lent to whom. */
    public List<Loan> loans(long now) {
        return book == null ? List.of() : book.loans(now);
    }

    /** Slots of a budget that nobody else may have. */
    public long taken(String budget) {
        return book == null ? 0 : book.taken(budget);
    }

    /** Whether, as far as it knows, all nodes believe in no more than the caps, and what was changed last is recorded. */
    public boolean isSettled() {
        return book != null && book.isWithinCaps() && settings.equals(recordedSettings);
    }

    /** What was changed, by whomever. */
    public SortedMap<String, Integer> settings() {
        return settings.values();
    }

    /** Other caps from now on, by budget. */
    public void caps(Map<String, Integer> changed) {
        caps = new TreeMap<>(changed);
        if (book != null) {
            book.caps(caps);
            stirred = true;
        }
    }

    /** Changes a setting; the next coordinator will have it, too. To be called in office only. */
    public void set(Map<String, Integer> changed) {
        TreeMap<String, Integer> values = new TreeMap<>(settings.values());
        values.putAll(changed);
        settings = settings.with(term, values);
        stirred = true;
    }

    /** Time passes: to be called every 10 to 100 ms. */
    public void tick(long now) {
        if (phase == Phase.AWAY && now >= awayUntil) {
            phase = Phase.LEARNING;
            wires.read(++ticket);
        }
        ShareBook own = book;
        if (own == null) {
            return;
        }
        own.expire(now);
        if (now - probedAt >= PROBE_MILLIS) {
            probedAt = now;
            own.silent(now).forEach(wires::probe);
            stirred = true;
        }
        if (phase == Phase.LENDING) {
            lend(own, now);
        }
    }

    /** A node has said something. */
    public void heard(Report report, long now) {
        if (report.term().compareTo(term) > 0 && book != null) {
            stepBack(now);
        }
        if (book != null) {
            book.heard(report, now).ifPresent(wires::tell);
            stirred = true;
        }
    }

    /** A process is proven to be dead, or an operator says so. Returns whether something was counted for it. */
    public boolean dead(String node, long incarnation) {
        stirred = true;
        return book != null && book.isDead(node, incarnation);
    }

    /** The answer to {@link Wires#write}. */
    public void written(long ofTicket, boolean done, long now) {
        if (ofTicket != ticket) {
            return;
        }
        if (phase == Phase.TAKING) {
            phase = done ? Phase.READING : Phase.TAKING;
            if (done) {
                read(now);
            } else {
                wires.write(++ticket, new Grants(term, Grants.NONE.grants(), Grants.Settings.NONE));
            }
        } else if (phase == Phase.RECORDING && book != null) {
            if (done) {
                phase = Phase.CHECKING;
                read(now);
            } else {
                book.recorded(change, false);
                stirred = true;
                phase = Phase.LENDING;
            }
        }
    }

    /** The answer to {@link Wires#read}; null when no majority answered. */
    public void read(long ofTicket, @Nullable Grants grants, long now) {
        if (ofTicket != ticket) {
            return;
        }
        if (grants == null) {
            read(now);
            return;
        }
        if (phase == Phase.LEARNING) {
            term = grants.term().next(owner);
            phase = Phase.TAKING;
            wires.write(++ticket, new Grants(term, Grants.NONE.grants(), Grants.Settings.NONE));
            return;
        }
        if (!grants.term().equals(term)) {
            stepBack(now);
            return;
        }
        provenAt = readSince;
        if (phase == Phase.READING) {
            takeOffice(grants, now);
        } else if (phase == Phase.CHECKING && book != null) {
            phase = Phase.LENDING;
            recordedSettings = writtenSettings;
            book.recorded(change, true);
            book.apportion(now);
            tell(book, now);
            stirred = true;
        }
    }

    private void takeOffice(Grants grants, long now) {
        ShareBook own = new ShareBook(term, grants, times, now);
        own.caps(caps);
        settings = grants.settings();
        recordedSettings = settings;
        book = own;
        stirred = true;
        tidiedAt = now;
        phase = Phase.LENDING;
    }

    private void lend(ShareBook own, long now) {
        boolean proofIsOld = now - provenAt > times.checked().toMillis() / 3;
        if (!stirred && !proofIsOld) {
            return;
        }
        stirred = false;
        own.apportion(now);
        boolean tidy = now - tidiedAt >= TIDY_MILLIS || !settings.equals(recordedSettings);
        own.toRecord(tidy)
                .or(() -> settings.equals(recordedSettings) ? Optional.empty() : Optional.of(Map.of()))
                .ifPresentOrElse(
                        record -> {
                            tidiedAt = now;
                            change = record;
                            writtenSettings = settings;
                            phase = Phase.RECORDING;
                            wires.write(++ticket, new Grants(term, new TreeMap<>(record), settings));
                        },
                        () -> {
                            if (proofIsOld) {
                                change = Map.of();
                                writtenSettings = settings;
                                phase = Phase.CHECKING;
                                read(now);
                            }
                        });
        tell(own, now);
    }

    private void tell(ShareBook own, long now) {
        boolean proven = now - provenAt <= times.checked().toMillis();
        own.tells(proven ? times.valid().toMillis() : 0, now).forEach(wires::tell);
    }

    private void read(long now) {
        readSince = now;
        wires.read(++ticket);
    }

    private void stepBack(long now) {
        book = null;
        phase = Phase.AWAY;
        ticket++;
        awayUntil = now + STEP_BACK_MILLIS;
    }
}
