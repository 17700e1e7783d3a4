package callgateway.gateway;

import callgateway.call.CallJournal;
import callgateway.call.Journals;
import callgateway.operations.GatewayMetrics;
import callgateway.rest.RestMonitor;
import callgateway.rest.RestOperation;
import callgateway.rest.RestOutcome;
import callgateway.tracing.CallTraces;
import callgateway.tracing.TracingSettings;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The gateway's traces, where they are wanted; without them nothing is made, and nobody is told anything. */
final class Observation implements AutoCloseable {
    private final @Nullable CallTraces traces;

    private Observation(@Nullable CallTraces traces) {
        this.traces = traces;
    }

    static Observation of(@Nullable TracingSettings settings, GatewayMetrics metrics) {
        return new Observation(settings == null ? null : CallTraces.to(settings, metrics.traces()));
    }

    /** A journal whose calls are traced. */
    CallJournal with(CallJournal journal) {
        return traces == null ? journal : new Journals(journal, traces);
    }

    /** What counts requests to the carrier, which are traced. */
    RestMonitor with(RestMonitor counting) {
        CallTraces told = traces;
        if (told == null) {
            return counting;
        }
        return new RestMonitor() {
            @Override
            public void finished(RestOperation operation, RestOutcome.Kind outcome, Duration took) {
                counting.finished(operation, outcome, took);
            }

            @Override
            public void finished(String callSid, RestOperation operation, RestOutcome.Kind outcome, Duration took) {
                finished(operation, outcome, took);
                told.rest(callSid, lower(operation), lower(outcome), took);
            }

            @Override
            public void repeated(RestOperation operation) {
                counting.repeated(operation);
            }

            @Override
            public void waiting(int requests) {
                counting.waiting(requests);
            }
        };
    }

    /** What a request about this call says of its trace; empty for nothing. */
    String traceparent(String callSid) {
        return traces == null ? "" : traces.parentOf(callSid);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        if (traces != null) {
            traces.close();
        }
    }
}
