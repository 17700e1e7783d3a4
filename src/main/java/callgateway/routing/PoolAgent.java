package callgateway.routing;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings;
import callgateway.omni.OmniSettings.LabelSource;
import callgateway.tools.ToolEndpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who answers a pool's calls.
 *
 * @param profile the whole agent
 * @param agentId the stored agent, null for the one of all pools
 * @param label what names a session, null for what names those of all pools
 * @param tools where the agent's tools are that this gateway calls, by name
 */
public record PoolAgent(
        AgentProfile profile,
        @Nullable String agentId,
        @Nullable LabelSource label,
        Map<String, ToolEndpoint> tools) {
    /** Keeps a copy. */
    public PoolAgent {
        tools = Map.copyOf(tools);
    }

    /** One without tools of its own. */
    public PoolAgent(AgentProfile profile, @Nullable String agentId, @Nullable LabelSource label) {
        this(profile, agentId, label, Map.of());
    }

    /** The settings a session of this pool is opened with. */
    public OmniSettings settings(OmniSettings ofAll) {
        if (agentId == null && label == null) {
            return ofAll;
        }
        OmniSettings own = agentId == null ? ofAll : ofAll.withAgentId(agentId);
        return label == null ? own : own.withLabelSource(label);
    }
}
