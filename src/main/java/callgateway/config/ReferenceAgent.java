package callgateway.config;

import callgateway.omni.AgentProfile;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;

/**
 * What the reference configuration says of the agent. It is for those who have said nothing of theirs: an agent that is stored
 * at Omni is somebody already, and would lose its own persona and greeting to it.
 */
final class ReferenceAgent {
    private static final Config AGENT = ConfigFactory.parseResourcesAnySyntax("reference")
            .resolve(ConfigResolveOptions.noSystem().setAllowUnresolved(true))
            .getConfig("call-gateway.agent");

    private ReferenceAgent() {}

    /** This agent without what only the reference says of it. */
    static AgentProfile without(AgentProfile profile) {
        AgentProfile own = AGENT.getString("persona").equals(profile.persona()) ? profile.withPersona(null) : profile;
        return AGENT.getString("greeting").equals(own.greeting()) ? own.withGreeting(null) : own;
    }
}
