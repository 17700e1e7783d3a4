package callgateway.demo;

import callgateway.audio.MuLaw;
import callgateway.demo.Figures.Interruption;
import callgateway.demo.Figures.TurnTime;
import callgateway.demo.Figures.TurnTime.Cue;
import callgateway.demo.Moment.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Reports of calls that never were. */
public final class SampleReports {
    /** Half a second. */
    public static final int SAMPLES = 4000;

    private SampleReports() {}

    /** A call that went well; everything that can be said or named is {@code words}. */
    public static CallReport good(String words) {
        return new CallReport(
                Instant.parse("2026-03-01T10:00:00Z"),
                List.of(
                        Moment.of(0, Who.TWILIO, Kind.CALL, words),
                        Moment.of(20, Who.AGENT, Kind.HELLO, words).since(12, words),
                        Moment.of(40, Who.AGENT, Kind.SPEECH, words),
                        Moment.of(90, Who.CALLER, Kind.SPEECH, words),
                        Moment.of(400, Who.CALLER, Kind.KEY, words)),
                List.of(
                        new Utterance(Who.AGENT, 40, 120, words, true),
                        new Utterance(Who.CALLER, 90, 200, words, false)),
                new Figures(
                        500,
                        12,
                        20,
                        40,
                        List.of(
                                new TurnTime(Cue.CALLED, words, words, 28, 3),
                                new TurnTime(Cue.SPOKE, words, words, 712, 4)),
                        new Interruption(90, 118, 119, 120, 150, 1, 0),
                        2,
                        0),
                List.of(new Check(words, true, words)),
                tone(3000),
                tone(12_000));
    }

    /** A call without an answer in which nothing was measured. */
    public static CallReport failed(String words) {
        return new CallReport(
                Instant.parse("2026-03-01T10:00:00Z"),
                List.of(Moment.of(0, Who.GATEWAY, Kind.TROUBLE, words)),
                List.of(),
                new Figures(
                        500,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        List.of(new TurnTime(Cue.CALLED, words, "", Double.NaN, Double.NaN)),
                        null,
                        Double.NaN,
                        0),
                List.of(new Check("The caller is greeted", true, "x"), new Check("Never", false, words)),
                silence(),
                silence());
    }

    private static byte[] tone(int peak) {
        byte[] mu = new byte[SAMPLES];
        for (int i = 0; i < mu.length; i++) {
            mu[i] = MuLaw.encode((int) (peak * Math.sin(i * 0.3)));
        }
        return mu;
    }

    private static byte[] silence() {
        byte[] mu = new byte[SAMPLES];
        Arrays.fill(mu, MuLaw.SILENCE);
        return mu;
    }
}
