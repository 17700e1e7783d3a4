package callgateway.doctor;

import callgateway.audio.MuLaw;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Whether both sides of the audio run at the telephone's rate, as it stands in the settings and as the agent says. */
final class AudioRateCheck implements Check {
    private final SetUp setUp;

    AudioRateCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        int asked = setUp.settings.omni().inputRateHz();
        OmniTalk.Said said = setUp.talk.get();
        if (said.stage() == OmniTalk.Stage.UPGRADE || said.stage() == OmniTalk.Stage.HELLO) {
            return List.of(Finding.skipped("the agent has not said its rate; we send " + asked + " Hz"));
        }
        String found = "we send " + asked + " Hz, the agent sends " + said.outputHz() + " Hz";
        return List.of(
                asked == MuLaw.RATE_HZ && said.outputHz() == MuLaw.RATE_HZ
                        ? Finding.ok(found + "; nothing is resampled")
                        : Finding.warning(
                                found + ": what is not 8000 is resampled, which costs processor time and some quality",
                                "Keep Omni at rate=8000: leave PYAI_RATE unset. If the agent's own rate is another, nothing"
                                        + " needs to be done."));
    }
}
