package callgateway.rest;

/** Carries an attempt's end through the SDK, which knows neither headers nor what has been sent. */
final class AttemptFailed extends RuntimeException {
    private final transient Attempt attempt;

    AttemptFailed(Attempt attempt) {
        super(attempt.getClass().getSimpleName(), null, false, false);
        this.attempt = attempt;
    }

    Attempt attempt() {
        return attempt;
    }
}
