package callgateway.admission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how many stand before one in a line that others leave anywhere, without counting them: a binary indexed tree over
 * places that are handed out in order and closed up when they run out. Whoever comes with a place among those who are there
 * has the ones behind moved up to the next gap.
 */
final class Ranks {
    private static final int FIRST_PLACES = 16;

    private @Nullable Entry[] places = new Entry[FIRST_PLACES];
    private int[] tree = new int[FIRST_PLACES + 1];
    private int handedOut;
    private int size;

    void add(Entry entry) {
        if (handedOut == places.length) {
            closeUp();
        }
        int at = handedOut;
        while (at > 0 && !isBefore(places[at - 1], entry)) {
            at--;
        }
        insert(entry, at);
        size++;
    }

    private static boolean isBefore(@Nullable Entry one, Entry other) {
        return one != null && Entry.BY_PLACE.compare(one, other) < 0;
    }

    private void insert(Entry entry, int at) {
        Entry moving = entry;
        for (int place = at; ; place++) {
            Entry next = place < handedOut ? places[place] : null;
            places[place] = moving;
            moving.rank = place;
            if (next == null) {
                handedOut = Math.max(handedOut, place + 1);
                count(place, 1);
                return;
            }
            moving = next;
        }
    }

    void remove(Entry entry) {
        places[entry.rank] = null;
        count(entry.rank, -1);
        size--;
        while (handedOut > 0 && places[handedOut - 1] == null) {
            handedOut--;
        }
    }

    /** How many stand before {@code entry}. */
    int before(Entry entry) {
        int sum = 0;
        for (int i = entry.rank; i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }

    /** Adds the first ones to a list, until it has so many. */
    void first(int most, List<Entry> to) {
        int left = size;
        for (int i = 0; i < handedOut && left > 0 && to.size() < most; i++) {
            Entry entry = places[i];
            if (entry != null) {
                to.add(entry);
                left--;
            }
        }
    }

    int size() {
        return size;
    }

    private void place(Entry entry) {
        entry.rank = handedOut++;
        places[entry.rank] = entry;
        count(entry.rank, 1);
    }

    private void count(int place, int by) {
        for (int i = place + 1; i < tree.length; i += i & -i) {
            tree[i] += by;
        }
    }

    private void closeUp() {
        @Nullable Entry[] old = places;
        // Twice what is needed, so that closing up is rare; less than before after a rush.
        int room = Math.max(FIRST_PLACES, 2 * size);
        places = new Entry[room];
        tree = new int[room + 1];
        handedOut = 0;
        for (Entry entry : old) {
            if (entry != null) {
                place(entry);
            }
        }
    }
}
