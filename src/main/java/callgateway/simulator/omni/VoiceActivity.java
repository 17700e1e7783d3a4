package callgateway.simulator.omni;

/**
 * Tells when somebody begins and stops speaking, from the energy of 10 ms windows of PCM16. Speech begins with
 * {@value #ATTACK_WINDOWS} loud windows in a row, so that a click is none, and ends when as much quiet as the endpointing
 * time has followed the last loud window. Time is the audio's own: without audio nothing ends.
 */
final class VoiceActivity {
    /** Told on the thread that brings the audio. */
    interface Listener {
        void speechStarted();

        void speechEnded();
    }

    static final int WINDOW_MS = 10;
    private static final int ATTACK_WINDOWS = 5;
    /** RMS of about -38 dBFS: above line noise, below quiet speech. */
    private static final long LOUD_RMS = 400;

    private final int windowSamples;
    private final int endpointWindows;
    private final Listener listener;
    private long energy;
    private int samples;
    private int loudInARow;
    private int quietInARow;
    private boolean speaking;

    VoiceActivity(int rateHz, int endpointingMs, Listener listener) {
        this.windowSamples = rateHz / 1000 * WINDOW_MS;
        this.endpointWindows = Math.max(1, endpointingMs / WINDOW_MS);
        this.listener = listener;
    }

    /** Takes PCM16 little-endian, whole samples. */
    void hear(byte[] pcm, int off, int len) {
        for (int i = off; i + 1 < off + len; i += 2) {
            long sample = (short) ((pcm[i] & 0xff) | (pcm[i + 1] << 8));
            energy += sample * sample;
            if (++samples == windowSamples) {
                window(energy >= LOUD_RMS * LOUD_RMS * windowSamples);
                energy = 0;
                samples = 0;
            }
        }
    }

    boolean isSpeaking() {
        return speaking;
    }

    private void window(boolean loud) {
        loudInARow = loud ? loudInARow + 1 : 0;
        quietInARow = loud ? 0 : quietInARow + 1;
        if (!speaking && loudInARow >= ATTACK_WINDOWS) {
            speaking = true;
            listener.speechStarted();
        } else if (speaking && quietInARow >= endpointWindows) {
            speaking = false;
            listener.speechEnded();
        }
    }
}
