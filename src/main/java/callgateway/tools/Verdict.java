package callgateway.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt comes to.
 *
 * @param why a few words for the log: a status or the kind of failure, nothing that the endpoint said
 * @param again whether another attempt may help
 */
record Verdict(ToolOutcome outcome, String why, Again again) {
    /** An empty 2xx: done, and nothing to say about it. */
    static final String DONE = "{\"ok\":true}";

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Which tools may be tried again after this. */
    enum Again {
        /** Nothing was sent, so nothing can be done twice. */
        ANY,
        IDEMPOTENT,
        NONE
    }

    static Verdict of(HttpResponse<BoundedBody.Read> response) {
        int status = response.statusCode();
        if (status >= 500) {
            boolean passing = status == 502 || status == 503 || status == 504;
            return failed(ToolFault.SERVICE_FAILED, "status " + status, passing ? Again.IDEMPOTENT : Again.NONE);
        }
        if (status >= 400) {
            return failed(ToolFault.REFUSED, "status " + status, Again.NONE);
        }
        if (status >= 300) {
            return failed(ToolFault.REDIRECTED, "status " + status, Again.NONE);
        }
        BoundedBody.Read body = response.body();
        if (body.tooLong) {
            return failed(ToolFault.ANSWER_TOO_LONG, "status " + status, Again.NONE);
        }
        String json = json(body.bytes);
        return json == null
                ? failed(ToolFault.NOT_JSON, "status " + status, Again.NONE)
                : new Verdict(new ToolOutcome.Answered(json), body.bytes.length + " bytes", Again.NONE);
    }

    static Verdict of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String kind = cause.getClass().getSimpleName();
        if (cause instanceof HttpConnectTimeoutException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException) {
            return failed(ToolFault.UNREACHABLE, kind, Again.ANY);
        }
        if (cause instanceof SSLException) {
            return failed(ToolFault.TLS_FAILED, kind, Again.NONE);
        }
        if (cause instanceof IOException) {
            return failed(ToolFault.BROKEN_OFF, kind, Again.IDEMPOTENT);
        }
        return failed(ToolFault.GATEWAY_FAILED, kind, Again.NONE);
    }

    boolean mayRepeat(boolean idempotent) {
        return again == Again.ANY || (again == Again.IDEMPOTENT && idempotent);
    }

    private static Verdict failed(ToolFault fault, String why, Again again) {
        return new Verdict(new ToolOutcome.Failed(fault), why, again);
    }

    /** The whole of it as one JSON value in strict UTF-8, or null. */
    private static @Nullable String json(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.isBlank()) {
                return DONE;
            }
            JsonNode node = MAPPER.readTree(text);
            return node == null || node.isMissingNode() ? null : text.strip();
        } catch (CharacterCodingException notText) {
            return null;
        } catch (IOException notJson) {
            return null;
        }
    }
}
