package callgateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line, the threads and the repetitions, in time that the test moves; attempts end when the test says so. */
@Timeout(30)
class TwilioRestTest {
    private static final Attempt ANSWERED = new Attempt.Answered("CA1", "completed");
    private static final Attempt BROKEN = new Attempt.Refused(500, 0, "why", null);
    private static final Attempt TOO_MANY = new Attempt.Refused(429, 20429, "why", Duration.ofSeconds(3));

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final AtomicLong nanos = new AtomicLong(77);
    private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();
    private final Counted counted = new Counted();
    private final RestSettingsForTests with = new RestSettingsForTests();

    private record Pending(RestRequest request, CompletableFuture<Attempt> end) {}

    private static final class Counted implements RestMonitor {
        final List<String> finished = new CopyOnWriteArrayList<>();
        final AtomicLong repeated = new AtomicLong();
        volatile int waiting;

        @Override
        public void finished(RestOperation operation, RestOutcome.Kind outcome, Duration took) {
            finished.add(operation + " " + outcome + " " + took.toMillis());
        }

        @Override
        public void repeated(RestOperation operation) {
            repeated.incrementAndGet();
        }

        @Override
        public void waiting(int requests) {
            waiting = requests;
        }
    }

    private final TestProbe<RestOutcome> asker = kit.createTestProbe();

    @AfterEach
    void stop() {
        pending.forEach(one -> one.end.complete(ANSWERED));
        kit.shutdownTestKit();
    }

    private ActorRef<TwilioRest.Command> start() {
        return kit.spawn(TwilioRest.create(new TwilioRest.Plan(
                with.settings(),
                request -> {
                    Pending one = new Pending(request, new CompletableFuture<>());
                    pending.add(one);
                    return one.end.join();
                },
                counted,
                nanos::get,
                new Random(1))));
    }

    private void passes(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        time.timePasses(duration);
    }

    private Pending next() throws InterruptedException {
        Pending one = pending.poll(10, TimeUnit.SECONDS);
        assertThat(one).as("an attempt").isNotNull();
        return one;
    }

    private RestRequest hangUp(ActorRef<RestOutcome> replyTo) {
        return new RestRequest.HangUp("CA1", replyTo);
    }

    private RestRequest place(ActorRef<RestOutcome> replyTo) {
        return new RestRequest.PlaceCall(
                new OutboundCall(
                        "+15550100",
                        "+14155550123",
                        URI.create("https://gw.example.com/voice"),
                        URI.create("https://gw.example.com/voice/status"),
                        Duration.ofSeconds(25)),
                replyTo);
    }

    private void fails(ActorRef<TwilioRest.Command> rest, RestRequest request, Attempt attempt)
            throws InterruptedException {
        rest.tell(request);
        next().end.complete(attempt);
    }

    @Test
    void aRequestHasOneOutcome() throws InterruptedException {
        fails(start(), hangUp(asker.ref()), ANSWERED);

        asker.expectMessage(new RestOutcome.Done("CA1", "completed"));
        asker.expectNoMessage(Duration.ZERO);
        assertThat(counted.finished).containsExactly("HANG_UP DONE 0");
    }

    @Test
    void whatFailedIsRepeatedAfterAPauseUntilItsAttemptsAreUsedUp() throws InterruptedException {
        fails(start(), hangUp(asker.ref()), BROKEN);
        for (int attempt = 2; attempt <= 4; attempt++) {
            int soFar = attempt - 1;
            await().until(() -> counted.repeated.get() == soFar);
            assertThat(pending).isEmpty();
            passes(Duration.ofSeconds(2));
            next().end.complete(BROKEN);
        }

        asker.expectMessage(new RestOutcome.Unknown("Twilio answered 500"));
        assertThat(counted.finished).containsExactly("HANG_UP UNKNOWN 6000");
    }

    @Test
    void aSecondAttemptCanHelp() throws InterruptedException {
        fails(start(), hangUp(asker.ref()), BROKEN);
        await().until(() -> counted.repeated.get() == 1);
        passes(Duration.ofMillis(250));
        next().end.complete(ANSWERED);

        asker.expectMessageClass(RestOutcome.Done.class);
    }

    @Test
    void aCallIsNeverPlacedTwiceWhenItMayHaveBeenPlaced() throws InterruptedException {
        ActorRef<TwilioRest.Command> rest = start();
        for (Attempt attempt : List.of(
                BROKEN, new Attempt.TimedOut("late"), new Attempt.BrokenOff("reset"), new Attempt.Senseless("what?"))) {
            fails(rest, place(asker.ref()), attempt);
            asker.expectMessageClass(RestOutcome.Unknown.class);
        }
        passes(Duration.ofSeconds(30));

        assertThat(pending).isEmpty();
        assertThat(counted.repeated).hasValue(0);
    }

    @Test
    void aCallThatWasCertainlyNotPlacedIsPlacedAgain() throws InterruptedException {
        fails(start(), place(asker.ref()), TOO_MANY);
        await().until(() -> counted.repeated.get() == 1);
        passes(Duration.ofSeconds(3));
        assertThat(pending).isEmpty();
        passes(Duration.ofMillis(250));
        next().end.complete(ANSWERED);

        asker.expectMessageClass(RestOutcome.Done.class);
    }

    @Test
    void aPauseLongerThanTheTimeLeftIsLeftToWhoeverAsked() throws InterruptedException {
        with.giveUpAfter = Duration.ofSeconds(3);
        fails(start(), place(asker.ref()), TOO_MANY);

        asker.expectMessage(new RestOutcome.Busy(Duration.ofSeconds(3)));
    }

    @Test
    void whatCannotBeConnectedIsUnreachable() throws InterruptedException {
        with.attempts = 1;
        fails(start(), place(asker.ref()), new Attempt.NotSent("refused"));

        asker.expectMessage(new RestOutcome.Unreachable("refused"));
    }

    @Test
    void aFaultOfOursIsAnOutcomeToo() {
        ActorRef<TwilioRest.Command> rest = kit.spawn(TwilioRest.create(new TwilioRest.Plan(
                with.settings(),
                request -> {
                    throw new IllegalStateException("boom");
                },
                counted,
                nanos::get,
                new Random(1))));

        rest.tell(place(asker.ref()));

        assertThat(asker.expectMessageClass(RestOutcome.Unknown.class).why()).contains("boom");
    }

    @Test
    void onlySoManyRunAndOnlySoManyWait() throws InterruptedException {
        ActorRef<TwilioRest.Command> rest = start();
        for (int i = 0; i < with.threads + with.queue; i++) {
            rest.tell(hangUp(asker.ref()));
        }
        next();
        next();
        await().until(() -> counted.waiting == with.queue);
        assertThat(pending).isEmpty();

        TestProbe<RestOutcome> late = kit.createTestProbe();
        rest.tell(hangUp(late.ref()));

        late.expectMessage(new RestOutcome.Busy(Duration.ofSeconds(1)));
        asker.expectNoMessage(Duration.ZERO);
    }

    @Test
    void whatRestsBetweenAttemptsCountsAsWaiting() throws InterruptedException {
        with.queue = 1;
        ActorRef<TwilioRest.Command> rest = start();
        fails(rest, hangUp(asker.ref()), BROKEN);
        await().until(() -> counted.waiting == 1);

        TestProbe<RestOutcome> late = kit.createTestProbe();
        rest.tell(hangUp(late.ref()));

        late.expectMessageClass(RestOutcome.Busy.class);
    }

    @Test
    void theLastThreadIsForCallsThatLive() throws InterruptedException {
        ActorRef<TwilioRest.Command> rest = start();
        rest.tell(place(asker.ref()));
        rest.tell(place(asker.ref()));
        Pending first = next();
        await().until(() -> counted.waiting == 1);
        assertThat(pending).isEmpty();

        rest.tell(hangUp(asker.ref()));

        assertThat(next().request.operation()).isEqualTo(RestOperation.HANG_UP);
        first.end.complete(ANSWERED);
        assertThat(next().request.operation()).isEqualTo(RestOperation.PLACE);
    }

    @Test
    void withOneThreadCallsArePlacedAllTheSame() throws InterruptedException {
        with.threads = 1;
        fails(start(), place(asker.ref()), ANSWERED);

        asker.expectMessageClass(RestOutcome.Done.class);
    }

    @Test
    void theMostUrgentGoesFirst() throws InterruptedException {
        with.threads = 1;
        with.queue = 10;
        ActorRef<TwilioRest.Command> rest = start();
        rest.tell(place(asker.ref()));
        Pending first = next();
        rest.tell(place(asker.ref()));
        rest.tell(new RestRequest.FetchCall("CA1", asker.ref()));
        rest.tell(new RestRequest.RedirectCall("CA1", URI.create("https://gw.example.com/x"), asker.ref()));
        rest.tell(new RestRequest.UpdateCall("CA2", "<Response/>", asker.ref()));
        rest.tell(new RestRequest.UpdateCall("CA3", "<Response/>", asker.ref()));
        rest.tell(hangUp(asker.ref()));
        await().until(() -> counted.waiting == 6);
        first.end.complete(ANSWERED);

        List<String> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Pending one = next();
            order.add(one.request.operation() + one.request.callSid());
            one.end.complete(ANSWERED);
        }
        assertThat(order).containsExactly("HANG_UPCA1", "UPDATECA2", "UPDATECA3", "REDIRECTCA1", "FETCHCA1", "PLACE");
    }

    @Test
    void aCallToBePlacedMakesRoomForOneThatLives() throws InterruptedException {
        with.threads = 1;
        with.queue = 2;
        ActorRef<TwilioRest.Command> rest = start();
        rest.tell(place(asker.ref()));
        Pending first = next();
        TestProbe<RestOutcome> older = kit.createTestProbe();
        TestProbe<RestOutcome> younger = kit.createTestProbe();
        rest.tell(place(older.ref()));
        rest.tell(place(younger.ref()));

        rest.tell(hangUp(asker.ref()));

        younger.expectMessageClass(RestOutcome.Busy.class);
        older.expectNoMessage(Duration.ZERO);
        first.end.complete(ANSWERED);
        assertThat(next().request.operation()).isEqualTo(RestOperation.HANG_UP);
    }

    @Test
    void whatHasWaitedTooLongIsNotBegun() throws InterruptedException {
        with.threads = 1;
        ActorRef<TwilioRest.Command> rest = start();
        TestProbe<RestOutcome> second = kit.createTestProbe();
        rest.tell(hangUp(asker.ref()));
        Pending first = next();
        rest.tell(hangUp(second.ref()));
        await().until(() -> counted.waiting == 1);
        passes(Duration.ofSeconds(11));
        first.end.complete(ANSWERED);

        second.expectMessageClass(RestOutcome.Busy.class);
        assertThat(pending).isEmpty();
    }

    @Test
    void whoeverWaitsWhenItStopsIsTold() throws InterruptedException {
        with.threads = 1;
        ActorRef<TwilioRest.Command> rest = start();
        rest.tell(hangUp(kit.system().ignoreRef()));
        next();
        rest.tell(hangUp(asker.ref()));
        await().until(() -> counted.waiting == 1);

        kit.stop(rest);

        asker.expectMessageClass(RestOutcome.Unreachable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CA", "MZ1", "CA1/../x", "CA1?x", "CA 1", "CA1\n"})
    void whatIsNoCallIsNoRequest(String callSid) {
        assertThatThrownBy(() -> new RestRequest.HangUp(callSid, asker.ref()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: CA and 32 hex digits");
    }

    @Test
    void aDocumentThatTwilioWouldRefuseIsNoRequest() {
        assertThatThrownBy(() -> new RestRequest.UpdateCall("CA1", "x".repeat(4001), asker.ref()))
                .hasMessage("twiml: 4001 characters (expected: 1..4000)");
        assertThatThrownBy(() -> new RestRequest.UpdateCall("CA1", " ", asker.ref()))
                .hasMessageContaining("twiml");
        assertThatThrownBy(() -> new RestRequest.RedirectCall("CA1", URI.create("/voice"), asker.ref()))
                .hasMessageContaining("absolute");
    }

    @Test
    void noNumberIsInADescription() {
        assertThat(place(asker.ref()).toString()).doesNotContain("4155550123").doesNotContain("+15550100");
        assertThat(new RestRequest.UpdateCall("CA1", "<Dial>+14155550123</Dial>", asker.ref()).toString())
                .doesNotContain("4155550123");
    }
}
