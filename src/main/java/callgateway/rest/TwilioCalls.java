package callgateway.rest;

import com.twilio.exception.TwilioException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Call;
import com.twilio.rest.api.v2010.account.CallUpdater;
import com.twilio.type.PhoneNumber;
import com.twilio.type.Twiml;
import java.util.List;
import java.util.Set;

/** Twilio's calls by its SDK. Blocks; any thread. */
final class TwilioCalls implements CallsApi {
    private static final Set<String> OVER = Set.of("completed", "busy", "failed", "no-answer", "canceled");

    private final TwilioHttp http;
    private final TwilioRestClient client;

    TwilioCalls(RestSettings settings) {
        this.http = new TwilioHttp(settings);
        this.client = new TwilioRestClient.Builder(settings.user(), settings.secret())
                .accountSid(settings.accountSid())
                .httpClient(http)
                .build();
    }

    @Override
    public Attempt attempt(RestRequest request) {
        try {
            return answered(carryOut(request));
        } catch (AttemptFailed failed) {
            boolean wrongState = failed.attempt() instanceof Attempt.Refused refused
                    && refused.code() == RetryPolicy.WRONG_STATE
                    && request.operation().changesLiveCall();
            return wrongState ? wrongState(request, (Attempt.Refused) failed.attempt()) : failed.attempt();
        } catch (TwilioException e) {
            return new Attempt.Senseless(
                    "Twilio's answer cannot be read: " + e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private Call carryOut(RestRequest request) {
        if (request instanceof RestRequest.HangUp hangUp) {
            return new CallUpdater(hangUp.callSid())
                    .setStatus(Call.UpdateStatus.COMPLETED)
                    .update(client);
        }
        if (request instanceof RestRequest.UpdateCall update) {
            return new CallUpdater(update.callSid())
                    .setTwiml(new Twiml(update.twiml()))
                    .update(client);
        }
        if (request instanceof RestRequest.RedirectCall redirect) {
            return new CallUpdater(redirect.callSid()).setUrl(redirect.url()).update(client);
        }
        if (request instanceof RestRequest.FetchCall fetch) {
            return Call.fetcher(fetch.callSid()).fetch(client);
        }
        OutboundCall call = ((RestRequest.PlaceCall) request).call();
        return Call.creator(new PhoneNumber(call.to()), new PhoneNumber(call.from()), call.url())
                .setStatusCallback(call.statusCallback())
                .setStatusCallbackEvent(List.of("completed"))
                .setTimeout(Math.toIntExact(call.ringFor().toSeconds()))
                .create(client);
    }

    private static Attempt answered(Call call) {
        if (call.getSid() == null || call.getStatus() == null) {
            return new Attempt.Senseless("Twilio's answer has no call in it");
        }
        return new Attempt.Answered(call.getSid(), call.getStatus().toString());
    }

    /** Whether the call is over, or Twilio only not yet as far as its own webhooks: only the call itself tells. */
    private Attempt wrongState(RestRequest request, Attempt.Refused refused) {
        Attempt look = attempt(new RestRequest.FetchCall(request.callSid(), request.replyTo()));
        boolean over = look instanceof Attempt.Answered answered
                ? OVER.contains(answered.status())
                : look instanceof Attempt.Refused unknown && unknown.code() == RetryPolicy.NOT_FOUND;
        return new Attempt.WrongState(over, refused.message());
    }
}
