package callgateway.admission;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Something that has a cap: the plan of the agent's service, this node, a pool of numbers, one number. As text
 * {@code plan}, {@code node}, {@code pool:sales}, {@code number:+15550100}.
 *
 * @param name the pool's name or the number as the carrier writes it; empty for the plan and the node
 */
public record Scope(Kind kind, String name) {
    /** What a cap can hold for. */
    public enum Kind {
        /** The agent service's plan, as far as this node may use it. */
        PLAN,
        /** This node; in a cluster its share of the plan. */
        NODE,
        /** All numbers of a pool. */
        POOL,
        /** One number. */
        NUMBER
    }

    /** The agent service's plan. */
    public static final Scope PLAN = new Scope(Kind.PLAN, "");
    /** This node. */
    public static final Scope NODE = new Scope(Kind.NODE, "");

    private static final Pattern POOL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    /** What a carrier may call a number: digits, but also a SIP address or a client's name. */
    private static final Pattern NUMBER = Pattern.compile("[\\p{Graph}]{1,256}");

    /** Holds the form of names. */
    public Scope {
        switch (kind) {
            case PLAN, NODE -> {
                if (!name.isEmpty()) {
                    throw new IllegalArgumentException(kind + ": " + quoted(name) + " (expected: no name)");
                }
            }
            case POOL -> requirePool(name);
            case NUMBER -> requireNumber(name);
        }
    }

    /** The pool of this name. */
    public static Scope pool(String name) {
        return new Scope(Kind.POOL, name);
    }

    /** This number. */
    public static Scope number(String number) {
        return new Scope(Kind.NUMBER, number);
    }

    /** Reads the text form; throws {@link IllegalArgumentException} with a message for whoever wrote it. */
    public static Scope parse(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1);
        return switch (colon < 0 ? text : text.substring(0, colon + 1)) {
            case "plan" -> PLAN;
            case "node" -> NODE;
            case "pool:" -> pool(name);
            case "number:" -> number(name);
            default ->
                throw new IllegalArgumentException(
                        "scope: " + quoted(masked(text)) + " (expected: plan, node, pool:NAME or number:NUMBER)");
        };
    }

    /** The text form, with the digits of a number hidden except the last two: for logs. */
    public String toMaskedString() {
        return kind == Kind.NUMBER ? "number:" + masked(name) : toString();
    }

    @Override
    public String toString() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return name.isEmpty() ? word : word + ':' + name;
    }

    static void requirePool(String name) {
        if (!POOL_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "pool: " + quoted(name) + " (expected: letters, digits, . _ -, at most 64)");
        }
    }

    static void requireNumber(String number) {
        if (!NUMBER.matcher(number).matches()) {
            throw new IllegalArgumentException(
                    "number: " + quoted(masked(number)) + " (expected: no spaces, at most 256 characters)");
        }
    }

    /** The text with every digit hidden except the last two characters. */
    static String masked(String text) {
        int shown = Math.max(0, text.length() - 2);
        return text.substring(0, shown).replaceAll("[0-9]", "*") + text.substring(shown);
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= 80 ? text : text.substring(0, 80) + "...") + '"';
    }
}
