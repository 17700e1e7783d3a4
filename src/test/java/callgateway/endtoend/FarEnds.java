package callgateway.endtoend;

import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;

/** Omni's stand-in, and what simulated callers run on. Serves any number of gateways. */
final class FarEnds implements AutoCloseable {
    final StockLoops loops = StockLoops.start("far-ends", 2);
    final Metronome metronome = Metronome.start("far-ends-clock");
    final OmniSimulator omni;

    FarEnds(OmniSimulatorSettings settings) throws IOException {
        omni = OmniSimulator.start(loops, metronome, settings);
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
        loops.close();
    }
}
