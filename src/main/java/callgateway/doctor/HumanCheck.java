package callgateway.doctor;

import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import java.util.ArrayList;
import java.util.List;

/** Whether there is a human for callers whose agent asks for one, or fails. */
final class HumanCheck implements Check {
    private final SetUp setUp;

    HumanCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() {
        String human = setUp.settings.rescue().humanNumber();
        if (human == null) {
            return List.of(Finding.warning(
                    "nobody is dialled when an agent asks for a human, or fails: callers are told so and let go",
                    "Set HUMAN_NUMBER to who takes such calls, as +15550100."));
        }
        List<String> own = new ArrayList<>();
        for (Pool pool : setUp.pools()) {
            boolean listed = pool.numbers().stream()
                    .anyMatch(pattern -> !pattern.open() && pattern.start().equals(human));
            boolean overflowsToItself = pool.overflow() instanceof Overflow.Dial dial
                    && pool.numbers().stream()
                            .anyMatch(pattern -> pattern.start().equals(dial.number()));
            if (listed || overflowsToItself) {
                own.add(pool.name());
            }
        }
        return List.of(
                own.isEmpty()
                        ? Finding.ok(human + " is dialled when an agent asks for a human, or fails")
                        : Finding.wrong(
                                "who should take the calls is a number of pool " + String.join(", ", own)
                                        + ": the caller would come back to the agent, in a circle",
                                "Set HUMAN_NUMBER, or the pool's overflow, to a phone that a human answers."));
    }
}
