package callgateway.load;

import callgateway.transport.stock.StockDial;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockHttpClient;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockOutcome;
import callgateway.transport.stock.StockResponse;
import callgateway.transport.stock.StockWebSocketClient;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The gateway under load: both of its doors, at one address, knocked at with Twilio's signature. */
final class LoadTarget {
    static final String ACCOUNT_SID = "AC00000000000000000000000000000007";
    /** As long as Twilio waits for a webhook. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final StockLoops loops;
    private final LoadSettings settings;
    private final StockDial voice;
    private final String signedVoiceUrl;

    LoadTarget(StockLoops loops, LoadSettings settings) {
        this.loops = loops;
        this.settings = settings;
        this.voice = StockDial.to(settings.voiceUrl())
                .withHost(settings.publicHost())
                .withTimeout(TIMEOUT);
        this.signedVoiceUrl = "https://" + settings.publicHost() + voice.target();
    }

    /** "A call comes in". */
    CompletionStage<StockResponse> webhook(String callSid) {
        FormParams form = form(callSid, "ringing");
        List<StockHeader> headers = List.of(
                signature(signedVoiceUrl, form),
                new StockHeader("User-Agent", "TwilioProxy/1.1"),
                new StockHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"));
        return StockHttpClient.send(
                loops, voice.withHeaders(headers), "POST", form.encoded().getBytes(StandardCharsets.UTF_8));
    }

    /** What Twilio says of a call. */
    static FormParams form(String callSid, String callStatus) {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("AccountSid", ACCOUNT_SID);
        params.put("ApiVersion", "2010-04-01");
        params.put("CallSid", callSid);
        params.put("CallStatus", callStatus);
        params.put("Direction", "inbound");
        params.put("From", "+15550100001");
        params.put("To", "+15550100099");
        return FormParams.of(params);
    }

    /**
     * Opens the stream at a URL of the TwiML.
     *
     * @throws IllegalArgumentException if it is no WebSocket URL
     */
    CompletionStage<StockOutcome> connect(String url, StockListener listener) {
        URI uri = URI.create(url);
        if (!"wss".equals(uri.getScheme()) || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException(url + " (expected: wss://HOST/PATH)");
        }
        StockDial dial = StockDial.to(voice.address(), StockDial.to(uri).target())
                .withHost(uri.getRawAuthority())
                .withTimeout(TIMEOUT)
                .withTls(voice.tls())
                .withHeaders(List.of(signature(url, FormParams.NONE)));
        return StockWebSocketClient.connect(loops, dial, listener);
    }

    private StockHeader signature(String url, FormParams params) {
        return new StockHeader("x-twilio-signature", RequestSignature.sign(settings.authToken(), url, params));
    }
}
