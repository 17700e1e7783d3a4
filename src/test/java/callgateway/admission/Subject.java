package callgateway.admission;

import java.util.List;
import java.util.Optional;

/** The ledger as {@link History} drives it; tests of the checker override what they break. */
class Subject {
    final Ledger ledger;

    Subject(Limits limits) {
        ledger = new Ledger(limits);
    }

    Outcome ask(String sid, Claim claim, Place place, long now) {
        return ledger.ask(sid, claim, place, now);
    }

    Outcome askFirst(String sid, Claim claim, long now) {
        return ledger.askFirst(sid, claim, now);
    }

    Optional<Release> release(String sid) {
        return ledger.release(sid);
    }

    List<Promotion> promote(long now) {
        return ledger.promote(now);
    }

    List<Expired> expire(long now) {
        return ledger.expire(now);
    }

    void limits(Limits limits) {
        ledger.limits(limits);
    }
}
