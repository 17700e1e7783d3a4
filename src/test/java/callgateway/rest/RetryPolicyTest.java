package callgateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private final RetryPolicy policy = new RetryPolicy(new Random(7));

    private static Attempt.Refused refused(int status, int code) {
        return new Attempt.Refused(status, code, "why", null);
    }

    private RestOutcome finished(RestOperation operation, Attempt attempt) {
        RetryPolicy.Decision decision = policy.decide(operation, attempt, 1);
        assertThat(decision).isInstanceOf(RetryPolicy.Finish.class);
        return ((RetryPolicy.Finish) decision).outcome();
    }

    private RetryPolicy.Again again(RestOperation operation, Attempt attempt, int number) {
        RetryPolicy.Decision decision = policy.decide(operation, attempt, number);
        assertThat(decision).isInstanceOf(RetryPolicy.Again.class);
        return (RetryPolicy.Again) decision;
    }

    @ParameterizedTest
    @EnumSource(RestOperation.class)
    void anAnswerIsTheEnd(RestOperation operation) {
        assertThat(finished(operation, new Attempt.Answered("CA1", "queued")))
                .isEqualTo(new RestOutcome.Done("CA1", "queued"));
    }

    @ParameterizedTest
    @CsvSource({
        "HANG_UP, 404, 20404, GONE",
        "UPDATE, 404, 20404, GONE",
        "REDIRECT, 404, 20404, GONE",
        "FETCH, 404, 20404, GONE",
        "PLACE, 404, 20404, REJECTED",
        "HANG_UP, 404, 0, REJECTED",
        "FETCH, 401, 20003, REJECTED",
        "PLACE, 400, 21211, REJECTED",
        "UPDATE, 403, 20403, REJECTED",
        "PLACE, 301, 0, REJECTED",
        "PLACE, 500, 20500, UNKNOWN",
        "PLACE, 503, 0, UNKNOWN"
    })
    void whatCannotChangeIsTheEnd(RestOperation operation, int status, int code, RestOutcome.Kind kind) {
        assertThat(finished(operation, refused(status, code)).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(RestOperation.class)
    void tooManyRequestsAreNeverProcessedAndSafeToRepeat(RestOperation operation) {
        assertThat(again(operation, refused(429, 20429), 1).otherwise().kind()).isEqualTo(RestOutcome.Kind.BUSY);
    }

    @Test
    void whatTwilioAsksToWaitIsWaitedAndPassedOn() {
        Attempt attempt = new Attempt.Refused(429, 20429, "why", Duration.ofSeconds(3));

        RetryPolicy.Again again = again(RestOperation.PLACE, attempt, 1);

        assertThat(again.pause()).isBetween(Duration.ofMillis(3125), Duration.ofMillis(3250));
        assertThat(again.otherwise()).isEqualTo(new RestOutcome.Busy(Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @CsvSource({"HANG_UP, true", "UPDATE, false", "REDIRECT, true", "FETCH, true", "PLACE, false"})
    void aFailureIsRepeatedWhereTheSecondTimeChangesNothing(RestOperation operation, boolean repeated) {
        for (Attempt attempt : new Attempt[] {refused(500, 0), new Attempt.BrokenOff("reset")}) {
            assertThat(policy.decide(operation, attempt, 1) instanceof RetryPolicy.Again)
                    .isEqualTo(repeated);
        }
    }

    @ParameterizedTest
    @CsvSource({"HANG_UP, true", "UPDATE, false", "REDIRECT, false", "FETCH, true", "PLACE, false"})
    void afterSilenceNoDocumentIsBegunAnew(RestOperation operation, boolean repeated) {
        assertThat(policy.decide(operation, new Attempt.TimedOut("late"), 1) instanceof RetryPolicy.Again)
                .isEqualTo(repeated);
    }

    @ParameterizedTest
    @EnumSource(RestOperation.class)
    void whatWasNeverSentIsSentAgain(RestOperation operation) {
        assertThat(again(operation, new Attempt.NotSent("no route"), 1).otherwise())
                .isEqualTo(new RestOutcome.Unreachable("no route"));
    }

    @Test
    void aCallInTheWrongStateIsGoneOrNotYetThere() {
        assertThat(finished(RestOperation.UPDATE, new Attempt.WrongState(true, "over")))
                .isEqualTo(RestOutcome.Gone.INSTANCE);
        assertThat(again(RestOperation.UPDATE, new Attempt.WrongState(false, "not yet"), 1)
                        .otherwise())
                .isEqualTo(new RestOutcome.Rejected(400, 21220, "not yet"));
    }

    @Test
    void anAnswerWithoutSenseIsNotRepeated() {
        assertThat(finished(RestOperation.FETCH, new Attempt.Senseless("what?")).kind())
                .isEqualTo(RestOutcome.Kind.UNKNOWN);
    }

    @Test
    void pausesGrowUpToABoundAndDiffer() {
        long seed = 20_260_106;
        RetryPolicy random = new RetryPolicy(new Random(seed));
        for (int round = 0; round < 1000; round++) {
            int number = 1 + round % 10;
            RetryPolicy.Again again =
                    (RetryPolicy.Again) random.decide(RestOperation.FETCH, new Attempt.NotSent("x"), number);
            long most = Math.min(4000, 250L << (number - 1));
            assertThat(again.pause().toMillis())
                    .as("seed %d, round %d", seed, round)
                    .isBetween(most / 2, most);
        }
    }
}
