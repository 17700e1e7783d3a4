package callgateway.admission;

/**
 * What a call asks for.
 *
 * @param pool the name of its pool
 * @param number the number that was called, as the carrier writes it
 */
public record Claim(String pool, String number) {
    /** Holds the form of names, as {@link Scope} does. */
    public Claim {
        Scope.requirePool(pool);
        Scope.requireNumber(number);
    }

    @Override
    public String toString() {
        return "Claim[" + pool + ", " + Scope.masked(number) + "]";
    }
}
