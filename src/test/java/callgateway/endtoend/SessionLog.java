package callgateway.endtoend;

import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSimulatorListener;
import java.util.ArrayList;
import java.util.List;

/** Writes down when sessions of the agent's service begin and end. Thread-safe. */
final class SessionLog implements OmniSimulatorListener {
    private final long began = System.nanoTime();
    private final List<ClusterHistory.Mark> marks = new ArrayList<>();

    @Override
    public void opened(OmniSession session) {
        mark(session, true);
    }

    @Override
    public void closed(OmniSession session) {
        mark(session, false);
    }

    private synchronized void mark(OmniSession session, boolean begins) {
        marks.add(new ClusterHistory.Mark(nowMs(), session.id(), callSid(session), begins));
    }

    /** The phone call that a session is named after; another attempt of the same call has a number behind it. */
    static String callSid(OmniSession session) {
        return session.label().replaceFirst("-[0-9]+$", "");
    }

    /** Since this log began. */
    double nowMs() {
        return (System.nanoTime() - began) / 1e6;
    }

    synchronized List<ClusterHistory.Mark> marks() {
        return List.copyOf(marks);
    }
}
