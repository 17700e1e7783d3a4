package callgateway.call;

import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The caller's keys on their way to the agent. While there is none, or it is being replaced, they are held, and told in their
 * order to the one that comes: people who know a menu press its keys before it speaks. How long they may be held is how long
 * the call waits for an agent. Belongs to the call.
 */
final class CallerKeys {
    /** More than any menu and any card number has. */
    static final int MOST_HELD = 32;

    /** Takes one key. */
    @FunctionalInterface
    interface Agent {
        void key(char key);
    }

    private final ObjIntConsumer<KeyDrop> dropped;
    private final StringBuilder held = new StringBuilder();
    private @Nullable Agent agent;

    /** @param dropped told why so many were dropped */
    CallerKeys(ObjIntConsumer<KeyDrop> dropped) {
        this.dropped = dropped;
    }

    /**
     * The caller pressed one.
     *
     * @param last whether no other agent will come
     */
    void press(char key, boolean last) {
        if (agent != null) {
            agent.key(key);
        } else if (last) {
            dropped.accept(KeyDrop.ENDING, 1);
        } else if (held.length() >= MOST_HELD) {
            // What comes first is what the first question is about.
            dropped.accept(KeyDrop.FULL, 1);
        } else {
            held.append(key);
        }
    }

    /** There is an agent that listens: it is told what was held, and from now on every key at once. */
    void listensNow(Agent listening) {
        agent = listening;
        for (int i = 0; i < held.length(); i++) {
            listening.key(held.charAt(i));
        }
        held.setLength(0);
    }

    /** There is no agent for now. */
    void nobodyListens() {
        agent = null;
    }

    /** The call is over. */
    void over() {
        agent = null;
        if (!held.isEmpty()) {
            dropped.accept(KeyDrop.NO_AGENT, held.length());
            held.setLength(0);
        }
    }
}
