package callgateway.admission;

/** What can be wrong with the key for the agent's service; nothing a retry mends, and the same for every call. */
public enum KeyFault {
    /** 401, 4401. */
    UNAUTHORIZED("the key is wrong or missing: check PYAI_API_KEY"),
    /** 402. */
    PAYMENT("credit, budget or quota is used up: add credit or raise the key's budget"),
    /** 403, 4403. */
    FORBIDDEN(
            "the key may not open sessions: check its scopes, its allowed origins, and whether the organisation is suspended");

    private final String fix;

    KeyFault(String fix) {
        this.fix = fix;
    }

    /** What is wrong and what to do, for an operator. */
    public String fix() {
        return fix;
    }
}
