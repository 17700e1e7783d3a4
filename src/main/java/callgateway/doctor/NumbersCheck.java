package callgateway.doctor;

import callgateway.rest.NumberWebhooks;
import callgateway.routing.NumberPattern;
import callgateway.routing.Pool;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Whether the numbers call this gateway: those that pools list one by one, and whatever other number of the account leads here. With
 * no number listed at least one must lead here.
 */
final class NumbersCheck implements Check {
    private static final int SHOWN = 8;

    private final SetUp setUp;

    NumbersCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        AccountNumbers account = setUp.numbers.get();
        if (!account.readable()) {
            return List.of(Finding.warning(
                    "the numbers' webhooks cannot be read", "Put rest-credentials right; it says what is missing."));
        }
        NumberAdvice advice = new NumberAdvice(setUp.origin());
        Set<String> listed = listed();
        List<Finding> findings = new ArrayList<>();
        for (String number : listed) {
            Optional<NumberWebhooks> found = account.numbers().stream()
                    .filter(one -> one.number().equals(number))
                    .findFirst();
            findings.addAll(found.map(advice::judge).orElseGet(() -> List.of(missing(number))));
        }
        List<NumberWebhooks> others = account.numbers().stream()
                .filter(one -> !listed.contains(one.number()))
                .filter(one -> advice.leadsToOurHost(one) || isOneOfOne(account, listed))
                .toList();
        others.forEach(one -> findings.addAll(advice.judge(one)));
        if (findings.isEmpty()) {
            findings.add(Finding.wrong(
                    "none of the account's " + account.numbers().size() + " numbers leads to this gateway",
                    "In Twilio, set the number's \"A call comes in\" webhook to " + advice.voice() + " (HTTP POST)."));
        }
        return shortened(findings);
    }

    private static boolean isOneOfOne(AccountNumbers account, Set<String> listed) {
        return listed.isEmpty() && account.numbers().size() == 1;
    }

    private Set<String> listed() {
        Set<String> listed = new LinkedHashSet<>();
        for (Pool pool : setUp.pools()) {
            for (NumberPattern pattern : pool.numbers()) {
                if (!pattern.open() && pattern.start().startsWith("+")) {
                    listed.add(pattern.start());
                }
            }
        }
        return listed;
    }

    private static Finding missing(String number) {
        return Finding.wrong(
                number + " is listed by a pool and is no number of the account",
                "Correct it in conf/gateway.conf (as +15550100), or set TWILIO_ACCOUNT_SID to the account that owns it.");
    }

    /** The worst first, and of many that are well one line. */
    private static List<Finding> shortened(List<Finding> all) {
        List<Finding> bad = all.stream()
                .filter(one -> one.status() != Finding.Status.OK)
                .sorted((a, b) -> b.status().compareTo(a.status()))
                .toList();
        List<Finding> good =
                all.stream().filter(one -> one.status() == Finding.Status.OK).toList();
        List<Finding> shown = new ArrayList<>(bad.subList(0, Math.min(SHOWN, bad.size())));
        if (bad.size() > SHOWN) {
            shown.add(new Finding(bad.get(SHOWN).status(), "and " + (bad.size() - SHOWN) + " findings more", ""));
        }
        if (good.size() > 2) {
            shown.add(Finding.ok(good.size() + " numbers lead here by POST"));
        } else {
            shown.addAll(good);
        }
        return shown;
    }
}
