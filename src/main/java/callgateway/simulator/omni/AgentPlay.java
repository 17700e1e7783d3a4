package callgateway.simulator.omni;

import java.util.List;

/**
 * What an agent does from the moment it is configured, act after act. It hears the caller only where an act waits for that,
 * and stops speaking only where an act says so.
 */
public record AgentPlay(List<Act> acts) {
    public AgentPlay {
        acts = List.copyOf(acts);
    }
}
