package callgateway.rest;

import callgateway.logging.CallLog;
import callgateway.logging.LoggedNumbers;
import java.time.Duration;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests to Twilio's REST API, each with exactly one {@link RestOutcome}. Its client blocks, so it runs on a few threads
 * of its own; what they cannot take waits in a bounded line, the most urgent first, and what that cannot take is
 * {@link RestOutcome.Busy} at once. Requests for the same call are not kept in order: whoever makes a second one waits for the
 * outcome of the first.
 */
public final class TwilioRest {
    private static final CallLog LOG = CallLog.of(TwilioRest.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Plan plan;
    private final RestSettings settings;
    private final RetryPolicy policy;
    private final ExecutorService threads;
    private final PriorityQueue<Job> line = new PriorityQueue<>();
    private final Set<Job> resting = new HashSet<>();
    private long received;
    private int running;
    private int placing;

    private TwilioRest(ActorContext<Command> context, TimerScheduler<Command> timers, Plan plan) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        this.settings = plan.settings;
        this.policy = new RetryPolicy(plan.random);
        this.threads = Executors.newFixedThreadPool(settings.threads(), task -> {
            Thread thread = new Thread(task, "twilio-rest");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What it can be told: {@link RestRequest}s. */
    public sealed interface Command permits RestRequest, Attempted, Rested {}

    private record Attempted(Job job, Attempt attempt) implements Command {}

    private record Rested(Job job) implements Command {}

    /** One request until its outcome. Only the actor changes it. */
    private static final class Job implements Comparable<Job> {
        private final RestRequest request;
        private final long order;
        private final long sinceNanos;
        private int attempts;

        Job(RestRequest request, long order, long sinceNanos) {
            this.request = request;
            this.order = order;
            this.sinceNanos = sinceNanos;
        }

        /** The most urgent first, and in their order. */
        @Override
        public int compareTo(Job other) {
            int urgency = request.operation().compareTo(other.request.operation());
            return urgency != 0 ? urgency : Long.compare(order, other.order);
        }
    }

    /**
     * What it needs.
     *
     * @param nanos the monotonic clock, ns
     */
    record Plan(RestSettings settings, CallsApi api, RestMonitor monitor, LongSupplier nanos, RandomGenerator random) {}

    /**
     * The behavior. Should be resumed on a failure: a restart would lose requests.
     *
     * @param monitor counts
     */
    public static Behavior<Command> create(RestSettings settings, RestMonitor monitor) {
        return Behaviors.setup(context -> create(new Plan(
                settings, new TwilioCalls(settings), monitor, System::nanoTime, () -> ThreadLocalRandom.current()
                        .nextLong())));
    }

    static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TwilioRest(context, timers, plan).running()));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(RestRequest.class, this::onRequest)
                .onMessage(Attempted.class, this::onAttempted)
                .onMessage(Rested.class, this::onRested)
                .onSignal(PostStop.class, stop -> onStopped())
                .build();
    }

    private Behavior<Command> onRequest(RestRequest request) {
        Job job = new Job(request, received++, plan.nanos.getAsLong());
        if (line.size() + resting.size() >= settings.queue() && !makeRoomFor(job)) {
            finish(job, new RestOutcome.Busy(ASK_AGAIN));
            return Behaviors.same();
        }
        line.add(job);
        begin();
        return Behaviors.same();
    }

    /** Sends away a call that is still to be placed, when something about a live call comes. */
    private boolean makeRoomFor(Job job) {
        if (job.request.operation() == RestOperation.PLACE) {
            return false;
        }
        Job last = null;
        for (Job waiting : line) {
            if (waiting.request.operation() == RestOperation.PLACE && (last == null || waiting.order > last.order)) {
                last = waiting;
            }
        }
        if (last == null) {
            return false;
        }
        line.remove(last);
        finish(last, new RestOutcome.Busy(ASK_AGAIN));
        return true;
    }

    private void begin() {
        for (Job job = next(); job != null; job = next()) {
            if (leftNanos(job) <= 0) {
                finish(job, new RestOutcome.Busy(ASK_AGAIN));
            } else {
                attempt(job);
            }
        }
        plan.monitor.waiting(line.size() + resting.size());
    }

    /** Calls are not placed on the last thread: one that rings out there must not keep another from being ended. */
    private @Nullable Job next() {
        Job first = line.peek();
        if (first == null || running >= settings.threads()) {
            return null;
        }
        boolean place = first.request.operation() == RestOperation.PLACE;
        return place && placing >= Math.max(1, settings.threads() - 1) ? null : line.poll();
    }

    private void attempt(Job job) {
        running++;
        placing += job.request.operation() == RestOperation.PLACE ? 1 : 0;
        job.attempts++;
        context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> plan.api.attempt(job.request), threads), (attempt, failure) -> {
                    if (attempt == null) {
                        LOG.error(job.request.callSid(), "a request to Twilio failed here", failure);
                        return new Attempted(job, new Attempt.Senseless("the request failed here: " + failure));
                    }
                    return new Attempted(job, attempt);
                });
    }

    private Behavior<Command> onAttempted(Attempted attempted) {
        Job job = attempted.job;
        running--;
        placing -= job.request.operation() == RestOperation.PLACE ? 1 : 0;
        RetryPolicy.Decision decision = policy.decide(job.request.operation(), attempted.attempt, job.attempts);
        if (decision instanceof RetryPolicy.Finish over) {
            finish(job, over.outcome());
        } else if (decision instanceof RetryPolicy.Again again) {
            if (job.attempts < settings.attempts() && again.pause().toNanos() < leftNanos(job)) {
                resting.add(job);
                plan.monitor.repeated(job.request.operation());
                timers.startSingleTimer(job, new Rested(job), again.pause());
            } else {
                finish(job, again.otherwise());
            }
        }
        begin();
        return Behaviors.same();
    }

    private Behavior<Command> onRested(Rested rested) {
        resting.remove(rested.job);
        line.add(rested.job);
        begin();
        return Behaviors.same();
    }

    private long leftNanos(Job job) {
        Duration own = job.request.within();
        Duration within = own == null || own.compareTo(settings.giveUpAfter()) > 0 ? settings.giveUpAfter() : own;
        return within.toNanos() - (plan.nanos.getAsLong() - job.sinceNanos);
    }

    private void finish(Job job, RestOutcome outcome) {
        RestOperation operation = job.request.operation();
        Duration took = Duration.ofNanos(plan.nanos.getAsLong() - job.sinceNanos);
        plan.monitor.finished(job.request.callSid(), operation, outcome.kind(), took);
        log(job, outcome);
        job.request.replyTo().tell(outcome);
    }

    private static void log(Job job, RestOutcome outcome) {
        String call = job.request.callSid();
        String what = job.request.operation() + (call.isEmpty() ? "" : " of " + call);
        if (outcome instanceof RestOutcome.Rejected rejected) {
            boolean ours = rejected.status() == 401 || rejected.status() == 403;
            LOG.warn(
                    call,
                    "Twilio refuses {}: {} {} {}{}",
                    what,
                    rejected.status(),
                    rejected.code(),
                    LoggedNumbers.in(String.valueOf(rejected.message())),
                    ours ? "; do TWILIO_ACCOUNT_SID and the token or API key belong together?" : "");
        } else if (outcome instanceof RestOutcome.Unreachable unreachable) {
            LOG.warn(call, "Twilio cannot be asked for {}: {}", what, unreachable.why());
        } else if (outcome instanceof RestOutcome.Unknown unknown) {
            LOG.warn(call, "it is not known whether Twilio carried out {}: {}", what, unknown.why());
        } else if (outcome instanceof RestOutcome.Busy) {
            LOG.info(call, "too many requests to Twilio for {}", what);
        }
    }

    private Behavior<Command> onStopped() {
        resting.addAll(line);
        line.clear();
        resting.forEach(job -> finish(job, new RestOutcome.Unreachable("the gateway is stopping")));
        resting.clear();
        threads.shutdownNow();
        plan.api.close();
        return Behaviors.same();
    }
}
