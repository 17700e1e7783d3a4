package callgateway.doctor;

import callgateway.twilio.FormParams;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes HTTP requests, each within {@link #WITHIN} and none twice; redirects are answers. Blocks; any thread. */
final class Web {
    /** Less than a check may take, so that it can say itself what did not come. */
    static final Duration WITHIN = Duration.ofSeconds(4);

    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final HttpClient client;
    private final InstantSource clock;

    Web(SSLContext tls, InstantSource clock, Executor threads) {
        this.client = HttpClient.newBuilder()
                .connectTimeout(WITHIN)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(tls)
                .executor(threads)
                .build();
        this.clock = clock;
    }

    HttpClient client() {
        return client;
    }

    WebAnswer get(URI uri, List<Map.Entry<String, String>> headers) throws InterruptedException {
        return send(uri, headers, null);
    }

    WebAnswer post(URI uri, List<Map.Entry<String, String>> headers, FormParams form) throws InterruptedException {
        return send(uri, headers, form);
    }

    private WebAnswer send(URI uri, List<Map.Entry<String, String>> headers, @Nullable FormParams form)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(WITHIN);
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        if (form != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form.encoded()));
        }
        Instant before = clock.instant();
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Instant middle =
                    before.plus(Duration.between(before, clock.instant()).dividedBy(2));
            return new WebAnswer.Reply(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Location").orElse(""),
                    ahead(response, middle));
        } catch (IOException e) {
            return new WebAnswer.Silence(why(uri, e));
        }
    }

    /** A date of an answer has no fractions of a second: half of one is meant on average. */
    private static @Nullable Duration ahead(HttpResponse<?> response, Instant middle) {
        try {
            return response.headers()
                    .firstValue("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                    .map(date -> Duration.between(middle, date.toInstant()).plus(HALF_A_SECOND))
                    .orElse(null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What kept an answer from coming, for people. */
    static String why(URI uri, Throwable failure) {
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().endsWith("s") ? 443 : 80;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "the name " + uri.getHost() + " cannot be resolved";
            }
            if (cause instanceof SSLException) {
                String message = String.valueOf(cause.getMessage());
                return "TLS fails: " + (message.contains("PKIX") ? "the certificate is not accepted" : message);
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "no connection to " + uri.getHost() + ":" + port + " within " + WITHIN.toSeconds() + " s";
            }
            if (cause instanceof HttpTimeoutException) {
                return "no answer within " + WITHIN.toSeconds() + " s";
            }
        }
        if (failure instanceof ConnectException) {
            return "nothing accepts connections at " + uri.getHost() + ":" + port;
        }
        return "the connection breaks before an answer (" + failure.getMessage() + ")";
    }
}
