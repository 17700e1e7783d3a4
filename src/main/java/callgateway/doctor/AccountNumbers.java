package callgateway.doctor;

import callgateway.rest.AccountApi;
import callgateway.rest.NumberWebhooks;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The account's numbers as Twilio's REST API tells them.
 *
 * @param answer the last answer; null when the API is not used
 * @param numbers those that were told
 * @param readable whether all of it could be understood
 */
record AccountNumbers(@Nullable WebAnswer answer, List<NumberWebhooks> numbers, boolean readable) {
    /** A thousand numbers each. */
    private static final int MAX_PAGES = 5;

    static AccountNumbers read(Web web, @Nullable AccountApi twilio) throws InterruptedException {
        if (twilio == null) {
            return new AccountNumbers(null, List.of(), false);
        }
        List<NumberWebhooks> numbers = new ArrayList<>();
        URI next = twilio.numbers();
        WebAnswer answer = null;
        for (int page = 0; next != null && page < MAX_PAGES; page++) {
            answer = web.get(next, List.of(twilio.authorization()));
            AccountApi.Page read =
                    answer instanceof WebAnswer.Reply reply && reply.isOk() ? twilio.readNumbers(reply.body()) : null;
            if (read == null) {
                return new AccountNumbers(answer, numbers, false);
            }
            numbers.addAll(read.numbers());
            next = read.next();
        }
        return new AccountNumbers(answer, numbers, true);
    }
}
