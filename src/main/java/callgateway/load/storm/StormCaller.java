package callgateway.load.storm;

import callgateway.audio.Tones;
import callgateway.simulator.Speech;
import callgateway.simulator.caller.CallerScript;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one caller is going to do.
 *
 * @param script with the agent
 * @param patience how long the caller waits, ringing or in line, before hanging up; null: as long as it takes
 */
record StormCaller(CallerScript script, @Nullable Duration patience) {
    private static final int TONE_MILLIS = 200;
    private static final Speech TONE = tone();
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** The next caller: of ten, six talk, two lose patience in line, one hangs up at once, one's connection breaks. */
    static StormCaller next(SplittableRandom random, Duration talk) {
        int kind = random.nextInt(10);
        Duration some = share(talk, random.nextDouble());
        CallerScript.Builder script = CallerScript.builder();
        if (kind < 8) {
            // The agent echoes: what is heard again has been there.
            script.sayUntilHeard(TONE, LONGEST)
                    .pause(share(talk, 0.5).plus(some))
                    .hangUp();
        } else if (kind == 8) {
            script.hangUp();
        } else {
            script.pause(some).vanish();
        }
        boolean patient = kind < 6 || kind > 7;
        Duration patience = patient ? null : Duration.ofMillis(random.nextLong(200, 5000));
        return new StormCaller(script.build(), patience);
    }

    private static Duration share(Duration of, double share) {
        return Duration.ofNanos((long) (of.toNanos() * share));
    }

    private static Speech tone() {
        byte[] mu = new byte[TONE_MILLIS * 8];
        Tones.sine(8000, 440, -12).muLaw(mu, 0, mu.length);
        return new Speech("tone", mu);
    }
}
