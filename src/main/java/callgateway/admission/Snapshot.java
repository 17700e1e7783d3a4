package callgateway.admission;

import java.util.List;
import java.util.Optional;

/**
 * Caps and use at one moment: the plan, the node, then pools and numbers by name; those that are configured and those in use.
 */
public record Snapshot(List<Row> scopes) {
    /** Keeps its own list. */
    public Snapshot {
        scopes = List.copyOf(scopes);
    }

    /** What a scope had. */
    public Optional<Row> of(Scope scope) {
        return scopes.stream().filter(row -> row.scope().equals(scope)).findFirst();
    }

    /**
     * One scope.
     *
     * @param cap as configured; {@link Limits#UNLIMITED} where there is none
     * @param effectiveCap what holds now: for the plan never more than the adaptive limit
     * @param reserved the part of the scope around it that is reserved for it, as configured
     * @param unconfirmed slots of calls whose media stream has not started
     * @param permits slots of calls that live
     * @param waiting callers in line
     */
    public record Row(Scope scope, int cap, int effectiveCap, int reserved, int unconfirmed, int permits, int waiting) {
        /** Slots taken. */
        public int used() {
            return unconfirmed + permits;
        }
    }
}
