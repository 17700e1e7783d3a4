package callgateway.doctor;

import callgateway.omni.KeyAccount;
import callgateway.routing.Caps;
import callgateway.routing.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;

/** Whether what is configured fits into the Omni plan. */
final class PlanCheck implements Check {
    private final SetUp setUp;

    PlanCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        KeyAccount account =
                setUp.me.get() instanceof WebAnswer.Reply reply && reply.isOk() ? KeyAccount.read(reply.body()) : null;
        OptionalInt allowed = account == null ? OptionalInt.empty() : account.concurrency();
        OptionalInt configured = setUp.settings.planConcurrency();
        if (allowed.isEmpty()) {
            String found = "Omni does not say how many sessions the plan allows";
            return List.of(
                    configured.isPresent()
                            ? Finding.warning(
                                    found + "; PLAN_CONCURRENCY says " + configured.getAsInt(),
                                    "Compare it with your contract.")
                            : Finding.warning(
                                    found,
                                    (account == null ? "Put omni-key right first, or set" : "Set")
                                            + " PLAN_CONCURRENCY to what your contract says."));
        }
        return judge(allowed.getAsInt(), configured, setUp.pools());
    }

    static List<Finding> judge(int allowed, OptionalInt configured, List<Pool> pools) {
        List<Finding> findings = new ArrayList<>();
        if (configured.isPresent() && configured.getAsInt() > allowed) {
            findings.add(Finding.wrong(
                    "PLAN_CONCURRENCY is " + configured.getAsInt() + ", the plan allows " + allowed
                            + ": under load Omni answers 429 concurrency_limit_exceeded",
                    "Set PLAN_CONCURRENCY to " + allowed + ", or leave it unset; or raise the plan's cap."));
        }
        int effective = Math.min(allowed, configured.orElse(allowed));
        int reserved = pools.stream().mapToInt(pool -> pool.caps().reserved()).sum();
        if (reserved > effective) {
            findings.add(Finding.wrong(
                    "the pools reserve " + reserved + " sessions together, the plan has " + effective,
                    "Lower the pools' reserved parts to " + effective + " together, or raise the plan's cap."));
        }
        for (Pool pool : pools) {
            Caps caps = pool.caps();
            if (caps.cap().isPresent() && caps.cap().getAsInt() > effective) {
                findings.add(Finding.warning(
                        "pool " + pool.name() + " may have " + caps.cap().getAsInt() + " calls, the plan has "
                                + effective + " sessions for all",
                        "Lower the pool's cap, or raise the plan's cap; calls beyond the plan wait in line."));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("the plan allows " + allowed + " sessions at once"
                    + (configured.isPresent() ? ", PLAN_CONCURRENCY uses " + configured.getAsInt() : "")
                    + (reserved > 0 ? ", pools reserve " + reserved : "")));
        }
        return findings;
    }
}
