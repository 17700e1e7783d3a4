package callgateway.call.media;

import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.jspecify.annotations.Nullable;

/**
 * Caller audio leaves for the agent, 20 ms a message, all that is there in one write. Without an agent it is counted and
 * dropped; while the agent does not keep up nothing is pulled, so that the inlet's bound decides.
 */
final class AgentSink extends MediaSink {
    private static final SinkShape<AudioChunk> SHAPE = SinkShape.of(Inlet.create("AgentSink.in"));

    private final int frameBytes;
    private final MediaCounters counters;
    private @Nullable AgentAudioOut agent;
    private final AsyncCallback<Boolean> resume = createAsyncCallback(ignored -> pullIfReady());

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

    @Override
    void send(AudioChunk pcm) {
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

    @Override
    boolean isReady() {
        AgentAudioOut to = agent;
        return to == null || to.isWritable();
    }
}
