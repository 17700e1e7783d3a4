package callgateway.call.media;

import callgateway.audio.MuLaw;

/**
 * How loud one side of a call is. It measures while somebody looks: a reading makes it listen to the next three seconds of
 * audio, and a call that nobody reads costs a comparison a frame. Of four samples it takes one. Belongs to the call's loop.
 */
final class LevelMeter {
    private static final int STRIDE = 4;
    private static final int BYTES_PER_READING = 3 * MuLaw.RATE_HZ;
    private static final double FULL = 32768.0;

    private int bytesLeft;
    private long energy;
    private int samples;
    private int peak;

    /** This is heard. */
    void add(byte[] mulaw, int offset, int length) {
        if (bytesLeft <= 0) {
            return;
        }
        bytesLeft -= length;
        for (int i = offset; i < offset + length; i += STRIDE) {
            int sample = MuLaw.decode(mulaw[i]);
            energy += (long) sample * sample;
            peak = Math.max(peak, Math.abs(sample));
            samples++;
        }
    }

    /** The mean power since the last reading, dB below full scale; {@link SoundLevels#SILENCE} when there was no sound. */
    int rmsDb() {
        return samples == 0 ? SoundLevels.SILENCE : decibels(Math.sqrt((double) energy / samples));
    }

    /** The loudest sample since the last reading, dB below full scale. */
    int peakDb() {
        return decibels(peak);
    }

    /** Begins the next reading. */
    void startOver() {
        bytesLeft = BYTES_PER_READING;
        energy = 0;
        samples = 0;
        peak = 0;
    }

    private static int decibels(double amplitude) {
        if (amplitude < 1) {
            return SoundLevels.SILENCE;
        }
        return Math.max(SoundLevels.SILENCE, (int) Math.round(20 * Math.log10(amplitude / FULL)));
    }
}
