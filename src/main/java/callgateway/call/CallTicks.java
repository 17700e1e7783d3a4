package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.transport.Loop;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What a call does every 20 ms: its media's pace; and once a second a look at what should not go on. All of it runs on the
 * loop, outside the actor's turn, so that an ordinary second costs the call no message.
 */
final class CallTicks implements Runnable {
    private static final int TICKS_PER_LOOK = 50;
    /** Loud frames between two looks that make a voice: 100 ms, less may be a click. */
    private static final int VOICE = 5;

    private final ActorRef<CallCommand> call;
    private final CallMedia media;
    private final AgentPulse pulse;
    private final LongSupplier nanos;
    private final Loop.Timer timer;
    private @Nullable CallGuards guards;
    private @Nullable QuietMoment quietMoment;
    private boolean agentSpokeLast;
    private boolean agentHeard;
    private long heardFromMs;
    private long framesBefore;
    private int ticks;
    private int beatsSeen;
    private long saidMsSeen;
    private long agentFramesSeen;

    CallTicks(ActorRef<CallCommand> call, Loop loop, CallMedia media, AgentPulse pulse, LongSupplier nanos) {
        this.call = call;
        this.media = media;
        this.pulse = pulse;
        this.nanos = nanos;
        this.timer = loop.onTick(this);
    }

    /** From now on these are looked after; null for none. */
    void guard(@Nullable CallGuards by) {
        guards = by;
    }

    /** Tells the call of the first quiet moment from now on. */
    void awaitQuietMoment(int atMostSeconds) {
        if (quietMoment == null) {
            quietMoment = new QuietMoment(atMostSeconds, agentSpokeLast);
        }
    }

    /** Another session is dialled: the call is told when the caller hears its first words, and not what is left of the one before. */
    void sessionBegins() {
        if (agentHeard) {
            agentHeard = false;
            heardFromMs = media.saidMs();
            framesBefore = media.counters().agentFrames();
        }
    }

    /** Whether the caller hears the present session, or has. */
    boolean isAgentHeard() {
        return agentHeard || (media.counters().agentFrames() > framesBefore && media.sentMs() > heardFromMs);
    }

    void cancel() {
        timer.cancel();
    }

    @Override
    public void run() {
        try {
            media.tick();
        } catch (RuntimeException e) {
            timer.cancel();
            call.tell(new CallCommand.MediaOver(e));
            return;
        }
        if (!agentHeard && isAgentHeard()) {
            agentHeard = true;
            call.tell(CallCommand.AgentHeard.INSTANCE);
        }
        if (++ticks % TICKS_PER_LOOK == 0) {
            look();
        }
    }

    private void look() {
        long agentFrames = media.counters().agentFrames();
        boolean callerSpoke = media.takeLoudFrames() >= VOICE;
        boolean agentSpoke = agentFrames != agentFramesSeen;
        long saidMs = media.saidMs();
        boolean agentSaid = saidMs != saidMsSeen || pulse.beats() != beatsSeen;
        saidMsSeen = saidMs;
        agentFramesSeen = agentFrames;
        beatsSeen = pulse.beats();
        agentSpokeLast = !callerSpoke && (agentSpoke || agentSpokeLast);
        if (guards != null) {
            EndReason reached = guards.look(nanos.getAsLong(), callerSpoke, agentSpoke, agentSaid);
            if (reached != null) {
                guards = null;
                call.tell(new CallCommand.GuardReached(reached));
            }
        }
        if (quietMoment != null && quietMoment.look(callerSpoke, agentSpoke)) {
            quietMoment = null;
            call.tell(new CallCommand.ReplaceNow(agentSpokeLast && !agentSpoke));
        }
    }
}
