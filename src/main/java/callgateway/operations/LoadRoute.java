package callgateway.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /load}: what an autoscaler goes by. Needs no token, as {@code /metrics} does not: an autoscaler should not hold
 * what can hang up calls.
 */
final class LoadRoute extends AllDirectives {
    private final Supplier<@Nullable ClusterLoad> load;

    /** @param load null as long as nothing is counted */
    LoadRoute(Supplier<@Nullable ClusterLoad> load) {
        this.load = load;
    }

    Route routes() {
        return path("load", () -> get(this::now));
    }

    private Route now() {
        ClusterLoad counting = load.get();
        return counting == null
                ? complete(answer(new ClusterLoad.Unknown("this node has not begun to count")))
                : completeWithFuture(counting.now().thenApply(LoadRoute::answer));
    }

    private static HttpResponse answer(ClusterLoad.Answer answer) {
        if (answer instanceof ClusterLoad.Known known) {
            ObjectNode body = AdminAnswers.object();
            body.put("calls", known.calls());
            body.put("nodes", known.nodes());
            body.put("waiting", known.waiting());
            body.put("drainingNodes", known.drainingNodes());
            body.put("drainingCalls", known.drainingCalls());
            return AdminAnswers.json(StatusCodes.OK, body);
        }
        String why = answer instanceof ClusterLoad.Unknown unknown ? unknown.why() : "unknown";
        return AdminAnswers.error(StatusCodes.SERVICE_UNAVAILABLE, "load_unknown", why);
    }
}
