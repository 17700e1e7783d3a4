package callgateway.cluster;

import java.util.Arrays;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** What the nodes of a cluster tell each other about themselves and about calls. */
public sealed interface PeerMessage extends WireMessage, PeerDesk.Command {

    /**
     * A node is there.
     *
     * @param card which
     * @param admits whether it takes new calls
     * @param live calls it has
     * @param desk where it hears
     */
    record Presence(NodeCard card, boolean admits, int live, ActorRef<PeerMessage> desk) implements PeerMessage {}

    /**
     * The carrier says a phone call is over, and the node that was told does not know the call.
     *
     * @param callSid which
     */
    record CallGone(String callSid) implements PeerMessage {}

    /**
     * A request to the admin API that concerns this node.
     *
     * @param method GET or POST
     * @param target path and query
     * @param headers of the request
     * @param body of the request, perhaps empty
     * @param replyTo gets the answer
     */
    record AdminAsk(
            String method, String target, Map<String, String> headers, byte[] body, ActorRef<AdminAnswer> replyTo)
            implements PeerMessage {
        /** Keeps its own. */
        public AdminAsk {
            headers = headers == null ? Map.of() : Map.copyOf(headers);
            body = body == null ? new byte[0] : body;
        }

        @Override
        public String toString() {
            return "AdminAsk[" + method + " " + target + "]";
        }
    }

    /**
     * What the admin API says.
     *
     * @param status the HTTP status
     * @param body JSON
     */
    record AdminAnswer(int status, byte[] body) implements WireMessage {
        @Override
        public boolean equals(Object other) {
            return other instanceof AdminAnswer answer && status == answer.status && Arrays.equals(body, answer.body);
        }

        @Override
        public int hashCode() {
            return 31 * status + Arrays.hashCode(body);
        }

        @Override
        public String toString() {
            return "AdminAnswer[" + status + ", " + body.length + " bytes]";
        }
    }
}
