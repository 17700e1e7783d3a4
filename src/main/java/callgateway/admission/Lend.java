package callgateway.admission;

/** What happens between a node and whoever lends it slots. */
public sealed interface Lend {
    /** A caller lacks a slot here: one is asked for. Counted in callers. */
    enum Asked implements Lend {
        /** Other nodes have some: the answer waits for it, for a moment. */
        CALLER,
        /** Nobody has one: the caller stands in line. */
        LINE
    }

    /** This node may have more. Counted in slots of the plan. */
    enum Granted implements Lend {
        /** Somebody here waits for one. */
        WANTED,
        /** For callers to come. */
        SPARE
    }

    /** A caller whose answer waited for a slot is answered without. Counted in callers. */
    enum Refused implements Lend {
        /** None came in time. */
        TOO_LATE,
        /** The other nodes have used up what they had. */
        NO_ROOM,
        /** Nobody is let in now: the agent's service wants to be left alone, or refuses the key. */
        HELD_OFF,
        /** The caller has hung up. */
        CALLER_GONE
    }

    /** This node may have less. Counted in slots of the plan. */
    enum Returned implements Lend {
        /** Came free here, and somebody waits elsewhere. */
        CAME_FREE,
        /** Was to spare here, and is wanted elsewhere; or a cap was lowered. */
        RECALLED
    }
}
