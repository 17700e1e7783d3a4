package callgateway.endtoend;

import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorListener;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;

/** Omni's stand-in, and what simulated callers run on. Serves any number of gateways. */
final class FarEnds implements AutoCloseable {
    final StockLoops loops = StockLoops.start("far-ends", 2);
    final Metronome metronome = Metronome.start("far-ends-clock");
    final OmniSimulator omni;
    /** One thread: sessions that end before others begin are counted in that order. */
    private final StockLoops omniLoop = StockLoops.start("omni", 1);

    FarEnds(OmniSimulatorSettings settings) throws IOException {
        this(settings, OmniSimulatorListener.NONE);
    }

    /** @param listener told of Omni's sessions */
    FarEnds(OmniSimulatorSettings settings, OmniSimulatorListener listener) throws IOException {
        omni = OmniSimulator.start(omniLoop, metronome, settings, listener);
    }

    /** The latest session of this phone call. */
    OmniSession sessionOf(String callSid) {
        return omni.sessions().stream()
                .filter(session ->
                        session.label().equals(callSid) || session.label().startsWith(callSid + "-"))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no session of " + callSid));
    }

    @Override
    public void close() {
        omni.close();
        metronome.close();
        omniLoop.close();
        loops.close();
    }
}
