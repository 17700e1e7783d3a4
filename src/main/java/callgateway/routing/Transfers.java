package callgateway.routing;

import callgateway.routing.TransferTarget.InPool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom the callers of a pool may be handed over to, and how. Closed unless listed: what an agent says is what a caller can
 * make it say.
 *
 * @param to where those go for whom the agent names nobody; allowed without being listed; null for nobody
 * @param allow whom else the agent and the operator may name
 * @param timeout how long the human's phone may ring: 1 to 600 s
 * @param callerId what the human sees
 * @param whisper what the human is told before they talk, {@value #REASON} being the agent's reason; empty for nothing
 * @param screen whether the human has to press 1, which no voicemail does
 * @param comeback what the caller is greeted with by the agent when nobody took the call; empty: the agent waits
 */
public record Transfers(
        @Nullable TransferTarget to,
        List<AllowedTarget> allow,
        Duration timeout,
        CallerId callerId,
        String whisper,
        boolean screen,
        String comeback) {
    /** Stands for the agent's reason. */
    public static final String REASON = "{reason}";

    /** Nobody at all. */
    public static final Transfers NONE =
            new Transfers(null, List.of(), Duration.ofSeconds(20), CallerId.CALLER, "", false, "");

    private static final int MAX_WHISPER = 500;
    private static final int MAX_COMEBACK = 1000;

    /** What the human's phone shows. */
    public enum CallerId {
        /** The number of the caller. */
        CALLER,
        /** The pooled number that was called. */
        CALLED
    }

    /** Why nobody is dialled whom an agent or an operator has named. */
    public enum Refusal {
        /** It is no number, no SIP address and no pool. */
        MALFORMED,
        /** It is not on the pool's list. */
        NOT_LISTED,
        /** A beginning on the list fits, but it is a premium rate, satellite or short number. */
        PREMIUM,
        /** Nobody was named, and there is nobody for that case. */
        NOBODY,
        /** The call has been handed over often enough. */
        TOO_MANY
    }

    /** What becomes of a wish. */
    public sealed interface Verdict {}

    /** This is whom to dial. */
    public record Allowed(TransferTarget target) implements Verdict {}

    /** Nobody is dialled by that name. */
    public record Refused(Refusal why) implements Verdict {}

    /** Holds the ranges. */
    public Transfers {
        allow = List.copyOf(allow);
        if (timeout.toSeconds() < 1 || timeout.toSeconds() > 600) {
            throw new IllegalArgumentException("timeout: " + timeout.toMillis() + " ms (expected: 1s to 600s)");
        }
        atMost("whisper", whisper, MAX_WHISPER);
        atMost("comeback", comeback, MAX_COMEBACK);
        if (screen && whisper.isBlank()) {
            throw new IllegalArgumentException("screen: on without a whisper (expected: one that asks to press 1)");
        }
    }

    private static void atMost(String name, String text, int max) {
        if (text.length() > max) {
            throw new IllegalArgumentException(
                    name + ": " + text.length() + " characters (expected: at most " + max + ")");
        }
    }

    /**
     * Whom to dial for this wish.
     *
     * @param named what the agent or the operator said; null or blank when nobody in particular
     */
    public Verdict decide(@Nullable String named) {
        if (named == null || named.isBlank()) {
            return to == null ? new Refused(Refusal.NOBODY) : new Allowed(to);
        }
        Optional<TransferTarget> meant = TransferTarget.understood(named);
        Optional<TransferTarget> pool = pool(named.strip());
        if (meant.isEmpty() && pool.isEmpty()) {
            return new Refused(Refusal.MALFORMED);
        }
        TransferTarget target = meant.orElseGet(pool::orElseThrow);
        if (target.equals(to) || allow.stream().anyMatch(one -> one.allows(target))) {
            return new Allowed(target);
        }
        boolean nearly = allow.stream()
                .anyMatch(one -> one instanceof AllowedTarget.Beginning beginning && beginning.matches(target));
        return new Refused(nearly ? Refusal.PREMIUM : Refusal.NOT_LISTED);
    }

    /** A listed pool that is called by its bare name. */
    private Optional<TransferTarget> pool(String name) {
        return pools().filter(name::equalsIgnoreCase).findFirst().map(InPool::new);
    }

    /** The pools it names. */
    public Stream<String> pools() {
        Stream<AllowedTarget> all =
                to == null ? allow.stream() : Stream.concat(Stream.of(new AllowedTarget.Exactly(to)), allow.stream());
        return all.flatMap(one -> Stream.ofNullable(AllowedTarget.poolOf(one)));
    }

    /** What the human is told; empty for nothing. */
    public String whisper(@Nullable String reason) {
        return whisper.replace(REASON, reason == null ? "" : reason).strip();
    }
}
