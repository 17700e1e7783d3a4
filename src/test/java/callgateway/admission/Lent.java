package callgateway.admission;

import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up what a node is lent, and hears nothing else. */
final class Lent extends QuietMonitor {
    final Map<Lend, Integer> lent = new LinkedHashMap<>();

    @Override
    public void lent(Lend what, int many) {
        lent.merge(what, many, Integer::sum);
    }
}
