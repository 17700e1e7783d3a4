package callgateway.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request of the carrier's that one node passes on to another, as JSON. It goes over HTTP, from public port to public
 * port: it must arrive even when one of them is no member of the cluster. As with {@link WireMessage}, components may be
 * added, and what is not known is skipped.
 *
 * @param timeMillis when it was passed on, wall clock
 * @param method of the carrier's request
 * @param target of the carrier's request, exactly
 * @param contentType of the carrier's request
 * @param signature of the carrier's request
 * @param body of the carrier's request
 * @param takeOver null when the node that is asked has the call; otherwise it is to take it over
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PeerRequest(
        long timeMillis,
        String method,
        String target,
        @Nullable String contentType,
        @Nullable String signature,
        byte[] body,
        @Nullable TakeOver takeOver) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a node is told of a call that it is to take over.
     *
     * @param story what has been, in the words of the call layer; null when nothing is known
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TakeOver(@Nullable JsonNode story) {}

    /** As bytes. */
    public byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new IllegalStateException("a request of strings could not be written", e);
        }
    }

    /** From bytes; throws if they are none. */
    public static PeerRequest parse(byte[] bytes) throws IOException {
        return JSON.readValue(bytes, PeerRequest.class);
    }
}
