package callgateway.call;

import callgateway.admission.Admission;
import callgateway.admission.Knock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Admission as far as calls know it: remembers what it is told, and answers as the test wants. */
final class FakeAdmission {
    final List<Admission.Command> told = new CopyOnWriteArrayList<>();
    private volatile @Nullable Boolean mayKnock = true;

    Behavior<Admission.Command> behavior() {
        return Behaviors.receiveMessage(command -> {
            told.add(command);
            Boolean answer = mayKnock;
            if (command instanceof Admission.Started started && answer != null) {
                started.replyTo().tell(answer);
            }
            return Behaviors.same();
        });
    }

    /** Whether calls may knock; null for no answer. */
    void mayKnock(@Nullable Boolean answer) {
        mayKnock = answer;
    }

    /** As if just started. */
    void forget() {
        told.clear();
        mayKnock = true;
    }

    /** What it was told of this call, in order; not that it lives. */
    List<Admission.Command> told(String callSid) {
        return told.stream().filter(command -> callSid.equals(callSid(command))).toList();
    }

    int releases(String callSid) {
        return (int)
                told(callSid).stream().filter(Admission.Over.class::isInstance).count();
    }

    List<Knock> knocks(String callSid) {
        return told(callSid).stream()
                .filter(Admission.Knocked.class::isInstance)
                .map(command -> ((Admission.Knocked) command).knock())
                .toList();
    }

    private static @Nullable String callSid(Admission.Command command) {
        if (command instanceof Admission.Started started) {
            return started.callSid();
        }
        if (command instanceof Admission.Over over) {
            return over.callSid();
        }
        if (command instanceof Admission.Knocked knocked) {
            return knocked.callSid();
        }
        return command instanceof Admission.KeyRefused refused ? refused.callSid() : null;
    }
}
