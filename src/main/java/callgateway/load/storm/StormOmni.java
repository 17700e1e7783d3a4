package callgateway.load.storm;

import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniRefusal;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.WhenFull;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;
import java.util.List;

/** An agent service that allows so many sessions, and turns some callers away although it has room. */
final class StormOmni {
    /** Every way in which "not now" has been seen. The close code comes after the session has opened. */
    private static final List<OmniBehaviour> REFUSALS = List.of(
            OmniRefusal.RATE.of(OmniBehaviour.NORMAL),
            WhenFull.RETRY_AFTER.of(OmniBehaviour.NORMAL),
            WhenFull.BODY.of(OmniBehaviour.NORMAL),
            WhenFull.BARE_RETRY_AFTER.of(OmniBehaviour.NORMAL),
            WhenFull.BARE.of(OmniBehaviour.NORMAL),
            WhenFull.CLOSE.of(OmniBehaviour.NORMAL));

    private StormOmni() {}

    static OmniSimulator start(StockLoops loops, Metronome metronome, StormSettings settings) throws IOException {
        OmniSimulator omni = OmniSimulator.start(
                loops,
                metronome,
                OmniSimulatorSettings.echo(0)
                        .at(OmniSimulatorSettings.loopback(settings.omniPort()))
                        .withConcurrency(settings.plan()));
        omni.behaveAtRandom(REFUSALS, settings.refuseShare(), settings.seed());
        return omni;
    }
}
