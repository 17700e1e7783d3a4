package callgateway.config;

import callgateway.config.GatewaySettings.RescueSettings;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings;
import callgateway.routing.Overflow;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a pool takes that does not say otherwise.
 *
 * @param agent who answers
 * @param omni how sessions are opened, null when that cannot be known
 * @param overflow where those go who get no agent
 * @param human who is dialled when the agent asks for somebody, when there is one
 * @param maxSetup how long the agent may take to be ready
 * @param planConcurrency the plan's slots, when they are set
 */
record PoolBase(
        AgentProfile agent,
        @Nullable OmniSettings omni,
        Overflow overflow,
        @Nullable String human,
        Duration maxSetup,
        OptionalInt planConcurrency) {

    static PoolBase of(GatewaySettings settings) {
        return new PoolBase(
                settings.agent(),
                settings.omni(),
                overflow(settings.rescue()),
                settings.rescue().humanNumber(),
                settings.calls().setupWithin(),
                settings.planConcurrency());
    }

    /** The human, or an apology where there is none. */
    static Overflow overflow(RescueSettings rescue) {
        String human = rescue.humanNumber();
        return human == null ? new Overflow.Message(rescue.apology()) : new Overflow.Dial(human);
    }
}
