package callgateway.rest;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** What an attempt means: an outcome, or another attempt. */
final class RetryPolicy {
    static final int NOT_FOUND = 20404;
    static final int WRONG_STATE = 21220;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    private final RandomGenerator random;

    RetryPolicy(RandomGenerator random) {
        this.random = random;
    }

    sealed interface Decision {}

    /** That is it. */
    record Finish(RestOutcome outcome) implements Decision {}

    /**
     * Another attempt can help.
     *
     * @param pause until then
     * @param otherwise the outcome when there cannot be another
     */
    record Again(Duration pause, RestOutcome otherwise) implements Decision {}

    /**
     * Decides.
     *
     * @param number the number of the attempt, from 1
     */
    Decision decide(RestOperation operation, Attempt attempt, int number) {
        if (attempt instanceof Attempt.Answered answered) {
            return new Finish(new RestOutcome.Done(answered.callSid(), answered.status()));
        }
        if (attempt instanceof Attempt.WrongState state) {
            return state.over()
                    ? new Finish(RestOutcome.Gone.INSTANCE)
                    : new Again(jittered(number), new RestOutcome.Rejected(400, WRONG_STATE, state.message()));
        }
        if (attempt instanceof Attempt.Refused refused) {
            return refused(operation, refused, number);
        }
        if (attempt instanceof Attempt.NotSent notSent) {
            return new Again(jittered(number), new RestOutcome.Unreachable(notSent.why()));
        }
        if (attempt instanceof Attempt.BrokenOff broken) {
            return unless(operation.repeatableAfterFailure(), number, broken.why());
        }
        if (attempt instanceof Attempt.TimedOut late) {
            return unless(operation.repeatableAfterSilence(), number, late.why());
        }
        return new Finish(new RestOutcome.Unknown(((Attempt.Senseless) attempt).why()));
    }

    private Decision refused(RestOperation operation, Attempt.Refused refused, int number) {
        int status = refused.status();
        if (status == 429) {
            // Twilio: never processed, so safe to repeat, whatever it was.
            Duration asked = refused.retryAfter() == null ? Duration.ZERO : refused.retryAfter();
            Duration pause = asked.plus(jittered(number));
            return new Again(pause, new RestOutcome.Busy(asked.isZero() ? ceiling(number) : asked));
        }
        if (status >= 500) {
            return unless(operation.repeatableAfterFailure(), number, "Twilio answered " + status);
        }
        // A 404 that is not Twilio's comes from a proxy or a wrong api-base, and says nothing about the call.
        if (status == 404 && refused.code() == NOT_FOUND && operation != RestOperation.PLACE) {
            return new Finish(RestOutcome.Gone.INSTANCE);
        }
        return new Finish(new RestOutcome.Rejected(status, refused.code(), refused.message()));
    }

    private Decision unless(boolean repeatable, int number, String why) {
        RestOutcome unknown = new RestOutcome.Unknown(why);
        return repeatable ? new Again(jittered(number), unknown) : new Finish(unknown);
    }

    private static Duration ceiling(int number) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(number - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Between half of the pause and all of it: calls that failed together do not come back together. */
    private Duration jittered(int number) {
        long half = ceiling(number).toMillis() / 2;
        return Duration.ofMillis(half + random.nextLong(half + 1));
    }
}
