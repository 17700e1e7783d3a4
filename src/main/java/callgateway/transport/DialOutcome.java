package callgateway.transport;

import java.util.List;
import java.util.Map;

/** What became of a {@link Dial}. */
public sealed interface DialOutcome {
    /**
     * The socket is open.
     *
     * @param socket the socket; its listener has been told nothing yet
     */
    record Open(WebSocket socket) implements DialOutcome {}

    /**
     * The peer answered the upgrade with something else than 101.
     *
     * @param status the HTTP status
     * @param headers its headers
     * @param body the beginning of its body, at most 64 KiB
     */
    record Refused(int status, List<Map.Entry<String, String>> headers, byte[] body) implements DialOutcome {}

    /**
     * No answer could be had.
     *
     * @param stage how far it came: {@code address}, {@code connect}, {@code tls}, {@code upgrade} or {@code timeout}
     * @param message what is wrong
     */
    record Unreachable(String stage, String message) implements DialOutcome {}
}
