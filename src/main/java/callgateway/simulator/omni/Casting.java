package callgateway.simulator.omni;

import org.jspecify.annotations.Nullable;

/** Chooses who is met in a session by the name that the client gives it. Called on the threads of sockets: must not block. */
@FunctionalInterface
public interface Casting {
    /** The usual for everybody. */
    Casting NONE = label -> null;

    /** Asked once for each attempt, refused ones too; null: whoever the simulator usually has. */
    @Nullable
    OmniPart partFor(String label);
}
