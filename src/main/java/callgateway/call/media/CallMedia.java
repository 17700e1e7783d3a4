package callgateway.call.media;

import callgateway.audio.MuLaw;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * One call's media, running.
 *
 * <pre>
 *   caller ─▶ AudioInlet ─▶ UplinkCodec ──────────▶ AgentSink ─▶ agent
 *   agent ──▶ AudioInlet ─▶ DownlinkCodec ─▶ Pacer ─▶ CallerSink ─▶ caller
 * </pre>
 *
 * Everything here is for the call's own loop; whoever owns the call calls {@link #tick} every 20 ms.
 */
public final class CallMedia {
    private static final int UPLINK_CHUNK_BYTES = 3 * MuLaw.FRAME_BYTES;
    private static final int DOWNLINK_CHUNK_BYTES = 4096;
    /** One message of the agent may hold seconds of audio: the inlet takes a whole one. */
    private static final int AGENT_INLET_BYTES = 1024 * 1024;

    private static final long MARK_GRACE_MS = 500;
    private static final long FRAME_NANOS = 20_000_000L;
    private static final byte[] SILENCE = silence();

    private final MediaCounters counters = new MediaCounters();
    private final Epoch epoch = new Epoch();
    private final PlayoutClock playout = new PlayoutClock();
    private final CallerAudioOut caller;
    private final LongSupplier nanos;
    private final long silenceAfterNanos;
    private final long markEveryMs;
    private final AudioInlet.Port callerInlet;
    private final AudioInlet.Port agentInlet;
    private final DownlinkCodec downlinkCodec;
    private final AgentSink agentSink;
    private final Pacer pacer;
    private final CallerSink callerSink;
    private final CompletionStage<Done> done;

    private long lastCallerNanos;
    private long nextSilenceNanos;
    private long markedMs;
    private long clearedMs;
    private boolean playedOutPending;
    private long playedOutDeadlineNanos;
    private @Nullable Runnable whenPlayedOut;

    private CallMedia(
            Materializer materializer,
            String dispatcher,
            MediaSettings settings,
            CallerAudioOut caller,
            LongSupplier nanos,
            MediaScratch scratch) {
        this.caller = caller;
        this.nanos = nanos;
        this.silenceAfterNanos = settings.silenceAfter().toNanos();
        this.markEveryMs = settings.markEvery().toMillis();
        this.lastCallerNanos = nanos.getAsLong();
        this.downlinkCodec = new DownlinkCodec(DOWNLINK_CHUNK_BYTES, MuLaw.RATE_HZ, epoch, scratch);
        this.agentSink = new AgentSink(settings.agentInputRateHz(), counters);
        this.pacer = new Pacer(settings, playout, epoch, counters, nanos, scratch);
        this.callerSink = new CallerSink(caller, playout, epoch, counters, nanos);
        Attributes onLoop = ActorAttributes.dispatcher(dispatcher);

        int backlogBytes = Math.toIntExact(settings.maxCallerBacklog().toMillis() * MuLaw.RATE_HZ / 1000);
        this.callerInlet = Source.fromGraph(
                        new AudioInlet(backlogBytes, MuLaw.FRAME_BYTES, UPLINK_CHUNK_BYTES, true, epoch, scratch))
                .via(new UplinkCodec(settings.agentInputRateHz(), UPLINK_CHUNK_BYTES, scratch))
                .to(Sink.fromGraph(agentSink))
                .withAttributes(onLoop)
                .run(materializer);
        this.agentInlet = Source.fromGraph(
                        new AudioInlet(AGENT_INLET_BYTES, 1, DOWNLINK_CHUNK_BYTES, false, epoch, scratch))
                .via(downlinkCodec)
                .via(pacer)
                .to(Sink.fromGraph(callerSink))
                .withAttributes(onLoop)
                .run(materializer);
        this.done = over(agentSink.done(), callerSink.done());
    }

    /** A direction that fails is not waited out: the other one alone is no call. */
    private static CompletionStage<Done> over(CompletionStage<Done> up, CompletionStage<Done> down) {
        CompletableFuture<Done> over = new CompletableFuture<>();
        BiConsumer<@Nullable Done, @Nullable Throwable> failing = (done, failure) -> {
            if (failure != null) {
                over.completeExceptionally(failure);
            }
        };
        up.whenComplete(failing);
        down.whenComplete(failing);
        up.runAfterBoth(down, () -> over.complete(Done.getInstance()));
        return over;
    }

    /**
     * Builds the graph and runs it.
     *
     * @param materializer decides how long the graph may live at the most
     * @param dispatcher the id of the dispatcher of the call's loop
     * @param caller where agent audio leaves
     * @param nanos the monotonic clock, ns
     * @param scratch shared by the graphs of one loop, and of no other
     */
    public static CallMedia start(
            Materializer materializer,
            String dispatcher,
            MediaSettings settings,
            CallerAudioOut caller,
            LongSupplier nanos,
            MediaScratch scratch) {
        return new CallMedia(materializer, dispatcher, settings, caller, nanos, scratch);
    }

    /** The caller said this (mu-law, any length). */
    public void callerAudio(byte[] mulaw, int offset, int length) {
        lastCallerNanos = nanos.getAsLong();
        counters.callerDroppedMs += callerInlet.offer(mulaw, offset, length) / (MuLaw.RATE_HZ / 1000);
    }

    /** The agent said this (PCM16LE at the announced rate, any length, even an odd one). */
    public void agentAudio(byte[] pcm, int offset, int length) {
        int dropped = agentInlet.offer(pcm, offset, length);
        if (dropped > 0) {
            counters.agentDroppedMs += dropped / (downlinkCodec.rate() / 500);
        }
    }

    /** What the agent says from now on has this sample rate: 8000, 16000 or 24000 Hz. */
    public void agentRate(int hz) {
        downlinkCodec.rate(hz);
    }

    /** Caller audio goes there from now on; null for nowhere. */
    public void connectAgent(@Nullable AgentAudioOut agent) {
        nextSilenceNanos = nanos.getAsLong() + silenceAfterNanos;
        agentSink.connect(agent);
    }

    /** The agent's socket has become writable again. */
    public void agentWritable() {
        agentSink.resume();
    }

    /** The caller's socket has become writable again. */
    public void callerWritable() {
        callerSink.resume();
    }

    /**
     * The caller must hear no more of what the agent has said so far. When this returns the order to clear is written, and
     * nothing that came in before can leave any more. Does nothing when there is nothing to clear.
     *
     * @return how much audio the caller is spared, ms
     */
    public long flush() {
        epoch.advance();
        long now = nanos.getAsLong();
        long unheard = pacer.clear();
        unheard += agentInlet.clear() / (downlinkCodec.rate() / 500);
        if (unheard == 0 && playout.sentMs() == clearedMs) {
            return 0;
        }
        unheard += playout.cleared(now);
        caller.clear();
        caller.flush();
        counters.flushes++;
        counters.flushedMs += unheard;
        markedMs = playout.sentMs();
        clearedMs = markedMs;
        return unheard;
    }

    /** The carrier sent a mark back. Returns whether it was played; false when it was flushed, or is not ours. */
    public boolean markCameBack(String name) {
        Long position = playout.played(name);
        if (position != null && playedOutPending && position >= playout.sentMs()) {
            playedOut();
        }
        return position != null;
    }

    /**
     * Runs {@code then}, once, when everything the agent has said so far has been heard, but not later than after
     * {@code bound}.
     */
    public void whenPlayedOut(Duration bound, Runnable then) {
        whenPlayedOut = then;
        playedOutPending = true;
        playedOutDeadlineNanos = nanos.getAsLong() + bound.toNanos();
    }

    /** Paces, fills the caller's pauses with silence, sets marks. To be called every 20 ms. */
    public void tick() {
        long now = nanos.getAsLong();
        if (agentSink.isConnected() && now - lastCallerNanos > silenceAfterNanos) {
            fillSilence(now);
        }
        pacer.tick(now);
        mark();
        if (playedOutPending) {
            // The mark that comes back ends the wait; this is for a carrier that sends none.
            boolean heard = pacer.heldMs() == 0 && playout.isDry(now, MARK_GRACE_MS);
            if (heard || now - playedOutDeadlineNanos >= 0) {
                playedOut();
            }
        }
    }

    private void fillSilence(long now) {
        if (now - nextSilenceNanos > silenceAfterNanos) {
            nextSilenceNanos = now;
        }
        while (now - nextSilenceNanos >= 0) {
            nextSilenceNanos += FRAME_NANOS;
            counters.silenceFrames++;
            callerInlet.offer(SILENCE, 0, SILENCE.length);
        }
    }

    private void mark() {
        long sent = playout.sentMs();
        boolean spurtOver = sent > markedMs && pacer.heldMs() == 0;
        if (sent - markedMs >= markEveryMs || (playedOutPending && spurtOver)) {
            markedMs = sent;
            counters.marks++;
            caller.mark(playout.mark());
            caller.flush();
        }
    }

    private void playedOut() {
        playedOutPending = false;
        Runnable then = whenPlayedOut;
        whenPlayedOut = null;
        if (then != null) {
            then.run();
        }
    }

    /** How much agent audio the caller has heard, ms. */
    public long heardMs() {
        return playout.heardMs(nanos.getAsLong());
    }

    /** How much agent audio waits here for its time, ms. */
    public int heldMs() {
        return pacer.heldMs();
    }

    /** What this graph has counted. */
    public MediaCounters counters() {
        return counters;
    }

    /** Done when both directions have completed; fails as soon as a stage of either has failed. */
    public CompletionStage<Done> done() {
        return done;
    }

    /** Ends both directions. */
    public void stop() {
        callerInlet.complete();
        agentInlet.complete();
    }

    private static byte[] silence() {
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        Arrays.fill(frame, MuLaw.SILENCE);
        return frame;
    }
}
