package callgateway.rest;

/** Makes one attempt at a request. Blocks; any thread. */
interface CallsApi extends AutoCloseable {
    Attempt attempt(RestRequest request);

    /** Ends what is left of attempts. */
    @Override
    default void close() {}
}
