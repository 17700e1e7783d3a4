package callgateway.admission;

/**
 * A slot given back.
 *
 * @param confirmed whether the call's media stream had started
 */
public record Release(Claim claim, boolean confirmed) {}
