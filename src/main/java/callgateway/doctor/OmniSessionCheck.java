package callgateway.doctor;

import callgateway.omni.OmniEvent;
import callgateway.omni.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Whether a session with the agent comes up and takes its configuration. */
final class OmniSessionCheck implements Check {
    private final SetUp setUp;

    OmniSessionCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        OmniTalk.Said said = setUp.talk.get();
        Refusal refusal = said.refusal();
        if (refusal != null) {
            return List.of(OmniFindings.refused(refusal, setUp.settings.omni()));
        }
        List<Finding> findings = new ArrayList<>();
        if (said.voiceUnknown()) {
            findings.add(Finding.wrong(
                    "Omni does not know the configured voice: the agent would stay mute",
                    "Set PYAI_VOICE to an id of GET /v1/voices, or leave it unset; voice-id shows some."));
        }
        findings.add(
                switch (said.stage()) {
                    case UPGRADE ->
                        OmniFindings.unreachable(
                                "Omni: no answer to the upgrade within " + Web.WITHIN.toSeconds() + " s");
                    case HELLO ->
                        Finding.wrong(
                                "the socket opens, and Omni says no hello within " + Web.WITHIN.toSeconds() + " s",
                                "Try again; if it stays so, see PYAI_AGENT_ID and tell PyAI.");
                    case CONFIGURED ->
                        Finding.wrong(
                                "Omni says hello, and does not answer configure within " + Web.WITHIN.toSeconds()
                                        + " s",
                                "Leave PYAI_DIALECT unset (an old dialect is not heard), and try again.");
                    case DONE -> done(said);
                });
        return findings;
    }

    private Finding done(OmniTalk.Said said) {
        List<String> odd = new ArrayList<>(said.voiceUnknown() ? List.of() : said.errors());
        OmniEvent.Configured configured = said.configured();
        if (configured != null) {
            odd.addAll(configured.differencesFrom(setUp.profile()));
        }
        return odd.isEmpty()
                ? Finding.ok("a session comes up, says hello, is configured, and ends")
                : Finding.warning(
                        "a session comes up, but: " + String.join("; ", odd),
                        "Compare the agent's settings (agent, PERSONA, GREETING, PYAI_VOICE, AGENT_LANGUAGE) with what Omni"
                                + " took.");
    }
}
