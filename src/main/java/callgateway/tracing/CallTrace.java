package callgateway.tracing;

import callgateway.call.CallEvent;
import callgateway.call.CallId;
import callgateway.call.CallStory;
import callgateway.twilio.PhoneNumber;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one phone call while it grows. Belongs to the thread of traces.
 *
 * <pre>
 *   call ─┬─ webhook, waiting, twilio (requests to its REST API)
 *         ├─ stream ─┬─ agent session (one for each attempt) ─── tool
 *         │          └─ turn
 *         └─ transfer
 * </pre>
 */
final class CallTrace {
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("call.outcome");

    private final Tracer tracer;
    private final Span call;
    private final Context inCall;
    private @Nullable Span stream;
    private @Nullable Span session;
    private @Nullable Span transfer;
    private boolean described;
    private int streamsLive;
    private @Nullable Instant over;
    private Instant last;

    CallTrace(Tracer tracer, String callSid, Instant began) {
        this.tracer = tracer;
        this.call = tracer.spanBuilder("call")
                .setSpanKind(SpanKind.SERVER)
                .setNoParent()
                .setStartTimestamp(began)
                .setAttribute("call.sid", callSid)
                .startSpan();
        this.inCall = Context.root().with(call);
        this.last = began;
    }

    private void describe(CallId id, String pool) {
        call.setAttribute("call.pool", pool);
        if (!described) {
            described = true;
            call.setAttribute("call.direction", id.placed() ? "outbound" : "inbound");
            call.setAttribute("call.from", PhoneNumber.mask(id.from()));
            call.setAttribute("call.to", PhoneNumber.mask(id.to()));
        }
    }

    /** It has a slot, after having waited since then. */
    void admitted(CallId id, String pool, Instant came, Instant at) {
        describe(id, pool);
        waited(came, at);
        call.addEvent("admitted", at);
        last = at;
    }

    /** It gets no agent, after having waited since then. */
    void turnedAway(CallId id, String pool, String why, Instant came, Instant at) {
        describe(id, pool);
        waited(came, at);
        call.setAttribute(OUTCOME, why);
        last = at;
    }

    /** A second is what the carrier counts in. */
    private void waited(Instant came, Instant at) {
        if (Duration.between(came, at).compareTo(Duration.ofSeconds(1)) >= 0) {
            child("waiting", inCall, came).startSpan().end(at);
        }
    }

    /** A webhook was answered. */
    void webhook(String what, Instant began, Instant ended) {
        child("webhook", inCall, began)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("url.path", what)
                .startSpan()
                .end(ended);
        last = ended;
    }

    /** A request to the carrier has its outcome. */
    void rest(String operation, String outcome, Instant ended, Duration took) {
        Span span = child("twilio", inCall, ended.minus(took))
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("twilio.operation", operation)
                .setAttribute("twilio.outcome", outcome)
                .startSpan();
        span.end(ended);
        last = ended;
    }

    /** Something happened in the call. Texts, keys and numbers that were said are not part of a trace. */
    void happened(CallStory.Moment moment) {
        Instant at = moment.at();
        CallEvent event = moment.event();
        last = at;
        if (event instanceof CallEvent.StreamStarted started) {
            streamsLive++;
            endStream(at);
            stream = child("stream", inCall, at)
                    .setAttribute("stream.sid", started.streamSid())
                    .startSpan();
        } else if (event instanceof CallEvent.AgentDialled dialled) {
            end(session, at);
            session = child("agent session", inStream(), at)
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("agent.attempt", dialled.attempt())
                    .startSpan();
        } else if (event instanceof CallEvent.AgentReady ready) {
            agentReady(ready, at);
        } else if (event instanceof CallEvent.AgentHeard && session != null) {
            session.addEvent("first audio", at);
        } else if (event instanceof CallEvent.AgentLost lost) {
            if (session != null) {
                session.setStatus(StatusCode.ERROR, word(lost.reason()));
            }
            end(session, at);
            session = null;
        } else if (event instanceof CallEvent.TurnTaken turn) {
            child("turn", inStream(), at.minus(turn.latency())).startSpan().end(at);
        } else if (event instanceof CallEvent.Interrupted interrupted && stream != null) {
            stream.addEvent(
                    "interrupted",
                    Attributes.of(
                            AttributeKey.longKey("heard_ms"),
                            interrupted.heard().toMillis()),
                    at);
        } else if (event instanceof CallEvent.HeardAfterFlush after && stream != null) {
            stream.addEvent(
                    "heard after flush",
                    Attributes.of(
                            AttributeKey.longKey("heard_ms"), after.heard().toMillis()),
                    at);
        } else if (event instanceof CallEvent.ToolRun tool) {
            toolRun(tool, at);
        } else {
            handedOver(event, at);
        }
    }

    private void agentReady(CallEvent.AgentReady ready, Instant at) {
        if (session == null) {
            return;
        }
        session.addEvent("ready", at);
        if (ready.agentCallId() != null) {
            session.setAttribute("agent.call_id", ready.agentCallId());
        }
    }

    private void toolRun(CallEvent.ToolRun tool, Instant at) {
        Context in = session == null ? inStream() : inCall.with(session);
        Span span = child("tool", in, at.minus(tool.took()))
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("tool.name", tool.name())
                .setAttribute("tool.outcome", tool.outcome())
                .startSpan();
        if (!tool.outcome().equals("answered")) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(at);
    }

    private void handedOver(CallEvent event, Instant at) {
        if (event instanceof CallEvent.TransferBegan began) {
            end(transfer, at);
            transfer = child("transfer", inCall, at)
                    .setAttribute("transfer.by", word(began.by()))
                    .setAttribute("transfer.to", began.to())
                    .startSpan();
        } else if (event instanceof CallEvent.TransferEnded ended) {
            if (transfer != null) {
                transfer.setAttribute("transfer.outcome", ended.outcome());
            }
            end(transfer, at);
            transfer = null;
        } else if (event instanceof CallEvent.Ended ended) {
            streamsLive = Math.max(0, streamsLive - 1);
            call.setAttribute(OUTCOME, word(ended.reason()));
            if (stream != null) {
                stream.setAttribute("stream.ended", word(ended.reason()));
            }
            endStream(at);
        }
    }

    /** The phone call is over; its last stream may still have to say how it ended. */
    void over(Instant at) {
        if (over == null) {
            over = at;
        }
    }

    /** Whether all is known. */
    boolean isOver() {
        return over != null && streamsLive == 0;
    }

    /** Nothing more comes. */
    void end() {
        Instant end = over == null || over.isBefore(last) ? last : over;
        endStream(end);
        end(transfer, end);
        transfer = null;
        call.end(end);
    }

    /** When something was last heard of it. */
    Instant last() {
        return last;
    }

    private void endStream(Instant at) {
        end(session, at);
        session = null;
        end(stream, at);
        stream = null;
    }

    private SpanBuilder child(String name, Context parent, Instant from) {
        return tracer.spanBuilder(name)
                .setParent(parent)
                .setStartTimestamp(from.getEpochSecond() * 1_000_000_000L + from.getNano(), TimeUnit.NANOSECONDS);
    }

    private Context inStream() {
        return stream == null ? inCall : inCall.with(stream);
    }

    private static void end(@Nullable Span span, Instant at) {
        if (span != null) {
            span.end(at);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
