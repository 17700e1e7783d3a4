package callgateway.call.media;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.InHandler;
import org.jspecify.annotations.Nullable;

/**
 * Caller audio leaves for the agent, 20 ms a message, all that is there in one write. Without an agent it is counted and
 * dropped; while the agent does not keep up nothing is pulled, so that the inlet's bound decides.
 */
final class AgentSink extends RunsOnce<SinkShape<AudioChunk>> implements InHandler {
    private static final Inlet<AudioChunk> IN = Inlet.create("AgentSink.in");
    private static final SinkShape<AudioChunk> SHAPE = SinkShape.of(IN);

    private final int frameBytes;
    private final MediaCounters counters;
    private @Nullable AgentAudioOut agent;
    private final CompletableFuture<Done> done = new CompletableFuture<>();
    private final AsyncCallback<Boolean> resume = createAsyncCallback(ignored -> pullIfWritable());

    AgentSink(int rateHz, MediaCounters counters) {
        super(SHAPE);
        this.frameBytes = 2 * rateHz / 50;
        this.counters = counters;
    }

    /** From now on audio goes there, or nowhere. */
    void connect(@Nullable AgentAudioOut to) {
        agent = to;
        resume();
    }

    /** The agent may have become writable. */
    void resume() {
        resume.invoke(true);
    }

    boolean isConnected() {
        return agent != null;
    }

    /** Done when this direction has ended; fails when a stage failed, this one included. */
    CompletionStage<Done> done() {
        return done;
    }

    @Override
    void handlePorts() {
        setHandler(IN, this);
    }

    @Override
    public void onPush() {
        try {
            send(grab(IN));
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
            throw e;
        }
        pullIfWritable();
    }

    @Override
    public void onUpstreamFailure(Throwable cause) {
        done.completeExceptionally(cause);
        failStage(cause);
    }

    @Override
    public void preStart() {
        pull(IN);
    }

    @Override
    public void postStop() {
        done.complete(Done.getInstance());
    }

    private void send(AudioChunk pcm) {
        AgentAudioOut to = agent;
        if (to == null) {
            counters.callerBeforeAgentMs += pcm.length / frameBytes * 20L;
            return;
        }
        int end = pcm.offset + pcm.length;
        for (int at = pcm.offset; at < end; at += frameBytes) {
            to.callerAudio(pcm.bytes, at, Math.min(frameBytes, end - at));
            counters.callerFrames++;
        }
        to.flush();
    }

    private void pullIfWritable() {
        AgentAudioOut to = agent;
        if (!hasBeenPulled(IN) && !isClosed(IN) && (to == null || to.isWritable())) {
            pull(IN);
        }
    }
}
