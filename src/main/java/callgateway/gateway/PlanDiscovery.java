package callgateway.gateway;

import callgateway.omni.AccountLimits;
import callgateway.omni.OmniSettings;
import callgateway.omni.Refusal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the agent's service from time to time how many sessions the plan allows. On one thread of its own. */
final class PlanDiscovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlanDiscovery.class);
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration EVERY = Duration.ofMinutes(15);
    private static final int OK = 200;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread own = new Thread(task, "plan-discovery");
        own.setDaemon(true);
        return own;
    });
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(WITHIN).executor(thread).build();
    private final OmniSettings omni;
    private final IntConsumer discovered;
    private int last;
    private boolean failed;

    private PlanDiscovery(OmniSettings omni, IntConsumer discovered) {
        this.omni = omni;
        this.discovered = discovered;
    }

    /** Starts to ask; {@code discovered} is told of every change, on the thread that asks. */
    static PlanDiscovery start(OmniSettings omni, IntConsumer discovered) {
        PlanDiscovery discovery = new PlanDiscovery(omni, discovered);
        discovery.ask();
        return discovery;
    }

    private void ask() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(AccountLimits.address(omni)).timeout(WITHIN);
        for (Map.Entry<String, String> header : AccountLimits.headers(omni)) {
            request.header(header.getKey(), header.getValue());
        }
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .whenCompleteAsync(this::answered, thread);
    }

    private void answered(HttpResponse<byte[]> response, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            again(why(cause));
        } else if (response.statusCode() != OK) {
            List<Map.Entry<String, String>> headers = List.of();
            again(Refusal.ofHttp(response.statusCode(), headers, response.body(), Instant.now())
                    .message());
        } else {
            failed = false;
            AccountLimits.read(response.body()).concurrency().ifPresent(this::changed);
            thread.schedule(this::ask, EVERY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String why(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof IOException && message != null) {
            return message;
        }
        return cause instanceof ConnectException ? "it cannot be reached" : cause.toString();
    }

    private void changed(int sessions) {
        if (sessions != last) {
            last = sessions;
            LOG.info("the agent's plan allows {} sessions at once", sessions);
            discovered.accept(sessions);
        }
    }

    private void again(String why) {
        if (!failed) {
            LOG.warn("the agent's plan cannot be read (GET /v1/me): {}; calls are taken all the same", why);
        }
        failed = true;
        thread.schedule(this::ask, AGAIN_AFTER_FAILURE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
