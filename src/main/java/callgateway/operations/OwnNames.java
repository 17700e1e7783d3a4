package callgateway.operations;

import org.apache.pekko.http.javadsl.model.Host;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.jspecify.annotations.Nullable;

/**
 * What a request must have called this machine where no token is asked for. A web page whose name is made to point to a loopback
 * address would else be read, and obeyed, as the operator's own: its browser takes the answers for that page's.
 */
final class OwnNames {
    private OwnNames() {}

    /** The refusal; null for a request by an address, or for localhost. */
    static @Nullable HttpResponse foreign(HttpRequest request) {
        Host host = request.getUri().getHost();
        if (!host.isNamedHost()
                || host.address().equalsIgnoreCase("localhost")
                || host.address().endsWith(".localhost")) {
            return null;
        }
        return AdminAnswers.error(
                StatusCodes.MISDIRECTED_REQUEST,
                "foreign_host",
                "without ADMIN_TOKEN this port is for localhost, or an IP address, in the request's Host; set ADMIN_TOKEN to give it"
                        + " another name");
    }
}
