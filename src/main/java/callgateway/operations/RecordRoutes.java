package callgateway.operations;

import static org.apache.pekko.http.javadsl.server.PathMatchers.longSegment;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import callgateway.records.CallRecord;
import callgateway.records.RecordJson;
import callgateway.records.RecordQuery;
import callgateway.records.Records;
import callgateway.twilio.Sid;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/records}: what is kept of calls; {@code /api/outbox}: events for the operator's systems. */
final class RecordRoutes extends AllDirectives {
    private static final Logger LOG = LoggerFactory.getLogger(RecordRoutes.class);

    private final ActorSystem<?> system;
    private final @Nullable Records records;
    private final RecordingRoutes recordings;

    /** @param records null when none are kept */
    RecordRoutes(ActorSystem<?> system, @Nullable Records records, RecordingRoutes recordings) {
        this.system = system;
        this.records = records;
        this.recordings = recordings;
    }

    /** What is below {@code /api}. */
    Route routes() {
        return concat(
                pathPrefix(
                        "records",
                        () -> concat(
                                pathEnd(() -> get(() -> asked(this::list))),
                                path(
                                        segment(),
                                        callSid -> get(() -> asked((from, request) -> describe(from, callSid)))))),
                pathPrefix(
                        "outbox",
                        () -> concat(
                                pathEnd(() -> get(() -> asked(this::outbox))),
                                path("requeue", () -> post(() -> asked((of, request) -> requeue(of, request, null)))),
                                path(
                                        longSegment().slash("requeue"),
                                        seq -> post(() -> asked((of, request) -> requeue(of, request, seq)))))));
    }

    private Route asked(BiFunction<Records, HttpRequest, CompletionStage<HttpResponse>> question) {
        Records open = records;
        if (open == null) {
            return complete(AdminAnswers.error(
                    StatusCodes.SERVICE_UNAVAILABLE,
                    "records_off",
                    "no records are kept: records.database is none; set it, and restart"));
        }
        return extractRequest(request -> {
            request.discardEntityBytes(system);
            return completeWithFuture(answer(() -> question.apply(open, request)));
        });
    }

    private static CompletionStage<HttpResponse> answer(
            java.util.function.Supplier<CompletionStage<HttpResponse>> question) {
        try {
            return question.get().exceptionally(failure -> {
                LOG.warn("records cannot be read", failure);
                return AdminAnswers.error(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        "database_down",
                        "the database cannot be asked now; the log says why");
            });
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedStage(
                    AdminAnswers.error(StatusCodes.BAD_REQUEST, "bad_request", String.valueOf(e.getMessage())));
        }
    }

    // -- records

    private CompletionStage<HttpResponse> list(Records from, HttpRequest request) {
        RecordQuery query = RecordQueryParams.query(request.getUri().query().toMultiMap());
        return from.find(query).thenApply(found -> {
            ObjectNode body = AdminAnswers.object();
            ArrayNode all = body.putArray("records");
            found.forEach(record -> all.add(RecordJson.of(record)));
            if (found.size() == query.limit()) {
                CallRecord last = found.get(found.size() - 1);
                body.put("next", RecordQueryParams.place(last));
            }
            return AdminAnswers.json(StatusCodes.OK, body);
        });
    }

    private CompletionStage<HttpResponse> describe(Records from, String callSid) {
        if (!Sid.isCallSid(callSid)) {
            throw new IllegalArgumentException("the call: expected CA and 32 hex digits in the path");
        }
        return from.find(callSid).thenCombine(recordings.of(callSid), (found, sound) -> found.map(whole -> {
                    ObjectNode body = RecordJson.of(whole.record(), whole.events());
                    body.set("recordings", sound);
                    return AdminAnswers.json(StatusCodes.OK, body);
                })
                .orElseGet(() ->
                        AdminAnswers.error(StatusCodes.NOT_FOUND, "no_such_call", "there is no record of " + callSid)));
    }

    // -- events

    private CompletionStage<HttpResponse> outbox(Records of, HttpRequest request) {
        RecordQueryParams.OutboxQuery query =
                RecordQueryParams.outbox(request.getUri().query().toMultiMap());
        return of.outbox(query.state(), query.limit()).thenApply(view -> {
            ObjectNode body =
                    AdminAnswers.object().put("pending", view.pending()).put("dead", view.dead());
            ArrayNode entries = body.putArray("entries");
            view.entries().forEach(entry -> entries.add(RecordJson.of(entry)));
            return AdminAnswers.json(StatusCodes.OK, body);
        });
    }

    private static CompletionStage<HttpResponse> requeue(Records of, HttpRequest request, @Nullable Long seq) {
        HttpResponse foreign = CallRoutes.foreign(request);
        if (foreign != null) {
            return CompletableFuture.completedStage(foreign);
        }
        Change.of(request).is("outbox.requeue", seq == null ? "all dead letters" : "dead letter " + seq);
        Function<Integer, HttpResponse> done = count -> seq != null && count == 0
                ? AdminAnswers.error(StatusCodes.NOT_FOUND, "no_such_letter", "there is no dead letter " + seq)
                : AdminAnswers.json(StatusCodes.OK, AdminAnswers.object().put("requeued", count));
        return of.requeue(seq).thenApply(done);
    }
}
