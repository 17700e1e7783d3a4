package callgateway.call.media;

import callgateway.audio.KeyTones;
import callgateway.audio.MuLaw;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * One call's media, running.
 *
 * <pre>
 *   caller ─▶ AudioInlet ─▶ UplinkCodec ──────────▶ AgentSink ─▶ agent
 *   agent ──▶ AudioInlet ─▶ DownlinkCodec ─▶ Pacer ─▶ CallerSink ─▶ caller
 *                                    InterludePlayer ─┘ (while the agent says nothing)
 * </pre>
 *
 * Everything here is for the call's own loop; whoever owns the call calls {@link #tick} every 20 ms.
 */
public final class CallMedia {
    private static final int UPLINK_CHUNK_BYTES = 3 * MuLaw.FRAME_BYTES;
    private static final int DOWNLINK_CHUNK_BYTES = 4096;
    /** One message of the agent may hold seconds of audio: the inlet takes a whole one. */
    private static final int AGENT_INLET_BYTES = 1024 * 1024;

    /** What the caller says is never taken back. */
    private static final Epoch NEVER_FLUSHED = new Epoch();

    /** Keys and pauses at a time: no number, PIN or menu is longer. */
    public static final int MAX_KEYS = 32;

    /** How long they may take. */
    public static final int MAX_KEYS_MS = 30_000;

    private final MediaCounters counters = new MediaCounters();
    private final Epoch epoch = new Epoch();
    private final PlayoutClock playout = new PlayoutClock();
    private final CallerAudioOut caller;
    private final LongSupplier nanos;
    private final AudioInlet callerInlet;
    private final AudioInlet agentInlet;
    private final CallerPauses callerPauses;
    private final DownlinkCodec downlinkCodec;
    private final AgentSink agentSink;
    private final Pacer pacer;
    private final CallerSink callerSink;
    private final SpeechMeter speech;
    private final PlayedOut playedOut;
    private final InterludePlayer interlude;
    private final CompletionStage<Done> done;

    private final TurnMeter turns;
    private final AfterFlush afterFlush;
    private MediaListener listener = MediaListener.NONE;
    private long clearedMs;
    private long callerHeardNanos;
    private @Nullable LevelMeters levels;

    private CallMedia(
            Materializer materializer,
            String dispatcher,
            MediaSettings settings,
            CallerAudioOut caller,
            LongSupplier nanos,
            MediaScratch scratch) {
        this.caller = caller;
        this.nanos = nanos;
        this.downlinkCodec = new DownlinkCodec(DOWNLINK_CHUNK_BYTES, MuLaw.RATE_HZ, epoch, scratch);
        this.agentSink = new AgentSink(settings.agentInputRateHz(), counters);
        this.pacer = new Pacer(settings, caller, playout, epoch, counters, nanos, scratch);
        this.speech = new SpeechMeter(playout, pacer);
        this.playedOut = new PlayedOut(settings, caller, playout, counters);
        this.interlude = new InterludePlayer(settings, caller, playout, counters);
        this.turns = new TurnMeter(playout, latencyMs -> listener.turnTaken(latencyMs));
        this.afterFlush = new AfterFlush(heardMs -> listener.heardAfterFlush(heardMs));
        this.callerSink = new CallerSink(caller, playout, epoch, counters, turns, nanos);
        Attributes onLoop = ActorAttributes.dispatcher(dispatcher);

        int backlogBytes = Math.toIntExact(settings.maxCallerBacklog().toMillis() * MuLaw.RATE_HZ / 1000);
        this.callerInlet =
                new AudioInlet(backlogBytes, MuLaw.FRAME_BYTES, UPLINK_CHUNK_BYTES, true, NEVER_FLUSHED, scratch);
        UplinkCodec uplinkCodec = new UplinkCodec(settings.agentInputRateHz(), UPLINK_CHUNK_BYTES, scratch);
        Source.fromGraph(callerInlet.stage())
                .via(uplinkCodec.stage())
                .to(agentSink.stage())
                .withAttributes(onLoop)
                .run(materializer);
        this.callerPauses = new CallerPauses(settings, callerInlet, counters);
        this.callerHeardNanos = nanos.getAsLong();
        this.agentInlet = new AudioInlet(AGENT_INLET_BYTES, 1, DOWNLINK_CHUNK_BYTES, false, epoch, scratch);
        Source.fromGraph(agentInlet.stage())
                .via(downlinkCodec.stage())
                .via(pacer.stage())
                .to(callerSink.stage())
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

    /** Tells this one, on the loop, what is measured of the conversation. */
    public void listener(MediaListener one) {
        listener = one;
    }

    /** The caller said this (mu-law, any length). */
    public void callerAudio(byte[] mulaw, int offset, int length) {
        long now = nanos.getAsLong();
        callerHeardNanos = now;
        turns.callerSends(mulaw, offset, length, now);
        if (levels != null) {
            levels.caller.add(mulaw, offset, length);
        }
        counters.callerDroppedMs += callerInlet.offer(mulaw, offset, length) / (MuLaw.RATE_HZ / 1000);
    }

    /** The agent said this (PCM16LE at the announced rate, any length, even an odd one). */
    public void agentAudio(byte[] pcm, int offset, int length) {
        if (interlude.isOn()) {
            interlude.agentSpeaks(nanos.getAsLong());
        }
        int rate = downlinkCodec.rate();
        int dropped = agentInlet.offer(pcm, offset, length);
        if (dropped > 0) {
            counters.agentDroppedMs += dropped / (rate / 500);
        }
        speech.said(length - dropped, rate);
    }

    /**
     * The agent wants these keys heard on the caller's line, as {@link KeyTones}: after what it has said before and before
     * what it says next. They are the agent's audio in every other way, too: a flush takes away what has not been heard.
     */
    public KeysOutcome tones(String keys) {
        if (keys.isEmpty() || !KeyTones.arePlayable(keys)) {
            return KeysOutcome.NOT_KEYS;
        }
        if (keys.length() > MAX_KEYS || KeyTones.lengthMs(keys) > MAX_KEYS_MS) {
            return KeysOutcome.TOO_LONG;
        }
        byte[] sound = KeyTones.muLaw(keys);
        long comesBefore = (long) agentInlet.waitingBytes() * MuLaw.RATE_HZ / (2L * downlinkCodec.rate());
        if (pacer.roomBytes() - comesBefore < sound.length) {
            return KeysOutcome.NO_ROOM;
        }
        if (interlude.isOn()) {
            interlude.agentSpeaks(nanos.getAsLong());
        }
        long waitingMs = (comesBefore * 1000 / MuLaw.RATE_HZ) + pacer.heldMs() + playout.leadMs(nanos.getAsLong());
        caller.keysAhead(waitingMs, KeyTones.lengthMs(keys));
        insert(sound);
        counters.keys += keys.chars().filter(key -> KeyTones.isKey((char) key)).count();
        return KeysOutcome.PLAYED;
    }

    /** Mu-law in its place among what the agent says. */
    void insert(byte[] mulaw) {
        speech.played(mulaw.length);
        agentInlet.insert(mulaw);
    }

    /**
     * Plays this to the caller as soon as all that the agent has said has been heard, until the agent says something more,
     * it is {@linkplain #stopHold stopped}, or it has sounded so long. The agent hears the caller meanwhile. A flush does
     * not end it. Words that still belong to those it waits for only delay it.
     */
    public void hold(Interlude what, @Nullable Duration atMost) {
        startInterlude(what, atMost, true);
    }

    /** As {@link #hold}, after the agent was lost: whatever is said next is said by another one, and ends it. */
    public void comfort(Interlude what, @Nullable Duration atMost) {
        startInterlude(what, atMost, false);
    }

    private void startInterlude(Interlude what, @Nullable Duration atMost, boolean patient) {
        interlude.start(what, atMost == null ? Long.MAX_VALUE : atMost.toMillis(), patient);
        feedInterlude(nanos.getAsLong());
    }

    /** Ends {@link #hold} and {@link #comfort}; what the carrier has of it, 200 ms at the most, is heard out. */
    public void stopHold() {
        interlude.stop();
    }

    /** The agent begins another reply: a hold that has not been heard yet is not wanted any more. */
    public void replyBegins() {
        if (!interlude.isSounding()) {
            interlude.stop();
        }
    }

    /** Whether the caller hears audio of our own, or will as soon as the agent's has been heard. */
    public boolean isHolding() {
        return interlude.isOn();
    }

    /** What the agent says from now on has this sample rate: 8000, 16000 or 24000 Hz. */
    public void agentRate(int hz) {
        downlinkCodec.rate(hz);
    }

    /** Caller audio goes there from now on; null for nowhere. */
    public void connectAgent(@Nullable AgentAudioOut agent) {
        callerPauses.listened(nanos.getAsLong());
        agentSink.connect(agent);
    }

    /** The agent's socket has become writable again. */
    public void agentWritable() {
        agentSink.resume();
    }

    /** The caller's socket has become writable again. */
    public void callerWritable() {
        pacer.resume();
    }

    /**
     * The caller must hear no more of what the agent has said so far. When this returns the order to clear is written, and
     * nothing that came in before can leave any more. Does nothing when there is nothing to clear.
     */
    public Flushed flush() {
        epoch.advance();
        long now = nanos.getAsLong();
        Flushed flushed = speech.flush(now);
        pacer.clear();
        agentInlet.clear();
        if (!flushed.interrupted() && playout.agentSentMs() == clearedMs) {
            return flushed;
        }
        interlude.lost(playout.oursUnheardMs(now));
        if (flushed.interrupted()) {
            long unheardMs = playout.agentUnheardMs(now);
            // Before the clear: the carrier sends it back as soon as the caller hears no more of this.
            afterFlush.flushed(now, unheardMs, unheardMs > 0 ? playedOut.markNow() : null);
        }
        playout.cleared(now);
        caller.clear();
        caller.flush();
        turns.interrupted(now);
        counters.flushes++;
        counters.flushedMs += flushed.sparedMs();
        playedOut.flushed();
        clearedMs = playout.agentSentMs();
        return flushed;
    }

    /** The carrier sent a mark back. Returns whether it was played; false when it was flushed, or is not ours. */
    public boolean markCameBack(String name) {
        afterFlush.cameBack(name, nanos.getAsLong());
        return playedOut.markCameBack(name, allSent());
    }

    /**
     * Runs {@code then}, once, when everything the agent has said so far has been heard, but not later than after
     * {@code bound}.
     */
    public void whenPlayedOut(Duration bound, Runnable then) {
        playedOut.whenOver(nanos.getAsLong(), bound, then);
    }

    /** Paces, fills the caller's pauses with silence, sets marks. To be called every 20 ms. */
    public void tick() {
        long now = nanos.getAsLong();
        if (agentSink.isConnected()) {
            callerPauses.fill(now, callerHeardNanos);
        }
        pacer.tick(now);
        afterFlush.tick(now);
        boolean allSent = allSent();
        playedOut.tick(now, allSent);
        if (allSent) {
            speech.pause(now);
            if (interlude.isOn()) {
                feedInterlude(now);
            }
        }
    }

    private void feedInterlude(long now) {
        if (allSent()) {
            interlude.feed(now);
        }
    }

    /** Whether nothing of the agent's is left in the graph. */
    private boolean allSent() {
        return pacer.isIdle() && agentInlet.isIdle();
    }

    /** How much the agent has said, ms: all that was not dropped, heard or not, key tones included. */
    public long saidMs() {
        return speech.saidMs();
    }

    /** How much of {@link #saidMs} has been sent to the caller, or spared, ms. */
    public long sentMs() {
        return speech.sentMs();
    }

    /** How much agent audio the caller has heard, ms. */
    public long heardMs() {
        return playout.agentHeardMs(nanos.getAsLong());
    }

    /** Tells what is still open of what is measured: nothing more comes back from the carrier. */
    public void settle() {
        afterFlush.giveUp();
    }

    /** How much agent audio waits here for its time, ms. */
    public int heldMs() {
        return pacer.heldMs();
    }

    /** How loud both sides are, measured from the first time this is asked. */
    public LevelMeters levels() {
        if (levels == null) {
            levels = new LevelMeters();
            callerSink.measure(levels.agent);
        }
        return levels;
    }

    /** In how many frames of the caller's there was sound since this was last asked. */
    public int takeLoudFrames() {
        return turns.takeLoud();
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
}
