package callgateway.admission.share;

import java.util.Comparator;
import java.util.List;

/**
 * Spreads slots that nobody uses or waits for over the nodes where callers come in, so that these are admitted without asking
 * anybody. A node keeps what it has unless others need it: only a node with little gets more, and it is taken away only from
 * nodes with much, so nothing goes to and fro.
 */
final class Spread {
    /** Below this, slots to spare are not worth moving: a caller who wants one has it moved. */
    private static final int WORTH_MOVING = 4;

    private final List<Seat> seats;

    private Spread(List<Seat> seats, long free) {
        this.seats = seats;
        long weights = seats.stream().mapToLong(seat -> seat.party.weight()).sum();
        long left = free;
        for (Seat seat : seats) {
            seat.ideal = weights == 0 ? 0 : free * seat.party.weight() / weights;
            left -= seat.ideal;
        }
        for (Seat seat : seats.stream()
                .filter(seat -> seat.party.weight() > 0)
                .sorted(Comparator.<Seat>comparingInt(seat -> -seat.party.weight())
                        .thenComparing(seat -> seat.party.node()))
                .limit(left)
                .toList()) {
            seat.ideal++;
        }
    }

    /** Sets the target of all nodes that listen, for one budget. */
    static void over(List<Seat> all, String budget, int cap, long free) {
        List<Seat> listening = all.stream().filter(seat -> seat.party.listens()).toList();
        long unlent = cap;
        for (Seat seat : all) {
            long floor = seat.floor(budget);
            boolean keeps = seat.party.listens() && seat.party.weight() > 0;
            seat.spare = keeps ? Math.max(0, seat.party.has().of(budget) - floor) : 0;
            unlent -= floor + seat.spare;
        }
        new Spread(listening, free).spread(unlent);
        for (Seat seat : listening) {
            seat.target.put(budget, (int) Math.min(seat.floor(budget) + seat.spare, Amounts.UNLIMITED));
        }
    }

    private void spread(long unlent) {
        long over = -unlent;
        for (Seat seat : seats) {
            over -= seat.cut(seat.ideal, over);
        }
        for (Seat seat : seats) {
            over -= seat.cut(0, over);
        }
        long left = Math.max(0, unlent);
        for (Seat seat : seats) {
            long lacking = seat.ideal - seat.spare;
            if (lacking > 0 && (seat.spare == 0 || lacking * 4 > seat.ideal)) {
                long more = Math.min(lacking, left);
                left -= more;
                if (more < lacking && seat.spare * 2 < seat.ideal && seat.ideal >= WORTH_MOVING) {
                    more += recall(lacking - more);
                }
                seat.spare += more;
            }
        }
    }

    private long recall(long wanted) {
        long got = 0;
        for (Seat seat : seats) {
            if (seat.spare * 2 > seat.ideal * 3 + 1) {
                got += seat.cut(seat.ideal, wanted - got);
            }
        }
        return got;
    }
}
