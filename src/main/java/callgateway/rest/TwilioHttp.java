package callgateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's way to the network, with our limits: one request is one request, never repeated behind our back, to the configured
 * host, over in bounded time. What is not 2xx ends in {@link AttemptFailed}, since the SDK's own exceptions lose the headers
 * and do not say whether anything was sent. Blocks; any thread.
 */
final class TwilioHttp extends HttpClient implements AutoCloseable {
    private static final int MAX_ANSWER = 256 * 1024;
    private static final int MAX_MESSAGE = 300;
    private static final String LONG_NUMBER = "[0-9](?=[0-9]{4,})";

    private final String base;
    private final Duration answerTimeout;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService clock;
    private final ObjectMapper json = new ObjectMapper();

    TwilioHttp(RestSettings settings) {
        String text = settings.apiBase().toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.answerTimeout = settings.answerTimeout();
        Timeout connect = Timeout.of(settings.connectTimeout());
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(settings.threads())
                        .setMaxConnPerRoute(settings.threads())
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(Timeout.of(answerTimeout))
                                // A connection that was closed meanwhile would make a placed call's fate unknown.
                                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                .setTimeToLive(TimeValue.ofMinutes(1))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(connect)
                        .setResponseTimeout(Timeout.of(answerTimeout))
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("call-gateway")
                .build();
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "twilio-rest-clock");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The SDK would repeat every 5xx, and remember the last request of whichever thread. */
    @Override
    public Response reliableRequest(Request request) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        HttpUriRequestBase http = httpRequest(request);
        Cancelling cancelling = new Cancelling(http);
        ScheduledFuture<?> end = clock.schedule(cancelling, answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return client.execute(http, this::answer);
        } catch (IOException e) {
            throw new AttemptFailed(cancelling.done ? tooLate() : failed(e));
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException("connections that cannot be closed", e);
        }
    }

    /** Ends a request that sends its answer drop by drop. */
    private static final class Cancelling implements Runnable {
        private final HttpUriRequestBase request;
        private volatile boolean done;

        Cancelling(HttpUriRequestBase request) {
            this.request = request;
        }

        @Override
        public void run() {
            done = true;
            request.cancel();
        }
    }

    private HttpUriRequestBase httpRequest(Request request) {
        URI asked = URI.create(request.constructURL().toString());
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        HttpUriRequestBase http =
                new HttpUriRequestBase(request.getMethod().toString(), URI.create(base + asked.getRawPath() + query));
        http.setHeader("Accept", "application/json");
        http.setHeader("Authorization", request.getAuthString());
        if (request.getMethod() == HttpMethod.POST) {
            http.setEntity(new StringEntity(
                    request.encodeFormBody(), ContentType.create("application/x-www-form-urlencoded", "UTF-8")));
        }
        return http;
    }

    private Response answer(ClassicHttpResponse response) throws IOException {
        String body = body(response.getEntity());
        int status = response.getCode();
        if (status >= 200 && status < 300) {
            return new Response(body, status);
        }
        Header after = response.getFirstHeader("Retry-After");
        throw new AttemptFailed(refused(status, body, after == null ? null : after.getValue()));
    }

    private static String body(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return "";
        }
        try (InputStream content = entity.getContent()) {
            return new String(content.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
        }
    }

    private Attempt.Refused refused(int status, String body, @Nullable String retryAfter) {
        int code = 0;
        String message = "no reason given";
        try {
            JsonNode error = json.readTree(body);
            code = error.path("code").asInt(0);
            message = error.path("message").asText(message);
        } catch (IOException e) {
            message = "an answer that is not Twilio's";
        }
        String masked = message.replaceAll(LONG_NUMBER, "*").replaceAll("\\p{Cntrl}+", " ");
        return new Attempt.Refused(
                status,
                code,
                masked.length() > MAX_MESSAGE ? masked.substring(0, MAX_MESSAGE) + "..." : masked,
                RetryAfter.parse(retryAfter, Instant.now()));
    }

    private Attempt failed(IOException e) {
        String why = (e.getClass().getSimpleName() + ": " + e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof ConnectTimeoutException
                || e instanceof ConnectException
                || e instanceof ConnectionRequestTimeoutException
                || e instanceof NoRouteToHostException
                || e instanceof UnknownHostException
                || e instanceof SSLHandshakeException) {
            return new Attempt.NotSent("cannot connect to " + base + " (" + why + ")");
        }
        if (e instanceof SocketTimeoutException) {
            return tooLate();
        }
        return new Attempt.BrokenOff(
                (e instanceof SSLException ? "TLS failed" : "the connection broke before the answer") + " (" + why
                        + ")");
    }

    private Attempt tooLate() {
        return new Attempt.TimedOut("no answer within " + answerTimeout.toMillis() + " ms");
    }
}
