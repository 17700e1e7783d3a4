package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import callgateway.audio.MuLaw;
import callgateway.audio.Tones;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LevelMeterTest {
    private final LevelMeters meters = new LevelMeters();

    private static byte[] tone(double dbfs, int bytes) {
        byte[] mu = new byte[bytes];
        Tones.sine(8000, 440, dbfs).muLaw(mu, 0, mu.length);
        return mu;
    }

    @Test
    void whatNobodyReadsIsNotMeasured() {
        byte[] loud = tone(-6, 8000);
        meters.caller.add(loud, 0, loud.length);

        assertThat(meters.take())
                .isEqualTo(new SoundLevels(
                        SoundLevels.SILENCE, SoundLevels.SILENCE, SoundLevels.SILENCE, SoundLevels.SILENCE));
    }

    @Test
    void afterAReadingBothSidesAreMeasuredApart() {
        meters.take();
        byte[] caller = tone(-12, 8000);
        byte[] agent = tone(-30, 8000);
        for (int at = 0; at < 8000; at += MuLaw.FRAME_BYTES) {
            meters.caller.add(caller, at, MuLaw.FRAME_BYTES);
            meters.agent.add(agent, at, MuLaw.FRAME_BYTES);
        }

        SoundLevels levels = meters.take();

        assertThat(levels.callerPeakDb() - levels.agentPeakDb()).isCloseTo(18, within(1));
        assertThat(levels.callerPeakDb() - levels.callerDb()).isCloseTo(3, within(1));
        assertThat(levels.agentPeakDb() - levels.agentDb()).isCloseTo(3, within(1));
        assertThat(levels.callerDb()).isBetween(-16, -11);
    }

    @Test
    void silenceIsTheLowestLevel() {
        meters.take();
        byte[] silence = new byte[8000];
        Arrays.fill(silence, (byte) 0xFF);
        meters.caller.add(silence, 0, silence.length);

        assertThat(meters.take().callerDb()).isEqualTo(SoundLevels.SILENCE);
    }

    @Test
    void threeSecondsAfterTheLastReadingItStopsToListen() {
        meters.take();
        byte[] quiet = tone(-40, 8000);
        byte[] loud = tone(-6, 8000);
        for (int second = 0; second < 3; second++) {
            meters.caller.add(quiet, 0, quiet.length);
        }
        meters.caller.add(loud, 0, loud.length);

        assertThat(meters.take().callerPeakDb()).isLessThan(-30);
    }
}
