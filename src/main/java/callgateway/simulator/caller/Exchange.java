package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.transport.stock.StockLoops;

/** What the calls of one simulator share. */
record Exchange(StockLoops loops, Metronome metronome, CallQueues queues, AudioCache audio) {
    Exchange(StockLoops loops, Metronome metronome) {
        this(loops, metronome, new CallQueues(), new AudioCache());
    }
}
