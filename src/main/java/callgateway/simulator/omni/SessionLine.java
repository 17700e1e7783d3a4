package callgateway.simulator.omni;

import callgateway.omni.OmniServerFrames;

/** What the agent writes to: frames go to the socket, audio also to the tape. */
final class SessionLine implements AgentVoice.Out {
    /** The socket, as far as a session needs it. */
    interface Outlet {
        void text(byte[] utf8);

        void binary(byte[] bytes, int off, int len);

        void close(int code, String reason);

        void reset();

        void stopReading();
    }

    private final OmniServerFrames frames;
    private final Outlet outlet;
    private final SessionTape tape;
    private byte[] scratch = new byte[1024];
    private boolean mute;

    SessionLine(OmniServerFrames frames, Outlet outlet, SessionTape tape) {
        this.frames = frames;
        this.outlet = outlet;
        this.tape = tape;
    }

    OmniServerFrames frames() {
        return frames;
    }

    /** From now on nothing is sent any more, except a close. */
    void mute() {
        mute = true;
    }

    void event(byte[] frame) {
        if (mute) {
            return;
        }
        if (frames.eventsAreText()) {
            outlet.text(frame);
        } else {
            outlet.binary(frame, 0, frame.length);
        }
    }

    /** A frame that is binary in every dialect. */
    void binary(byte[] frame) {
        if (!mute) {
            outlet.binary(frame, 0, frame.length);
        }
    }

    /** A frame that is text in every dialect. */
    void text(byte[] utf8) {
        if (!mute) {
            outlet.text(utf8);
        }
    }

    @Override
    public void audio(byte[] pcm, int off, int len) {
        if (mute) {
            return;
        }
        if (scratch.length < len + 1) {
            scratch = new byte[len + 1];
        }
        outlet.binary(scratch, 0, frames.audio(pcm, off, len, scratch, 0));
        tape.said(pcm, off, len);
    }

    void close(int code, String reason) {
        outlet.close(code, reason);
    }

    void reset() {
        outlet.reset();
    }

    void stopReading() {
        outlet.stopReading();
    }
}
