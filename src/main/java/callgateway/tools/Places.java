package callgateway.tools;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may be under way. An endpoint that hangs takes half of the places at the most, so that the tools of the other pools
 * go on. Nobody waits for a place: an agent's patience of 5 s is shorter than a line that is worth standing in. Any thread.
 */
final class Places {
    private final int all;
    private final Map<String, Integer> taken = new HashMap<>();
    private int sum;

    Places(int all) {
        this.all = all;
    }

    /** Takes one; null when that was possible. */
    synchronized @Nullable ToolFault take(String origin) {
        int here = taken.getOrDefault(origin, 0);
        if (sum >= all) {
            return ToolFault.GATEWAY_BUSY;
        }
        if (here >= all / 2) {
            return ToolFault.ENDPOINT_BUSY;
        }
        taken.put(origin, here + 1);
        sum++;
        return null;
    }

    /** Gives one back. */
    synchronized void give(String origin) {
        sum--;
        taken.computeIfPresent(origin, (key, count) -> count > 1 ? count - 1 : null);
    }
}
