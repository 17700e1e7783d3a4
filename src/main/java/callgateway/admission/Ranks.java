package callgateway.admission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how many stand before one in a line that others leave anywhere, without counting them: a binary indexed tree over
 * places that are handed out in order and closed up when they run out.
 */
final class Ranks {
    private static final int FIRST_PLACES = 16;

    private @Nullable Entry[] places = new Entry[FIRST_PLACES];
    private int[] tree = new int[FIRST_PLACES + 1];
    private int handedOut;
    private int size;

    void append(Entry entry) {
        if (handedOut == places.length) {
            closeUp();
        }
        place(entry);
        size++;
    }

    void remove(Entry entry) {
        places[entry.rank] = null;
        add(entry.rank, -1);
        size--;
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
        add(entry.rank, 1);
    }

    private void add(int place, int by) {
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
