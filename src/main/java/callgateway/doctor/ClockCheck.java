package callgateway.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Whether this machine's clock agrees with those of Omni's and Twilio's answers. */
final class ClockCheck implements Check {
    private static final Duration SLIGHTLY = Duration.ofSeconds(5);
    private static final Duration BADLY = Duration.ofSeconds(60);
    private static final String FIX =
            "Let the machine keep time (timedatectl set-ntp true, or chrony): certificates, signed"
                    + " tool calls and the times of records depend on it.";

    private final SetUp setUp;

    ClockCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        add(findings, "Omni", setUp.me.get());
        add(findings, "Twilio", setUp.numbers.get().answer());
        return findings.isEmpty()
                ? List.of(Finding.warning(
                        "no answer shows a time to compare with", "Put omni-key and rest-credentials right first."))
                : findings;
    }

    private static void add(List<Finding> findings, String whose, @Nullable WebAnswer answer) {
        if (answer instanceof WebAnswer.Reply reply && reply.ahead() != null) {
            findings.add(judge(whose, reply.ahead()));
        }
    }

    static Finding judge(String whose, Duration ahead) {
        Duration off = ahead.abs();
        if (off.compareTo(SLIGHTLY) < 0) {
            return Finding.ok("agrees with " + whose + "'s to about a second");
        }
        String found = "this clock is " + off.toSeconds() + " s " + (ahead.isNegative() ? "ahead of " : "behind ")
                + whose + "'s";
        return off.compareTo(BADLY) < 0 ? Finding.warning(found, FIX) : Finding.wrong(found, FIX);
    }
}
