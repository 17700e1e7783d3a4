package callgateway.gateway;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import callgateway.call.CallId;
import callgateway.call.TransferOutcome;
import callgateway.logging.CallLog;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.GatewayMetrics.WebhookResult;
import callgateway.routing.Pool;
import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import callgateway.twilio.SelfCall;
import callgateway.twilio.Sid;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks. A request without Twilio's signature is answered with 403 and costs nothing; one with it is always
 * answered with TwiML, whatever fails behind it.
 */
final class VoiceRoutes extends AllDirectives {
    private static final Logger LOG = LoggerFactory.getLogger(VoiceRoutes.class);
    private static final CallLog CALLS = new CallLog(LOG);
    /** Twilio waits 15 s for a webhook; a caller hears the silence. */
    private static final Duration DECIDE_WITHIN = Duration.ofSeconds(3);

    private static final Set<String> OVER = Set.of("completed", "busy", "failed", "no-answer", "canceled");

    private final VoiceDesk desk;
    private final RequestSignature signature;
    private final VoiceAnswers answers;
    private final GatewayMetrics metrics;
    private final @Nullable String onlyAccount;

    VoiceRoutes(
            VoiceDesk desk,
            RequestSignature signature,
            VoiceAnswers answers,
            GatewayMetrics metrics,
            @Nullable String onlyAccount) {
        this.desk = desk;
        this.signature = signature;
        this.answers = answers;
        this.metrics = metrics;
        this.onlyAccount = onlyAccount;
    }

    Route routes() {
        return pathPrefix(
                "voice",
                () -> concat(
                        pathEnd(() -> webhook(this::onVoice)),
                        path(segment("wait"), () -> webhook(this::onWait)),
                        path(segment("after"), () -> webhook(this::onAfter)),
                        path(segment("recorded"), () -> webhook(this::onRecorded)),
                        path(segment("transfer"), () -> webhook(this::onTransfer)),
                        path(segment("whisper"), () -> webhook(this::onWhisper)),
                        path(segment("status"), () -> webhook(this::onStatus))));
    }

    // -- what they do

    private Route onVoice(FormParams params) {
        String accountSid = params.first("AccountSid");
        if (accountSid == null || !Sid.isAccountSid(accountSid)) {
            return malformed("CallSid and AccountSid are missing or none");
        }
        if (onlyAccount != null && !onlyAccount.equals(accountSid)) {
            LOG.warn("call of another account refused; calls are taken of twilio.account-sid only");
            metrics.webhook(WebhookResult.FORGED);
            return complete(StatusCodes.FORBIDDEN, "another account\n");
        }
        SelfCall check = SelfCall.in(params);
        if (check != null) {
            metrics.webhook(WebhookResult.ANSWERED);
            return twiml(check.answer());
        }
        return caller(params, caller -> desk.incoming(caller, CallerRequest.seconds(params.first(VoiceAnswers.RUNG))));
    }

    private Route onWait(FormParams params) {
        return caller(params, desk::waiting);
    }

    private Route onAfter(FormParams params) {
        boolean over = OVER.contains(orEmpty(params.first("CallStatus")));
        return caller(params, caller -> desk.after(caller, over));
    }

    private Route onRecorded(FormParams params) {
        CALLS.info(
                params.first("CallSid"),
                "call {} left a message of {} s",
                params.first("CallSid"),
                params.first("RecordingDuration"));
        metrics.webhook(WebhookResult.ANSWERED);
        return twiml(answers.hangUp());
    }

    private Route caller(FormParams params, Function<CallerRequest, CompletionStage<String>> decide) {
        String callSid = params.first("CallSid");
        if (callSid == null || !Sid.isCallSid(callSid)) {
            return malformed("CallSid is missing or none");
        }
        CallId id = new CallId(
                callSid,
                orEmpty(params.first("AccountSid")),
                orEmpty(params.first("From")),
                orEmpty(params.first("To")),
                CallerRequest.isPlaced(params));
        Pool called = desk.poolOf(CallerRequest.ourNumber(params));
        Pool pool = desk.poolNamed(params.first(TransferAnswers.POOL)).orElse(called);
        CallerRequest caller = new CallerRequest(id, pool, !pool.equals(called), params);
        Instant began = desk.now();
        return extractMatchedPath(
                path -> onSuccess(desk.noting(path, caller, decide.apply(caller), began), this::twiml));
    }

    private Route onTransfer(FormParams params) {
        boolean bridged = "true".equals(params.first("DialBridged"));
        int number = CallerRequest.seconds(params.first(TransferAnswers.NUMBER));
        if (number == 0) {
            // Nobody had handed the caller over: this was the rescue from an agent that failed.
            metrics.webhook(WebhookResult.ANSWERED);
            return twiml(answers.afterHuman(bridged));
        }
        TransferOutcome outcome = TransferOutcome.of(
                orEmpty(params.first("DialCallStatus")), bridged, OVER.contains(orEmpty(params.first("CallStatus"))));
        return caller(params, caller -> desk.afterTransfer(caller, number, outcome));
    }

    /** Asked of the leg of a human who has picked up, before they talk; the caller's call is named in the address. */
    private Route onWhisper(FormParams params) {
        String callSid = params.first(TransferAnswers.CALL);
        if (callSid == null || !Sid.isCallSid(callSid)) {
            return malformed("the call is missing in the address, or none");
        }
        metrics.webhook(WebhookResult.ANSWERED);
        if (params.first(TransferAnswers.PRESSED) != null) {
            return twiml("1".equals(params.first("Digits")) ? answers.nothing() : answers.hangUp());
        }
        return onSuccess(desk.whisper(callSid, orEmpty(params.first(TransferAnswers.POOL))), this::twiml);
    }

    private Route onStatus(FormParams params) {
        String callSid = params.first("CallSid");
        if (callSid != null && OVER.contains(orEmpty(params.first("CallStatus")))) {
            desk.over(callSid);
        }
        if ("stream-error".equals(params.first("StreamEvent"))) {
            CALLS.warn(callSid, "Twilio reports a stream error for {}: {}", callSid, params.first("StreamError"));
        }
        metrics.webhook(WebhookResult.ANSWERED);
        return complete(StatusCodes.NO_CONTENT);
    }

    // -- around them

    private Route webhook(Function<FormParams, Route> inner) {
        return concat(
                get(() -> extractRequest(request -> checked(request, null, inner))),
                post(() -> extractRequest(request -> request.entity() instanceof HttpEntity.Strict whole
                        // As the public port has it; to read it as a stream would cost more than all the rest.
                        ? checked(request, whole.getData(), inner)
                        : extractStrictEntity(DECIDE_WITHIN, entity -> checked(request, entity.getData(), inner)))));
    }

    private Route checked(HttpRequest request, @Nullable ByteString body, Function<FormParams, Route> inner) {
        String target = request.getHeader(RawRequestURI.class)
                .map(RawRequestURI::uri)
                .orElseGet(() -> request.getUri().toString());
        String shown = request.getHeader("X-Twilio-Signature")
                .map(header -> header.value())
                .orElse(null);
        try {
            FormParams form = body == null ? FormParams.NONE : FormParams.parse(body.utf8String());
            if (!signature.acceptsWebhook(target, form, shown)) {
                metrics.webhook(WebhookResult.FORGED);
                return complete(
                        StatusCodes.FORBIDDEN,
                        "X-Twilio-Signature is missing or wrong; is PUBLIC_HOST the name that Twilio calls?\n");
            }
            return inner.apply(form.and(FormParams.ofQuery(target)));
        } catch (BadMessage bad) {
            return malformed(String.valueOf(bad.getMessage()));
        }
    }

    private Route malformed(String what) {
        metrics.webhook(WebhookResult.MALFORMED);
        return complete(StatusCodes.BAD_REQUEST, what + "\n");
    }

    private Route twiml(String document) {
        return complete(HttpResponse.create()
                .withEntity(
                        HttpEntities.create(ContentTypes.create(MediaTypes.TEXT_XML, HttpCharsets.UTF_8), document)));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
