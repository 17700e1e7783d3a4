package callgateway.call;

import callgateway.transport.Loop;
import callgateway.transport.SocketEnd;
import callgateway.twilio.TwilioMessage;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The caller's leg: tells the call what the carrier says about the stream, and notices a stream that has gone dead. When
 * it stops, for whatever reason, the socket is closed.
 */
final class TwilioLeg {

    private final ActorContext<Command> context;
    private final TwilioStream stream;
    private final ActorRef<CallCommand> call;
    private final ActorRef<Command> self;
    private final Duration mediaIdle;
    private Loop.@Nullable Timer silence;

    private TwilioLeg(
            ActorContext<Command> context, TwilioStream stream, ActorRef<CallCommand> call, Duration mediaIdle) {
        this.context = context;
        this.stream = stream;
        this.call = call;
        this.self = context.getSelf();
        this.mediaIdle = mediaIdle;
    }

    sealed interface Command {}

    /** The carrier said something else than audio. */
    record Said(TwilioMessage message) implements Command {}

    /** The socket has ended. */
    record Ended(SocketEnd end) implements Command {}

    /** The call wants no more of this stream. */
    record Close(int code, String reason) implements Command {}

    private enum Silent implements Command {
        INSTANCE
    }

    static Behavior<Command> create(TwilioStream stream, ActorRef<CallCommand> call, Duration mediaIdle) {
        return Behaviors.setup(context -> new TwilioLeg(context, stream, call, mediaIdle).live());
    }

    private Behavior<Command> live() {
        silence = stream.loop().after(mediaIdle, this::look);
        return Behaviors.receive(Command.class)
                .onMessage(Said.class, this::onSaid)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Close.class, this::onClose)
                .onMessageEquals(Silent.INSTANCE, this::onSilent)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    private Behavior<Command> onSaid(Said said) {
        TwilioMessage message = said.message();
        if (message instanceof TwilioMessage.Dtmf dtmf) {
            call.tell(new CallCommand.CallerPressed(dtmf.digit()));
        } else if (message instanceof TwilioMessage.Mark mark) {
            call.tell(new CallCommand.MarkCameBack(mark.name()));
        } else if (message instanceof TwilioMessage.Stop) {
            call.tell(new CallCommand.CallerGone(EndReason.CALLER_HUNG_UP, "stop"));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onEnded(Ended ended) {
        SocketEnd end = ended.end();
        call.tell(new CallCommand.CallerGone(reason(end), end.code() + " " + end.reason()));
        return Behaviors.stopped();
    }

    /** A carrier that closes properly has ended the stream; what comes next is for its next question. */
    private static EndReason reason(SocketEnd end) {
        return switch (end.by()) {
            case VIOLATION -> EndReason.CARRIER_VIOLATION;
            case PEER -> EndReason.CALLER_HUNG_UP;
            case LOST, TOO_SLOW, US -> EndReason.CALLER_LOST;
        };
    }

    private Behavior<Command> onClose(Close close) {
        stream.close(close.code(), close.reason());
        return Behaviors.stopped();
    }

    /** Looks again when the caller would have been silent for too long: an ordinary call costs no message for it. */
    private void look() {
        long left = mediaIdle.toNanos() - (System.nanoTime() - stream.lastMediaNanos());
        if (left > 0) {
            silence = stream.loop().after(Duration.ofNanos(left), this::look);
        } else {
            self.tell(Silent.INSTANCE);
        }
    }

    private Behavior<Command> onSilent() {
        context.getLog().info("no caller audio for {} s", mediaIdle.toSeconds());
        call.tell(new CallCommand.CallerGone(EndReason.CALLER_SILENT, "no audio for " + mediaIdle.toSeconds() + " s"));
        return Behaviors.same();
    }

    private Behavior<Command> onStopped(PostStop signal) {
        if (silence != null) {
            silence.cancel();
        }
        // Whatever stopped this leg, the carrier must not be left with a socket that nobody reads.
        stream.close(1000, "");
        return Behaviors.same();
    }
}
