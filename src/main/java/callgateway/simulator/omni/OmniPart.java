package callgateway.simulator.omni;

import org.jspecify.annotations.Nullable;

/**
 * Who is met at the far end of one session, and how it behaves. With neither a script nor a play it echoes.
 *
 * @param script an agent that converses
 * @param play an agent that does as it was told, whatever the caller does
 */
public record OmniPart(
        OmniBehaviour behaviour,
        @Nullable AgentScript script,
        @Nullable AgentPlay play) {
    public OmniPart {
        if (script != null && play != null) {
            throw new IllegalArgumentException("script and play: both (expected: at most one)");
        }
    }

    public static OmniPart echoing(OmniBehaviour behaviour) {
        return new OmniPart(behaviour, null, null);
    }

    public static OmniPart conversing(OmniBehaviour behaviour, AgentScript script) {
        return new OmniPart(behaviour, script, null);
    }

    public static OmniPart playing(OmniBehaviour behaviour, AgentPlay play) {
        return new OmniPart(behaviour, null, play);
    }
}
