package callgateway.operations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** Who may ask the admin port, and what is said when nobody in this process answers. */
final class AdminGuard extends AllDirectives {
    private static final String BEARER = "Bearer ";
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final byte @Nullable [] token;
    private final ExceptionHandler late = ExceptionHandler.newBuilder()
            .match(TimeoutException.class, e -> noAnswer())
            .match(CompletionException.class, e -> e.getCause() instanceof TimeoutException, e -> noAnswer())
            .build();

    /** @param token what has to be shown; null where only this machine can ask */
    AdminGuard(ActorSystem<?> system, @Nullable String token) {
        this.system = system;
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    }

    /** As whom the audit log has those who were let in. */
    String who() {
        return token == null ? "loopback" : "token";
    }

    /** For all of the port: where there is no token, those who asked for it by a {@linkplain OwnNames name of its own}. */
    Route port(Supplier<Route> inner) {
        if (token != null) {
            return inner.get();
        }
        return extractRequest(request -> {
            HttpResponse foreign = OwnNames.foreign(request);
            if (foreign == null) {
                return inner.get();
            }
            request.discardEntityBytes(system);
            return complete(foreign);
        });
    }

    /** For the API: those who show the token. */
    Route api(Supplier<Route> inner) {
        byte[] expected = token;
        if (expected == null) {
            return handleExceptions(late, inner);
        }
        return optionalHeaderValueByType(
                Authorization.class,
                header -> shows(header, expected)
                        ? handleExceptions(late, inner)
                        : complete(AdminAnswers.error(
                                StatusCodes.UNAUTHORIZED,
                                "unauthorized",
                                "send the header Authorization: Bearer with the gateway's ADMIN_TOKEN")));
    }

    private static boolean shows(Optional<Authorization> header, byte[] expected) {
        String value = header.map(Authorization::value).orElse("");
        return value.startsWith(BEARER)
                && MessageDigest.isEqual(value.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8), expected);
    }

    private Route noAnswer() {
        return complete(AdminAnswers.retry(
                AdminAnswers.error(
                        StatusCodes.SERVICE_UNAVAILABLE, "no_answer", "this node has not answered in time; try again"),
                AGAIN));
    }
}
