package callgateway.gateway;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import callgateway.call.CallId;
import callgateway.call.CalledPool;
import callgateway.call.Calls;
import callgateway.call.NextStep;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.GatewayMetrics.WebhookResult;
import callgateway.routing.Pools;
import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import callgateway.twilio.PhoneNumber;
import callgateway.twilio.RequestSignature;
import callgateway.twilio.Sid;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
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
    /** Twilio waits 15 s for a webhook; a caller hears the silence. */
    private static final Duration DECIDE_WITHIN = Duration.ofSeconds(3);

    private static final Set<String> OVER = Set.of("completed", "busy", "failed", "no-answer", "canceled");

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final Pools pools;
    private final RequestSignature signature;
    private final VoiceAnswers answers;
    private final GatewayMetrics metrics;
    private final @Nullable String onlyAccount;

    VoiceRoutes(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            Pools pools,
            RequestSignature signature,
            VoiceAnswers answers,
            GatewayMetrics metrics,
            @Nullable String onlyAccount) {
        this.system = system;
        this.calls = calls;
        this.pools = pools;
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
                        path(segment("after"), () -> webhook(this::onAfter)),
                        path(segment("transfer"), () -> webhook(this::onTransfer)),
                        path(segment("status"), () -> webhook(this::onStatus))));
    }

    // -- what they do

    private Route onVoice(FormParams params) {
        String callSid = params.first("CallSid");
        String accountSid = params.first("AccountSid");
        if (callSid == null || !Sid.isCallSid(callSid) || accountSid == null || !Sid.isAccountSid(accountSid)) {
            return malformed("CallSid and AccountSid are missing or none");
        }
        if (onlyAccount != null && !onlyAccount.equals(accountSid)) {
            LOG.warn("call of another account refused; calls are taken of twilio.account-sid only");
            metrics.webhook(WebhookResult.FORGED);
            return complete(StatusCodes.FORBIDDEN, "another account\n");
        }
        String from = orEmpty(params.first("From"));
        String to = orEmpty(params.first("To"));
        CompletionStage<Calls.Announcement> asked = AskPattern.ask(
                calls,
                replyTo -> new Calls.Announce(
                        new CallId(callSid, accountSid, from, to), CalledPool.of(pools.of(to)), replyTo),
                DECIDE_WITHIN,
                system.scheduler());
        return decided(asked, announcement -> {
            if (announcement instanceof Calls.Expected expected) {
                LOG.info("call {} from {} to {}", callSid, PhoneNumber.mask(from), PhoneNumber.mask(to));
                metrics.webhook(WebhookResult.ANSWERED);
                return answers.connect(expected.token());
            }
            LOG.warn("call {} cannot be taken: this node is full or closing", callSid);
            metrics.webhook(WebhookResult.FULL);
            return answers.rescue();
        });
    }

    private Route onAfter(FormParams params) {
        String callSid = orEmpty(params.first("CallSid"));
        boolean over = OVER.contains(orEmpty(params.first("CallStatus")));
        CompletionStage<NextStep> asked = AskPattern.ask(
                calls, replyTo -> new Calls.After(callSid, over, replyTo), DECIDE_WITHIN, system.scheduler());
        return decided(asked, step -> {
            LOG.info("call {} goes on with {}", callSid, step);
            metrics.webhook(WebhookResult.ANSWERED);
            return answers.next(step);
        });
    }

    private Route onTransfer(FormParams params) {
        metrics.webhook(WebhookResult.ANSWERED);
        return twiml(answers.afterHuman("true".equals(params.first("DialBridged"))));
    }

    private Route onStatus(FormParams params) {
        String callSid = params.first("CallSid");
        if (callSid != null && OVER.contains(orEmpty(params.first("CallStatus")))) {
            calls.tell(new Calls.CallOver(callSid));
        }
        if ("stream-error".equals(params.first("StreamEvent"))) {
            LOG.warn("Twilio reports a stream error for {}: {}", callSid, params.first("StreamError"));
        }
        metrics.webhook(WebhookResult.ANSWERED);
        return complete(StatusCodes.NO_CONTENT);
    }

    // -- around them

    private Route webhook(Function<FormParams, Route> inner) {
        return concat(
                get(() -> extractRequest(request -> checked(request, null, inner))),
                post(() -> extractRequest(request ->
                        extractStrictEntity(DECIDE_WITHIN, entity -> checked(request, entity.getData(), inner)))));
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
            return inner.apply(body == null ? FormParams.ofQuery(target) : form);
        } catch (BadMessage bad) {
            return malformed(String.valueOf(bad.getMessage()));
        }
    }

    private Route malformed(String what) {
        metrics.webhook(WebhookResult.MALFORMED);
        return complete(StatusCodes.BAD_REQUEST, what + "\n");
    }

    /** TwiML from an answer that may not come: the caller must not pay for it. */
    private <T> Route decided(CompletionStage<T> asked, Function<T, String> document) {
        CompletionStage<String> answer = asked.thenApply(document).exceptionally(failure -> {
            LOG.error("a webhook could not be decided; the caller is rescued", failure);
            metrics.webhook(WebhookResult.RESCUED);
            return answers.rescue();
        });
        return onSuccess(answer, this::twiml);
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
