package callgateway.endtoend;

import callgateway.tools.ToolServer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The service in which an agent's tools are run.
 *
 * @param answers to its first requests, one each; an empty object to all others
 */
record Endpoint(List<Answer> answers) {
    static final String SECRET = "a secret of the tools of the tests";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One answer.
     *
     * @param says null: nothing is ever said
     */
    record Answer(int status, @Nullable String says, Duration after) {
        static Answer read(Page page) {
            if (page.oneOf(List.of("says", "silent")).equals("silent")) {
                page.text("silent");
                return new Answer(0, null, Duration.ZERO);
            }
            Duration after = page.durationOrNull("after");
            return new Answer(page.number("status", 200), page.text("says"), after == null ? Duration.ZERO : after);
        }
    }

    static Endpoint read(Page page) {
        return new Endpoint(page.list("answers", Answer::read));
    }

    ToolServer start() throws IOException {
        ToolServer server = ToolServer.start();
        for (Answer answer : answers) {
            if (answer.says() == null) {
                server.thenNothing();
            } else {
                server.thenAfter(answer.after(), answer.status(), answer.says());
            }
        }
        return server;
    }

    /** What was asked, each as {@code name arguments}; {@code unsigned} before those that are not the gateway's. */
    static List<String> asked(ToolServer server) {
        return server.received.stream().map(Endpoint::asked).toList();
    }

    private static String asked(ToolServer.Received request) {
        try {
            JsonNode body = JSON.readTree(request.body());
            return (request.isSignedWith(SECRET) ? "" : "unsigned ")
                    + body.path("name").asText() + " " + body.path("arguments");
        } catch (JsonProcessingException | GeneralSecurityException e) {
            return request.body();
        }
    }
}
