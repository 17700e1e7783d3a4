package callgateway.endtoend;

import callgateway.simulator.omni.Casting;
import callgateway.simulator.omni.OmniPart;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who plays whom: a call's sessions are named after its CallSid, each attempt with a number. */
final class Cast implements Casting {
    private record Play(List<OmniPart> parts, AtomicInteger attempts) {}

    private final Map<String, Play> plays = new ConcurrentHashMap<>();

    void add(String callSid, List<OmniPart> parts) {
        plays.put(callSid, new Play(parts, new AtomicInteger()));
    }

    /** How often this call has asked for a session. */
    int attempts(String callSid) {
        Play play = plays.get(callSid);
        return play == null ? 0 : play.attempts.get();
    }

    @Override
    public @Nullable OmniPart partFor(String label) {
        Play play = plays.get(label.replaceFirst("-[0-9]+$", ""));
        if (play == null) {
            return null;
        }
        int attempt = play.attempts.getAndIncrement();
        return play.parts.get(Math.min(attempt, play.parts.size() - 1));
    }
}
