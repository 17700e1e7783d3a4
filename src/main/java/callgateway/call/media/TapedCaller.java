package callgateway.call.media;

import callgateway.recording.Tape;
import java.util.function.LongSupplier;

/** A caller who is recorded: what is sent to the carrier goes to the tape as well, when it will be heard. Loop thread only. */
public final class TapedCaller implements CallerAudioOut {
    private final CallerAudioOut caller;
    private final Tape tape;
    private final LongSupplier nanos;

    /** @param nanos the monotonic clock that the tape was begun by, ns */
    public TapedCaller(CallerAudioOut caller, Tape tape, LongSupplier nanos) {
        this.caller = caller;
        this.tape = tape;
        this.nanos = nanos;
    }

    @Override
    public boolean isWritable() {
        return caller.isWritable();
    }

    @Override
    public void audio(byte[] mulaw, int offset, int length) {
        caller.audio(mulaw, offset, length);
        tape.callerHears(mulaw, offset, length, nanos.getAsLong());
    }

    @Override
    public void mark(String name) {
        caller.mark(name);
    }

    @Override
    public void clear() {
        caller.clear();
        tape.cleared(nanos.getAsLong());
    }

    @Override
    public void keysAhead(long inMs, long ms) {
        tape.keysAhead(nanos.getAsLong(), inMs, ms);
    }

    @Override
    public void flush() {
        caller.flush();
    }
}
