package callgateway.endtoend;

import callgateway.audio.Tones;
import callgateway.simulator.Speech;
import java.time.Duration;

/** What is said in a scenario: a recorded line, or a tone that can be told from all others in what is heard. */
final class ToneSpeech {
    static final int OF_THE_AGENT = 440;
    static final int OF_THE_CALLER = 620;
    private static final double DBFS = -12;

    private ToneSpeech() {}

    /** Of {@code key}: a time for a tone, or the name of a line. */
    static Speech read(Page page, String key, int usualHz) {
        int hz = page.number("tone", usualHz);
        return page.isDuration(key) ? tone(hz, page.duration(key)) : Speech.load(page.text(key));
    }

    static Speech tone(int hz, Duration length) {
        byte[] mu = new byte[(int) length.toMillis() * 8];
        Tones.sine(8000, hz, DBFS).muLaw(mu, 0, mu.length);
        return new Speech("tone of " + hz + " Hz", mu);
    }
}
