package callgateway.operations;

import callgateway.call.LevelSink;
import callgateway.call.media.SoundLevels;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How loud all calls are: asked for in one second, shown in the next. */
final class LevelRound implements LevelSink {
    private final Queue<Level> levels = new ConcurrentLinkedQueue<>();

    private record Level(String callSid, SoundLevels levels) {}

    @Override
    public void levels(String callSid, SoundLevels loud) {
        levels.add(new Level(callSid, loud));
    }

    /** By CallSid: mean and peak of the caller, mean and peak of the agent, dB. */
    ObjectNode json() {
        ObjectNode body = AdminAnswers.object();
        for (Level level : levels) {
            SoundLevels loud = level.levels;
            body.putArray(level.callSid)
                    .add(loud.callerDb())
                    .add(loud.callerPeakDb())
                    .add(loud.agentDb())
                    .add(loud.agentPeakDb());
        }
        return body;
    }
}
