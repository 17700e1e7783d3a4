package callgateway.operations;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import callgateway.call.Calls;
import callgateway.recording.PartJson;
import callgateway.recording.RecordingPart;
import callgateway.recording.Recordings;
import callgateway.twilio.Sid;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recording of a live call, which can pause; those of calls that are over, which can be listened to and deleted. */
final class RecordingRoutes extends AllDirectives {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingRoutes.class);
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final ContentType WAV = ContentTypes.parse("audio/wav");

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final @Nullable Recordings recordings;

    /** @param recordings null when there are none */
    RecordingRoutes(ActorSystem<?> system, ActorRef<Calls.Command> calls, @Nullable Recordings recordings) {
        this.system = system;
        this.calls = calls;
        this.recordings = recordings;
    }

    /** What is below {@code /api}. */
    Route routes() {
        return concat(
                pathPrefix(
                        "calls",
                        () -> concat(
                                path(
                                        segment().slash("recording").slash("pause"),
                                        callSid ->
                                                post(() -> asked(callSid, request -> pause(request, callSid, true)))),
                                path(
                                        segment().slash("recording").slash("resume"),
                                        callSid -> post(
                                                () -> asked(callSid, request -> pause(request, callSid, false)))))),
                pathPrefix(
                        "records",
                        () -> path(
                                segment().slash("recording"),
                                callSid -> concat(
                                        get(() -> asked(callSid, request -> listen(request, callSid))),
                                        delete(() -> asked(callSid, request -> delete(request, callSid)))))));
    }

    private interface Question {
        CompletionStage<HttpResponse> ask(HttpRequest request);
    }

    private Route asked(String callSid, Question question) {
        return extractRequest(request -> {
            request.discardEntityBytes(system);
            if (!Sid.isCallSid(callSid)) {
                return complete(AdminAnswers.error(
                        StatusCodes.BAD_REQUEST, "bad_request", "the call: expected CA and 32 hex digits in the path"));
            }
            return completeWithFuture(question.ask(request));
        });
    }

    // -- live calls

    private CompletionStage<HttpResponse> pause(HttpRequest request, String callSid, boolean pause) {
        Change.of(request).is(pause ? "recording.pause" : "recording.resume", callSid);
        CompletionStage<Calls.Recorded> answer = AskPattern.ask(
                calls, replyTo -> new Calls.PauseRecording(callSid, pause, replyTo), ASK, system.scheduler());
        return answer.thenApply(state -> answer(callSid, state))
                .exceptionally(late -> AdminAnswers.error(
                        StatusCodes.GATEWAY_TIMEOUT, "outcome_unknown", callSid + " did not answer in time"));
    }

    private static HttpResponse answer(String callSid, Calls.Recorded state) {
        if (state instanceof Calls.RecordedSo so) {
            ObjectNode body = AdminAnswers.object()
                    .put("callSid", callSid)
                    .put("state", so.pausedBy() == null ? "recording" : "paused");
            return AdminAnswers.json(StatusCodes.OK, body.put("pausedBy", so.pausedBy()));
        }
        return state instanceof Calls.NotRecorded
                ? AdminAnswers.error(StatusCodes.CONFLICT, "not_recorded", callSid + " is not being recorded")
                : AdminAnswers.error(StatusCodes.NOT_FOUND, "no_such_call", callSid + " is not a live call");
    }

    // -- calls that are over

    private CompletionStage<HttpResponse> listen(HttpRequest request, String callSid) {
        Recordings from = recordings;
        Optional<Integer> number = part(request);
        if (number.isEmpty()) {
            return answer(AdminAnswers.error(
                    StatusCodes.BAD_REQUEST, "bad_request", "part: expected a number from 1 (the first stream's)"));
        }
        return from == null
                ? answer(off())
                : answered(() -> from.of(callSid)
                        .thenApply(parts -> number.get() > parts.size()
                                ? nothing(callSid)
                                : sound(from, parts.get(number.get() - 1))));
    }

    private static Optional<Integer> part(HttpRequest request) {
        String written = request.getUri().query().get("part").orElse("1");
        return written.matches("[1-9][0-9]{0,3}") ? Optional.of(Integer.valueOf(written)) : Optional.empty();
    }

    private static HttpResponse sound(Recordings from, RecordingPart part) {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(WAV, part.bytes(), FileIO.fromPath(from.path(part))))
                .addHeader(RawHeader.create("Content-Disposition", "attachment; filename=\"" + part.file() + "\""))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    private CompletionStage<HttpResponse> delete(HttpRequest request, String callSid) {
        Recordings from = recordings;
        Change.of(request).is("recording.delete", callSid);
        return from == null
                ? answer(off())
                : answered(() -> from.delete(callSid).thenApply(gone -> {
                    if (gone.isEmpty()) {
                        return nothing(callSid);
                    }
                    ObjectNode body = AdminAnswers.object();
                    ArrayNode files = body.putArray("deleted");
                    gone.forEach(part -> files.add(part.file()));
                    return AdminAnswers.json(StatusCodes.OK, body);
                }));
    }

    private static HttpResponse off() {
        return AdminAnswers.error(StatusCodes.SERVICE_UNAVAILABLE, "recordings_off", "this node keeps no recordings");
    }

    private static HttpResponse nothing(String callSid) {
        return AdminAnswers.error(
                StatusCodes.NOT_FOUND, "no_recording", "this node has no such recording of " + callSid);
    }

    private static CompletionStage<HttpResponse> answered(Supplier<CompletionStage<HttpResponse>> question) {
        return question.get().exceptionally(failure -> {
            LOG.warn("recordings cannot be read", failure);
            return AdminAnswers.error(
                    StatusCodes.SERVICE_UNAVAILABLE, "disk_trouble", "recordings cannot be read; the log says why");
        });
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }

    /** The recordings of a call that this node has, each with its number. */
    CompletionStage<ArrayNode> of(String callSid) {
        Recordings from = recordings;
        CompletionStage<List<RecordingPart>> parts =
                from == null ? CompletableFuture.completedStage(List.of()) : from.of(callSid);
        return parts.handle((found, failure) -> {
            ArrayNode all = AdminAnswers.object().putArray("recordings");
            int number = 0;
            for (RecordingPart one : found == null ? List.<RecordingPart>of() : found) {
                number++;
                ObjectNode json = PartJson.of(one);
                json.remove("callSid");
                all.add(json.put("part", number).put("href", "/api/records/" + callSid + "/recording?part=" + number));
            }
            return all;
        });
    }
}
