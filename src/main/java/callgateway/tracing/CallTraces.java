package callgateway.tracing;

import callgateway.call.CallId;
import callgateway.call.CallJournal;
import callgateway.call.CallStory;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes traces of what the journal of calls is told, on a thread of its own. Whoever tells it is never kept waiting: what
 * there is no room for is dropped and counted.
 */
public final class CallTraces implements CallJournal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallTraces.class);
    private static final int MOST_WAITING = 8192;
    private static final int MOST_OPEN = 20_000;
    private static final int MOST_ENDED = 20_000;
    /** What was under way when a call ended is still told: a webhook that is being answered. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LOOK_EVERY_MS = 200;
    private static final long STOP_WITHIN_S = 5;
    /** No call is longer; one of which nothing is heard for so long has lost its end. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(5);

    private final BlockingQueue<Told> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CallTraceId ids = new CallTraceId();
    private final Map<String, CallTrace> open = new LinkedHashMap<>(16, 0.75f, true);
    /** Calls whose traces end soon, the first first. */
    private final ArrayDeque<Ending> ending = new ArrayDeque<>();
    /** Calls whose traces have ended: what is told of them now comes too late. */
    private final LinkedHashSet<String> ended = new LinkedHashSet<>();

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final TraceMonitor monitor;
    private final double share;
    private final Thread thread;

    private record Told(
            String callSid, Instant at, @Nullable Change change) {}

    private record Ending(String callSid, CallTrace trace, long dueNanos) {}

    /** What one piece of news does to a trace. */
    private interface Change {
        void apply(CallTrace trace);
    }

    CallTraces(TracingSettings settings, SpanExporter exporter, TraceMonitor monitor) {
        this.monitor = monitor;
        this.share = settings.share();
        this.provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), settings.service(),
                        AttributeKey.stringKey("service.instance.id"), settings.node())))
                .addSpanProcessor(BatchSpanProcessor.builder(new CountedExporter(exporter, monitor))
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
        this.tracer = provider.get("callgateway");
        this.thread = new Thread(this::run, "tracing");
        thread.setDaemon(true);
        thread.start();
    }

    /** Traces that go where the settings say. */
    public static CallTraces to(TracingSettings settings, TraceMonitor monitor) {
        LOG.info("calls are traced to {}", settings.endpoint());
        return new CallTraces(settings, OtlpTraces.exporter(settings), monitor);
    }

    /**
     * What a request that belongs to a call says about its trace.
     *
     * @return a {@code traceparent} of the W3C
     */
    public String parentOf(String callSid) {
        return "00-" + CallTraceId.trace(callSid) + "-" + CallTraceId.span(callSid)
                + (isTraced(callSid) ? "-01" : "-00");
    }

    /** Every node decides the same. */
    private boolean isTraced(String callSid) {
        long lowest = Long.parseUnsignedLong(CallTraceId.trace(callSid).substring(16), 16) >>> 1;
        return share >= 1 || lowest < (long) (share * Long.MAX_VALUE);
    }

    // -- what it is told

    @Override
    public CompletionStage<Void> admitted(CallId id, String pool, Instant came, Instant at) {
        tell(id.callSid(), came, trace -> trace.admitted(id, pool, came, at));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void refused(CallId id, String pool, String why, Instant came, Instant at) {
        tell(id.callSid(), came, trace -> trace.turnedAway(id, pool, why, came, at));
    }

    @Override
    public void abandoned(CallId id, String pool, Instant came, Instant at) {
        tell(id.callSid(), came, trace -> trace.turnedAway(id, pool, "hung_up_in_line", came, at));
        over(id.callSid(), at);
    }

    @Override
    public void happened(String callSid, CallStory.Moment moment) {
        tell(callSid, moment.at(), trace -> trace.happened(moment));
    }

    @Override
    public void webhook(String callSid, String path, Instant began, Instant ended) {
        tell(callSid, began, trace -> trace.webhook(path, began, ended));
    }

    @Override
    public void over(String callSid, Instant at) {
        tell(callSid, at, null);
    }

    /** A request to the carrier's API about this call has its outcome. */
    public void rest(String callSid, String operation, String outcome, Duration took) {
        Instant now = Instant.now();
        if (!callSid.isEmpty()) {
            tell(callSid, now.minus(took), trace -> trace.rest(operation, outcome, now, took));
        }
    }

    private void tell(String callSid, Instant at, @Nullable Change change) {
        if (isTraced(callSid) && !queue.offer(new Told(callSid, at, change))) {
            monitor.dropped();
        }
    }

    // -- the thread

    private void run() {
        try {
            while (true) {
                Told told = queue.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                try {
                    if (told != null) {
                        apply(told);
                    }
                    endWhatIsOver(System.nanoTime());
                } catch (RuntimeException e) {
                    LOG.error("something told of a call could not be put into its trace", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(Told told) {
        Change change = told.change;
        CallTrace trace = open.get(told.callSid);
        if (trace == null) {
            if (change == null || ended.contains(told.callSid)) {
                // A call is told to be over more than once, and perhaps never to have been.
                return;
            }
            ids.begins(told.callSid);
            trace = new CallTrace(tracer, told.callSid, told.at);
            ids.hasBegun();
            open.put(told.callSid, trace);
            forgetOld(told.at);
        }
        boolean wasOver = trace.isOver();
        if (change == null) {
            trace.over(told.at);
        } else {
            change.apply(trace);
        }
        if (!wasOver && trace.isOver()) {
            ending.add(new Ending(told.callSid, trace, System.nanoTime() + LINGER_NANOS));
        }
    }

    private void endWhatIsOver(long nowNanos) {
        for (Ending first = ending.peek(); first != null && first.dueNanos - nowNanos <= 0; first = ending.peek()) {
            ending.remove();
            if (open.remove(first.callSid, first.trace)) {
                end(first.callSid, first.trace);
            }
        }
    }

    private void end(String callSid, CallTrace trace) {
        trace.end();
        ended.add(callSid);
        if (ended.size() > MOST_ENDED) {
            ended.remove(ended.iterator().next());
        }
    }

    private void forgetOld(Instant now) {
        Iterator<Map.Entry<String, CallTrace>> oldest = open.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, CallTrace> one = oldest.next();
            if (open.size() <= MOST_OPEN
                    && one.getValue().last().plus(FORGOTTEN_AFTER).isAfter(now)) {
                return;
            }
            oldest.remove();
            end(one.getKey(), one.getValue());
        }
    }

    /** Sends what there is; calls that go on end here. */
    @Override
    public void close() {
        try {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_WITHIN_S);
            while (!queue.isEmpty() && System.nanoTime() - until < 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(STOP_WITHIN_S));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            open.values().forEach(CallTrace::end);
        }
        provider.shutdown().join(STOP_WITHIN_S, TimeUnit.SECONDS);
    }
}
