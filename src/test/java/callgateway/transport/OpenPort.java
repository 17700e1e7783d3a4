package callgateway.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A public port on a free port number, whose answers a test chooses. */
final class OpenPort implements PublicPort, AutoCloseable {
    static final int MAX_REQUEST = 2048;
    static final int MAX_MESSAGE = 70_000;

    final List<PlainRequest> requests = new CopyOnWriteArrayList<>();
    final BlockingQueue<WebSocket> sockets = new LinkedBlockingQueue<>();
    final Heard heard = new Heard();
    volatile Function<PlainRequest, CompletionStage<PlainResponse>> answers =
            request -> CompletableFuture.completedStage(PlainResponse.text(200, "answer to " + request.target()));
    volatile Function<PlainRequest, Upgrade> upgrades = request -> new Accept(socket -> {
        sockets.add(socket);
        return heard;
    });
    final Loops loops;
    final PublicServer server;

    private OpenPort(IoKind kind, Duration requestTimeout, int maxConnections, TransportSettings.@Nullable Tls tls)
            throws IOException {
        loops = Loops.start(kind, 1);
        server = PublicServer.start(
                loops,
                new TransportSettings(
                        "127.0.0.1", 0, kind.name(), 1, maxConnections, MAX_REQUEST, MAX_MESSAGE, requestTimeout, tls),
                this);
    }

    static OpenPort start(IoKind kind) throws IOException {
        return new OpenPort(kind, Duration.ofMinutes(1), 100, null);
    }

    static OpenPort start(Duration requestTimeout) throws IOException {
        return new OpenPort(IoKind.NIO, requestTimeout, 100, null);
    }

    static OpenPort start(int maxConnections) throws IOException {
        return new OpenPort(IoKind.NIO, Duration.ofMinutes(1), maxConnections, null);
    }

    static OpenPort start(IoKind kind, TransportSettings.Tls tls) throws IOException {
        return new OpenPort(kind, Duration.ofMinutes(1), 100, tls);
    }

    int port() {
        return server.port();
    }

    @Override
    public CompletionStage<PlainResponse> answer(PlainRequest request) {
        requests.add(request);
        return answers.apply(request);
    }

    @Override
    public Upgrade upgrade(PlainRequest request) {
        requests.add(request);
        return upgrades.apply(request);
    }

    /** Runs something on the loop and waits for it. */
    void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loops.all().get(0)::execute).join();
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }
}
