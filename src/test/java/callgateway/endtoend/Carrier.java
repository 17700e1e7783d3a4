package callgateway.endtoend;

import callgateway.simulator.rest.RestFault;
import callgateway.simulator.rest.RestStandIn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Twilio's REST API behaves in a scenario.
 *
 * @param answers what goes wrong with its first requests, one each
 * @param always what goes wrong with all others; null: nothing
 * @param callIs what it says the call is doing
 * @param carriesOut whether what it accepts reaches the call
 */
record Carrier(List<RestFault> answers, @Nullable RestFault always, String callIs, boolean carriesOut) {
    static final Carrier USUAL = new Carrier(List.of(), null, "in-progress", true);

    static Carrier read(Page page) {
        return new Carrier(
                page.texts("answers").stream().map(word -> fault(page, word)).toList(),
                page.has("always") ? fault(page, page.text("always")) : null,
                page.text("call-is", USUAL.callIs),
                page.text("carries-out", "yes").equals("yes"));
    }

    private static RestFault fault(Page page, String word) {
        return switch (word) {
            case "busy" -> new RestFault.TooMany(null);
            case "wrong-state" -> new RestFault.Refused(400, 21220, "Call is not in-progress. Cannot redirect.");
            case "refused" -> new RestFault.Refused(400, 21218, "Invalid ApplicationSid");
            case "out-of-order" -> new RestFault.Foreign(500, "<html>out of order</html>");
            case "down" -> RestFault.ResetBefore.INSTANCE;
            case "answer-lost" -> RestFault.ResetAfter.INSTANCE;
            case "silent" -> RestFault.Stall.INSTANCE;
            default ->
                throw page.wrong(word + " (expected: busy, wrong-state, refused, out-of-order, down, answer-lost"
                        + " or silent)");
        };
    }

    void direct(RestStandIn rest) {
        rest.next(answers.toArray(RestFault[]::new));
        rest.always(always);
    }
}
