package callgateway.load;

import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends webhooks as Twilio does, on connections that are kept, with the JDK's client. */
final class WebhookClient implements AutoCloseable {
    /** As long as Twilio waits for a webhook. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final int THREADS = 2;

    private final WebhookSettings settings;
    private final ExecutorService threads;
    private final HttpClient http;
    private final Hook voice;
    private final Hook status;

    /** @param signed what Twilio would call it */
    private record Hook(URI url, String signed) {}

    WebhookClient(WebhookSettings settings) {
        this.settings = settings;
        AtomicInteger count = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, OwnThreads.PREFIX + "answers-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .executor(threads)
                .build();
        voice = hook("");
        status = hook("/status");
    }

    private Hook hook(String below) {
        URI url = settings.voiceUrl();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String target = url.getRawPath() + below + query;
        return new Hook(url.resolve(target), "https://" + settings.publicHost() + target);
    }

    /** "A call comes in." The stage completes on a thread of this client. */
    CompletableFuture<HttpResponse<byte[]>> incoming(String callSid) {
        return post(voice, LoadTarget.form(callSid, "ringing"));
    }

    /** "It is over." */
    CompletableFuture<HttpResponse<byte[]>> completed(String callSid) {
        return post(status, LoadTarget.form(callSid, "completed"));
    }

    private CompletableFuture<HttpResponse<byte[]>> post(Hook hook, FormParams form) {
        HttpRequest request = HttpRequest.newBuilder(hook.url)
                .timeout(TIMEOUT)
                .header("User-Agent", "TwilioProxy/1.1")
                .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
                .header("X-Twilio-Signature", RequestSignature.sign(settings.authToken(), hook.signed, form))
                .POST(HttpRequest.BodyPublishers.ofString(form.encoded()))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Takes no more answers. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
