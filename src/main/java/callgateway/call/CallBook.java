package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.LiveCalls.Live;
import callgateway.twilio.TwilioMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of its calls: announced by a webhook, live, then how they ended. Belongs to {@link Calls}.
 *
 * <p>Whoever announces a call has a slot for it from admission. It is given back here: when nobody comes for the
 * announcement, or when the last of the call has stopped, so that the agent's session has ended before another begins. Not
 * if the call waits in line afterwards, or has been announced again in the meantime: then the slot, or the place, is the
 * later one's. When the phone call itself is over nothing is left of it in admission.
 */
final class CallBook {
    private final Announcements announcements;
    private final CallStories stories;
    private final LiveCalls live = new LiveCalls();
    private final EndedCalls ends;
    private final TransferLog transfers = new TransferLog();
    private final CallMonitor monitor;
    private final CallWatchers watchers = new CallWatchers();
    private final Map<String, List<Runnable>> whenStopped = new HashMap<>();
    private final ActorRef<Admission.Command> admission;
    private final int streamReconnects;
    private final long rememberNanos;
    private final LongSupplier nanos;
    private boolean closed;

    CallBook(
            CallSettings settings,
            ActorRef<Admission.Command> admission,
            CallJournal journal,
            CallMonitor monitor,
            LongSupplier nanos) {
        this.stories = new CallStories(InstantSource.system(), journal);
        this.announcements = new Announcements(settings.tokenLife());
        this.ends = new EndedCalls(settings.rememberEnds());
        this.streamReconnects = settings.continuity().streamReconnects();
        this.rememberNanos = settings.rememberEnds().toNanos();
        this.admission = admission;
        this.monitor = monitor;
        this.nanos = nanos;
    }

    // -- the carrier's webhooks

    /** Returns the token its stream must show; null, and the slot is given back, when no stream may come. */
    @Nullable
    String announce(CallId id, CalledPool pool) {
        String token = closed ? null : announcements.announce(id, pool, now());
        if (token == null) {
            releaseUnlessKnown(id.callSid());
        } else {
            stories.announced(id, pool.name(), now());
            // What comes next is for this announcement to say, and no more for the stream before it.
            ends.forget(id.callSid());
        }
        return token;
    }

    /** The stream has ended, or could not be opened; what comes next? */
    NextStep after(String callSid) {
        Live still = live.get(callSid);
        if (still == null && !ends.knows(callSid)) {
            return withoutStream(callSid);
        }
        if (still != null && still.ended == null && !announcements.has(callSid)) {
            // The carrier has lost its stream, and the news of that has not come here yet, or never will.
            still.comesBack = mayReconnect(callSid, 1);
            still.call.tell(new CallCommand.End(EndReason.CALLER_LOST));
            return still.comesBack ? NextStep.RECONNECT : NextStep.RESCUE;
        }
        NextStep next = ends.next(callSid, mayReconnect(callSid, 0));
        if (next == NextStep.TRANSFER) {
            return transferred(transfers.outcome(callSid));
        }
        if (next == NextStep.RECONNECT && still != null) {
            // The stream to come has its slot: given back in between it would be another caller's.
            still.comesBack = true;
        }
        if (next == NextStep.HANG_UP) {
            stories.letGo(callSid);
        }
        return next;
    }

    /** Of a call that has no stream and had none that ended: it is owed one, if it was ever announced. */
    private NextStep withoutStream(String callSid) {
        if (announcements.forget(callSid)) {
            streamMissing(callSid);
        }
        CallStory story = stories.of(callSid);
        if (story != null && story.lacksStream() && mayReconnect(callSid, 0)) {
            // Its slot is kept, unless the question came too late for that.
            return NextStep.RECONNECT;
        }
        if (story != null) {
            release(callSid);
        }
        return NextStep.RESCUE;
    }

    /** What was announced will not come any more. */
    private void streamMissing(String callSid) {
        monitor.streamMissing();
        happened(callSid, new CallEvent.StreamMissing());
    }

    /** A call whose streams break, or never come, again and again is better off with a human. */
    private boolean mayReconnect(String callSid, int notCountedYet) {
        CallStory story = stories.of(callSid);
        return story != null && story.streamsLost() + notCountedYet <= streamReconnects;
    }

    /** The phone call is over, whatever was known of it. */
    void phoneOver(String callSid) {
        announcements.forget(callSid);
        transfers.forget(callSid);
        stories.phoneOver(callSid, now() + rememberNanos);
        Live still = live.get(callSid);
        if (still != null) {
            still.phoneOver = true;
            if (still.ended != null) {
                ends.remember(callSid, EndReason.CALLER_HUNG_UP, now());
            }
            still.call.tell(new CallCommand.End(EndReason.CALLER_HUNG_UP));
        } else if (!ends.isFinal(callSid)) {
            // It may stand in line, or have been asked for again, without having been announced.
            release(callSid);
            ends.remember(callSid, EndReason.CALLER_HUNG_UP, now());
        }
    }

    /** As {@link #phoneOver}, when it is unlikely that anything was known of it. */
    void phoneOverElsewhere(String callSid) {
        if (live.has(callSid) || announcements.has(callSid) || ends.knows(callSid) || stories.of(callSid) != null) {
            phoneOver(callSid);
        } else {
            // It may stand in line.
            release(callSid);
        }
    }

    /** A call that another node had goes on here, as one whose stream was lost; nothing when it is known here already. */
    void adopt(CallStory story) {
        String callSid = story.id().callSid();
        if (!live.has(callSid) && !announcements.has(callSid) && !ends.knows(callSid)) {
            stories.adopt(story, now());
            ends.remember(callSid, EndReason.GATEWAY_FAILED, now());
        }
    }

    // -- callers who are handed over

    /** The call is going to end so that its caller can be handed over. */
    void transferBegins(ActorRef<CallCommand> call, String callSid, TransferAttempt attempt) {
        if (live.get(callSid, call) != null) {
            transfers.begins(callSid, attempt, now());
        }
    }

    /** The latest of this phone call; null when there was none. */
    @Nullable
    TransferAttempt transfer(String callSid) {
        return transfers.latest(callSid);
    }

    /** How often this phone call's caller has been handed over. */
    int transfersOf(String callSid) {
        return transfers.count(callSid);
    }

    /** The carrier says how it went. Returns whether that is news. */
    boolean transferOver(String callSid, int number, TransferOutcome outcome) {
        Live still = live.get(callSid);
        if (still != null && still.ended == null) {
            // The carrier has taken it out of its stream, which has not noticed yet.
            still.call.tell(new CallCommand.End(EndReason.TRANSFER));
        }
        boolean news = transfers.ends(callSid, number, outcome);
        if (news && outcome != TransferOutcome.PASSED_ON) {
            happened(callSid, new CallEvent.TransferEnded(outcome == TransferOutcome.ANSWERED, outcome.words()));
        }
        if (outcome == TransferOutcome.ANSWERED && live.get(callSid) == null) {
            // They have talked, and this is the end of it.
            ends.remember(callSid, EndReason.AGENT_ENDED, now());
        }
        return news;
    }

    static NextStep transferred(@Nullable TransferOutcome outcome) {
        if (outcome == null) {
            return NextStep.TRANSFER;
        }
        return outcome.isFinal() ? NextStep.HANG_UP : NextStep.RETURN;
    }

    /** Does this once nothing of the call's stream is left, its slot included; at once when that is so. */
    void whenStopped(String callSid, Runnable task) {
        if (live.has(callSid)) {
            whenStopped.computeIfAbsent(callSid, first -> new ArrayList<>()).add(task);
        } else {
            task.run();
        }
    }

    // -- streams and their calls

    /** Why a stream may not carry the call it names; null when it may. */
    @Nullable
    StreamRefusal refusal(TwilioMessage.Start start) {
        return announcements.refusal(start, now());
    }

    /** The stream has come. */
    Announcements.@Nullable Announced take(String callSid) {
        return announcements.take(callSid);
    }

    /** The call is live. */
    void begins(String callSid, ActorRef<CallCommand> call, TwilioStream stream) {
        ends.forget(callSid);
        Live before = live.put(callSid, new Live(call, stream));
        if (before != null) {
            // The carrier has started the same phone call's stream again: the older one carries nobody any more.
            before.call.tell(new CallCommand.End(EndReason.CALLER_LOST));
        }
    }

    void happened(String callSid, CallEvent event) {
        watchers.happened(callSid, stories.add(callSid, event));
    }

    /** Who is told what happens. */
    CallWatchers watchers() {
        return watchers;
    }

    /** Every live call tells this one how loud both of its sides have been. */
    void measure(LevelSink sink) {
        for (String callSid : live.callSids()) {
            Live one = live.get(callSid);
            if (one != null) {
                one.stream.loop().execute(() -> one.stream.tellLevels(callSid, sink));
            }
        }
    }

    /** What has been of this call, for the stream that goes on with it. */
    CallStory storyFor(Announcements.Announced call) {
        CallStory story = stories.of(call.id().callSid());
        return story == null ? new CallStory(call.id(), call.pool().name(), Instant.now()) : story.copy();
    }

    /** What is known of a call; null when nothing is. */
    @Nullable
    CallAccount account(String callSid) {
        CallStory story = stories.of(callSid);
        if (story == null) {
            return null;
        }
        Live one = live.get(callSid);
        return one != null && one.ended == null
                ? CallAccount.of(story, one.view, null)
                : CallAccount.of(story, null, ends.reason(callSid));
    }

    void shows(ActorRef<CallCommand> call, CallView view) {
        Live one = live.get(view.callSid(), call);
        if (one != null) {
            one.view = view;
            watchers.shown(view);
        }
    }

    /** The call says why it ends. */
    void ends(ActorRef<CallCommand> call, String callSid, EndReason reason) {
        Live one = live.get(callSid, call);
        if (one != null) {
            ends(callSid, one, reason);
        }
    }

    private void ends(String callSid, Live one, EndReason reason) {
        one.ended = reason;
        if (!announcements.has(callSid)) {
            ends.remember(callSid, one.phoneOver ? EndReason.CALLER_HUNG_UP : reason, now());
        }
    }

    /** The call says nothing more. If it has not said why it ends, it failed. */
    void silent(ActorRef<CallCommand> call, String callSid) {
        Live one = live.get(callSid, call);
        if (one != null && one.ended == null) {
            // Its own clean-up may have failed too.
            ends(callSid, one, EndReason.GATEWAY_FAILED);
            happened(callSid, new CallEvent.Ended(EndReason.GATEWAY_FAILED, "the call failed"));
            one.stream.loop().execute(() -> one.stream.close(1011, "internal error"));
        }
    }

    /** After {@link #silent}: its sockets at the agent's service are closed, too. */
    void stopped(ActorRef<CallCommand> call, String callSid) {
        Live gone = live.get(callSid, call);
        if (gone == null) {
            return;
        }
        live.remove(callSid);
        watchers.gone(callSid, gone.view, Objects.requireNonNullElse(gone.ended, EndReason.GATEWAY_FAILED));
        boolean waits = gone.ended == EndReason.AGENT_BUSY;
        if (gone.phoneOver || !(waits || gone.comesBack)) {
            releaseUnlessKnown(callSid);
        }
        List<Runnable> waiting = whenStopped.remove(callSid);
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    // -- their slots

    /** Unless a later stream of the same call has the slot, or may still come for it. */
    private void releaseUnlessKnown(String callSid) {
        if (!live.has(callSid) && !announcements.has(callSid)) {
            release(callSid);
        }
    }

    private void release(String callSid) {
        admission.tell(new Admission.Over(callSid));
    }

    /** Tells admission who lives. */
    void renew() {
        if (!live.isEmpty()) {
            admission.tell(new Admission.Alive(live.callSids()));
        }
    }

    /** Forgets what is too old. */
    void sweep() {
        long now = now();
        announcements.expire(now).forEach(callSid -> {
            if (!live.has(callSid)) {
                streamMissing(callSid);
                release(callSid);
            }
        });
        ends.sweep(now);
        transfers.sweep(now);
        stories.sweep(callSid -> live.has(callSid) || announcements.has(callSid), now);
    }

    // -- all of them

    boolean isEmpty() {
        return live.isEmpty();
    }

    List<CallView> views() {
        return live.views();
    }

    /** An operator wants a call ended. */
    Calls.HangingUp hangUp(String callSid) {
        Live one = live.get(callSid);
        if (ends.knows(callSid) || (one != null && one.ended != null)) {
            return Calls.HangingUp.OVER;
        }
        if (one == null) {
            return Calls.HangingUp.NOT_HERE;
        }
        one.call.tell(new CallCommand.End(EndReason.OPERATOR_HUNG_UP));
        return Calls.HangingUp.ENDING;
    }

    /** An operator wants a caller handed over; a live call answers itself. */
    void transfer(Calls.TransferCall asked) {
        Live one = live.get(asked.callSid());
        if (one == null) {
            asked.replyTo().tell(ends.knows(asked.callSid()) ? new Calls.NotTalking() : new Calls.NoSuchCall());
        } else if (one.ended != null) {
            asked.replyTo().tell(new Calls.NotTalking());
        } else {
            one.call.tell(new CallCommand.TransferAsked(asked.to(), asked.replyTo()));
        }
    }

    /** An operator wants something of a recording; a live call answers itself. */
    void pauseRecording(Calls.PauseRecording asked) {
        Live one = live.get(asked.callSid());
        if (one == null || one.ended != null) {
            asked.replyTo().tell(new Calls.NobodyToRecord());
        } else {
            one.call.tell(new CallCommand.RecordingWish(
                    asked.pause() ? CallRecording.Wish.PAUSE : CallRecording.Wish.RESUME, asked.replyTo()));
        }
    }

    /** Whether the caller has been told by us, on an earlier stream, that the call is recorded. */
    boolean hasConsented(String callSid) {
        CallStory story = stories.of(callSid);
        return story != null
                && story.count(event -> event instanceof CallEvent.RecordingStarted started && started.consentSaid())
                        > 0;
    }

    /** No more calls from now on; ends those there are and returns how many. */
    int close() {
        closed = true;
        announcements.forgetAll().forEach(callSid -> {
            releaseUnlessKnown(callSid);
            ends.remember(callSid, EndReason.SHUTDOWN, now());
        });
        live.all().forEach(one -> one.call.tell(new CallCommand.End(EndReason.SHUTDOWN)));
        return live.all().size();
    }

    private long now() {
        return nanos.getAsLong();
    }
}
