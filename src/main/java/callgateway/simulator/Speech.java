package callgateway.simulator;

import callgateway.audio.MuLaw;
import callgateway.audio.Resampler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A spoken line. Immutable; loaded lines are shared, their samples must not be changed.
 *
 * @param name of the resource, for logs and reports
 * @param mu mu-law, 8000 samples a second
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copying seconds of audio for each call would be waste
public record Speech(String name, byte[] mu) {
    private static final Map<String, Speech> LOADED = new ConcurrentHashMap<>();

    /**
     * The line {@code speech/NAME.ulaw} among the resources.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Speech load(String name) {
        return LOADED.computeIfAbsent(name, Speech::read);
    }

    /** Silence of this length, for scripts that need a gap of a certain size. */
    public static Speech silence(int millis) {
        byte[] mu = new byte[millis * (MuLaw.RATE_HZ / 1000)];
        Arrays.fill(mu, MuLaw.SILENCE);
        return new Speech("silence", mu);
    }

    public int millis() {
        return mu.length / (MuLaw.RATE_HZ / 1000);
    }

    /** The line as PCM16 little-endian at {@code hz} (8000, 16000 or 24000). */
    public byte[] pcm(int hz) {
        byte[] pcm = new byte[2 * mu.length];
        MuLaw.decode(mu, 0, mu.length, pcm, 0);
        Resampler resampler = Resampler.between(MuLaw.RATE_HZ, hz);
        byte[] out = new byte[resampler.maxOutputBytes(pcm.length)];
        int length = resampler.resample(pcm, 0, pcm.length, out, 0);
        return Arrays.copyOf(out, length);
    }

    @Override
    public String toString() {
        return name + " (" + millis() + " ms)";
    }

    private static Speech read(String name) {
        try (InputStream in = Speech.class.getResourceAsStream("/speech/" + name + ".ulaw")) {
            if (in == null) {
                throw new IllegalArgumentException("speech: " + name + " (expected: a file in resources/speech)");
            }
            return new Speech(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
