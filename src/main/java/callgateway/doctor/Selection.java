package callgateway.doctor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which checks are wanted.
 *
 * @param only these; empty for all
 * @param skip not these
 */
public record Selection(Set<String> only, Set<String> skip) {
    /** All. */
    public static final Selection ALL = new Selection(Set.of(), Set.of());

    /** Refuses names that no check has. */
    public Selection {
        only = Set.copyOf(only);
        skip = Set.copyOf(skip);
        Set<String> unknown = new HashSet<>(only);
        unknown.addAll(skip);
        Subject.words().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(", ", unknown) + " (expected: some of " + String.join(", ", names()) + ")");
        }
    }

    /** What checks there are, in their order. */
    public static List<String> names() {
        return Subject.words();
    }

    boolean wants(Subject subject) {
        return (only.isEmpty() || only.contains(subject.word())) && !skip.contains(subject.word());
    }
}
