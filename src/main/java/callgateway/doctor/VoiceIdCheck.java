package callgateway.doctor;

import callgateway.omni.VoiceList;
import callgateway.routing.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Whether Omni has the configured voices: with one it does not know an agent stays mute. */
final class VoiceIdCheck implements Check {
    private static final int SHOWN = 8;

    private final SetUp setUp;

    VoiceIdCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws ExecutionException, InterruptedException {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (Pool pool : setUp.pools()) {
            String voice = pool.agent().profile().voiceId();
            if (voice != null) {
                wanted.putIfAbsent(voice, pool.name());
            }
        }
        if (wanted.isEmpty()) {
            return List.of(Finding.ok("none is configured; agents use their own"));
        }
        WebAnswer answer = setUp.voices.get();
        VoiceList voices =
                answer instanceof WebAnswer.Reply reply && reply.isOk() ? VoiceList.read(reply.body()) : null;
        if (voices == null) {
            String why = answer instanceof WebAnswer.Reply reply
                    ? "is answered with " + reply.status()
                    : ((WebAnswer.Silence) answer).why();
            return List.of(Finding.warning(
                    "the list of voices cannot be read: GET /v1/voices: " + why,
                    "Put omni-key right, and look again."));
        }
        List<Finding> findings = new ArrayList<>();
        wanted.forEach((voice, pool) -> findings.add(judge(voice, pool, voices)));
        return findings;
    }

    private static Finding judge(String voice, String pool, VoiceList voices) {
        if (voices.ids().contains(voice)) {
            return Finding.ok("Omni has the voice " + voice);
        }
        List<String> some = voices.ids().stream().limit(SHOWN).toList();
        return Finding.wrong(
                "Omni has no voice " + voice + " (pool " + pool + "): its agent would stay mute",
                "Set PYAI_VOICE, or the pool's agent.voice, to an id of GET /v1/voices, such as "
                        + String.join(", ", some) + "; or leave it unset.");
    }
}
