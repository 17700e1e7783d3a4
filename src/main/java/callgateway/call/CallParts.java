package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.transport.Loop;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.Materializer;

/** What one call is made of, put together; who does what with it is {@link Call}'s. Belongs to the call. */
final class CallParts {
    final ActorContext<CallCommand> context;
    final TimerScheduler<CallCommand> timers;
    final CallPlan plan;
    final CallProgress progress;
    final CallDiary diary;
    final CallRecording recording;
    final Transfer transfer;
    final Knocking knocking;
    final CallMedia media;
    final ActorRef<TwilioLeg.Command> callerLeg;
    final AgentLink agent;
    final CallTicks ticks;
    final Briefing briefing;
    final AgentSuccession succession;

    /** Starts all of it, except the agent. Loop thread. */
    CallParts(ActorContext<CallCommand> context, TimerScheduler<CallCommand> timers, CallPlan plan) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        this.progress = new CallProgress(
                plan.id(), plan.start().streamSid(), plan.pool().name());
        this.diary = plan.diary();
        this.recording = CallRecording.begin(plan, System::nanoTime);
        this.transfer = new Transfer(context, plan, diary);
        this.knocking = new Knocking(plan.admission(), plan.id().callSid(), plan.sessions());
        Loop loop = plan.stream().loop();
        this.media = CallMedia.start(
                Materializer.createMaterializer(context),
                loop.dispatcher(),
                plan.media(),
                recording.caller(),
                System::nanoTime,
                CallScratch.of(loop).media);
        media.listener(new MediaNews(plan.monitor(), diary));
        context.pipeToSelf(media.done(), (done, failure) -> new CallCommand.MediaOver(failure));
        this.callerLeg = context.spawn(
                Behaviors.withMdc(
                        TwilioLeg.Command.class,
                        plan.mdc(),
                        TwilioLeg.create(
                                plan.stream(),
                                context.getSelf(),
                                plan.settings().mediaIdle())),
                "caller",
                DispatcherSelector.sameAsParent());
        context.watchWith(callerLeg, new CallCommand.LegDown(callerLeg, false));
        AgentPulse pulse = new AgentPulse();
        this.agent = new AgentLink(context, plan, media, pulse);
        this.ticks = new CallTicks(context.getSelf(), loop, media, pulse, plan.nanos());
        this.briefing = new Briefing(plan);
        this.succession = new AgentSuccession(context.getSelf(), timers, plan, media, agent, ticks);
        plan.stream().accept(callerLeg, media);
    }

    /** Tells those who look on how far the call has got. */
    void show() {
        plan.calls().tell(new Calls.Shown(context.getSelf(), progress.view(agent.attempts())));
    }
}
