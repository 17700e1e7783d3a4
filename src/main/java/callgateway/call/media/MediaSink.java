package callgateway.call.media;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.InHandler;

/** Where audio leaves a call's media, and with that the end of one direction. */
abstract class MediaSink extends RunsOnce<SinkShape<AudioChunk>> implements InHandler {
    private final Inlet<AudioChunk> in;
    private final CompletableFuture<Done> done = new CompletableFuture<>();

    /** @param shape of the class, see {@link RunsOnce} */
    MediaSink(SinkShape<AudioChunk> shape) {
        super(shape);
        this.in = shape.in();
    }

    /** Sends it, at once. */
    abstract void send(AudioChunk audio);

    /** Whether more audio may come now; when that changes, {@link #pullIfReady} is to be called. */
    abstract boolean isReady();

    /** Done when this direction has ended; fails when a stage failed, this one included. */
    final CompletionStage<Done> done() {
        return done;
    }

    final void pullIfReady() {
        if (isReady() && !hasBeenPulled(in) && !isClosed(in)) {
            pull(in);
        }
    }

    @Override
    final void handlePorts() {
        setHandler(in, this);
    }

    @Override
    public final void onPush() {
        try {
            send(grab(in));
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
            throw e;
        }
        pullIfReady();
    }

    @Override
    public final void onUpstreamFailure(Throwable cause) {
        done.completeExceptionally(cause);
        failStage(cause);
    }

    @Override
    public final void preStart() {
        pull(in);
    }

    @Override
    public final void postStop() {
        done.complete(Done.getInstance());
    }
}
