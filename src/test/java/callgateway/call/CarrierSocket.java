package callgateway.call;

import callgateway.transport.Loop;
import callgateway.transport.SocketEnd;
import callgateway.transport.WebSocket;
import callgateway.transport.WebSocketListener;
import callgateway.twilio.BadMessage;
import callgateway.twilio.GatewayMessage;
import callgateway.twilio.GatewayMessageReader;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The carrier's end of a media socket, without a network: what the gateway writes is read as strictly as the carrier
 * does, what the carrier says is delivered on the loop as a socket read would.
 */
final class CarrierSocket implements WebSocket {
    /** The end that the gateway wanted. */
    record Close(int code, String reason) {}

    private final Loop loop;
    private final GatewayMessageReader reader;
    final List<GatewayMessage> heard = new CopyOnWriteArrayList<>();
    final List<BadMessage> faults = new CopyOnWriteArrayList<>();
    private volatile @Nullable Close closed;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable WebSocketListener listener;
    private volatile boolean writable = true;
    private volatile boolean ended;
    private volatile long lastReceivedNanos = System.nanoTime();

    private CarrierSocket(Loop loop, String streamSid) {
        this.loop = loop;
        this.reader = new GatewayMessageReader(streamSid);
    }

    /** A socket that has just been opened. */
    static CarrierSocket open(Loop loop, String streamSid, Function<WebSocket, WebSocketListener> owner) {
        CarrierSocket socket = new CarrierSocket(loop, streamSid);
        socket.onLoop(() -> socket.listener = owner.apply(socket));
        return socket;
    }

    // -- the carrier

    void text(byte[] utf8) {
        onLoop(() -> {
            if (isOpen()) {
                lastReceivedNanos = System.nanoTime();
                listener().onText(utf8.clone(), 0, utf8.length);
            }
        });
    }

    void binary(byte[] bytes) {
        onLoop(() -> {
            if (isOpen()) {
                listener().onBinary(bytes.clone(), 0, bytes.length);
            }
        });
    }

    void end(SocketEnd.By by, int code, String reason) {
        onLoop(() -> end(new SocketEnd(by, code, reason)));
    }

    /** Whether it reads what is written. */
    void reads(boolean does) {
        onLoop(() -> {
            writable = does;
            if (does) {
                listener().onWritable();
            }
        });
    }

    /** From now on every write fails with this. */
    void breaks(RuntimeException with) {
        failure = with;
    }

    /** How the gateway closed it; null while it has not. */
    @Nullable
    Close closed() {
        return closed;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Runs as a socket read does: on the loop, and nothing of an actor is running. */
    private void onLoop(Runnable read) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.after(Duration.ZERO, () -> {
            try {
                read.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private WebSocketListener listener() {
        return Objects.requireNonNull(listener);
    }

    private void end(SocketEnd how) {
        if (!ended) {
            ended = true;
            listener().onEnd(how);
        }
    }

    // -- the gateway

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void text(byte[] utf8, int offset, int length) {
        mustBeOnLoop();
        if (failure != null) {
            throw failure;
        }
        if (!isOpen()) {
            return;
        }
        try {
            heard.add(reader.read(utf8, offset, length));
        } catch (BadMessage e) {
            faults.add(e);
        }
    }

    @Override
    public void binary(byte[] bytes, int offset, int length) {
        throw new AssertionError("the carrier takes no binary messages");
    }

    @Override
    public void flush() {
        mustBeOnLoop();
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void ping() {
        mustBeOnLoop();
    }

    @Override
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    @Override
    public void close(int code, String reason) {
        mustBeOnLoop();
        if (isOpen()) {
            closed = new Close(code, reason);
            // The carrier answers with its own close frame.
            loop.after(Duration.ZERO, () -> end(new SocketEnd(SocketEnd.By.US, code, reason)));
        }
    }

    @Override
    public void abort() {
        mustBeOnLoop();
        end(new SocketEnd(SocketEnd.By.US, SocketEnd.NO_CLOSE_FRAME, "aborted"));
    }

    @Override
    public boolean isOpen() {
        return closed == null && !ended;
    }

    private void mustBeOnLoop() {
        if (!loop.isCurrent()) {
            throw new AssertionError("used outside its loop, on " + Thread.currentThread());
        }
    }
}
