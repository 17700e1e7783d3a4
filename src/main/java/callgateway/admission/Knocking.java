package callgateway.admission;

/** Whether a call whose media stream has started may knock at the agent's service. */
enum Knocking {
    /** Now. */
    NOW,
    /** Not before it is known how another one fares, who knocks alone: ask again. */
    LATER,
    /** No: the call is in its line again, before all others. */
    NEVER
}
