package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.transport.stock.StockDial;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockHttpClient;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockResponse;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends one call's requests as Twilio does: form-encoded, signed, with parameters that are empty. */
final class Webhooks {
    /** How often a fragment allows another attempt when the connection breaks (usage/webhooks/webhooks-connection-overrides). */
    private static final Pattern TRIED_AGAIN = Pattern.compile("#(?:.*&)?rc=([1-5])(?:&.*)?$");

    private static final int MAX_TWIML_BYTES = 64 * 1024;

    private final StockLoops loops;
    private final CallerSettings settings;
    private final CallerLog log;
    private final String callSid;

    Webhooks(StockLoops loops, CallerSettings settings, CallerLog log, String callSid) {
        this.loops = loops;
        this.settings = settings;
        this.log = log;
        this.callSid = callSid;
    }

    /** The URL of a path of the gateway. */
    String url(String path) {
        return settings.publicOrigin() + path;
    }

    /**
     * Asks for TwiML. Fails with an {@link IOException} that says why there is none; the complaint has been logged then.
     */
    CompletionStage<List<Verb>> document(String url, String method, String callStatus, Map<String, String> more) {
        Map<String, String> params = new LinkedHashMap<>(more);
        params.putAll(callParams(callStatus));
        return document(url, method, params);
    }

    /** As {@link #document}, for the leg of whoever was dialled: another call, whose parent is this one. */
    CompletionStage<List<Verb>> documentForCallee(String url, String method, Callee callee, Map<String, String> more) {
        Map<String, String> params = new LinkedHashMap<>(more);
        params.putAll(callParams("in-progress"));
        params.put("CallSid", callee.callSid());
        params.put("ParentCallSid", callSid);
        params.put("Direction", "outbound-dial");
        params.put("To", callee.address());
        params.put("Called", callee.address());
        return document(url, method, params);
    }

    private CompletionStage<List<Verb>> document(String url, String method, Map<String, String> params) {
        log.atNanos(Metronome.now(), CallerEvent.Kind.WEBHOOK_SENT, url);
        return send(url, method, FormParams.of(params)).handle((answer, failure) -> {
            long now = Metronome.now();
            if (answer == null) {
                throw complaint(now, Complaint.HTTP_FAILED, url + ": " + failure);
            }
            log.atNanos(now, CallerEvent.Kind.WEBHOOK_ANSWERED, String.valueOf(answer.status()));
            return verbs(url, answer, now);
        });
    }

    /** Tells of something and wants no TwiML. Completes with the status, 0 when there was no answer. */
    CompletionStage<Integer> tell(String url, Map<String, String> params) {
        return send(url, "POST", FormParams.of(params)).handle((answer, failure) -> {
            if (answer == null || answer.status() / 100 != 2) {
                String what = answer == null ? String.valueOf(failure) : "HTTP " + answer.status();
                log.complain(Metronome.now(), Complaint.HTTP_FAILED, url + ": " + what);
            }
            return answer == null ? 0 : answer.status();
        });
    }

    /** Tells of the end of the call. */
    CompletionStage<Integer> ended(String url, String callStatus, long seconds) {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("CallSid", callSid);
        params.put("AccountSid", settings.accountSid());
        params.put("From", settings.from());
        params.put("To", settings.to());
        params.put("Direction", "inbound");
        params.put("CallStatus", callStatus);
        params.put("CallDuration", String.valueOf(seconds));
        return tell(url, params);
    }

    /** Fetches a file as anybody would, unsigned. */
    CompletionStage<StockResponse> file(String url) {
        StockDial dial = dial(URI.create(url));
        List<StockHeader> headers =
                List.of(new StockHeader("User-Agent", "TwilioProxy/1.1"), new StockHeader("Accept", "audio/*"));
        return StockHttpClient.send(loops, dial.withHeaders(headers), "GET", new byte[0]);
    }

    /** How to reach the host of a URL: the gateway at its own address, anybody else where the URL says. */
    StockDial dial(URI uri) {
        URI origin = URI.create(settings.publicOrigin());
        StockDial there = StockDial.to(uri);
        if (!uri.getRawAuthority().equalsIgnoreCase(origin.getRawAuthority())) {
            return there.withTimeout(settings.timeout());
        }
        return StockDial.to(settings.gateway(), there.target())
                .withHost(uri.getRawAuthority())
                .withTimeout(settings.timeout())
                .withTls(settings.tls());
    }

    StockHeader signature(String url, FormParams params) {
        // The lower-case name is how Twilio's arrives on upgrades.
        return new StockHeader("x-twilio-signature", RequestSignature.sign(settings.authToken(), url, params));
    }

    private CompletionStage<StockResponse> send(String url, String method, FormParams params) {
        boolean get = method.toUpperCase(Locale.ROOT).equals("GET");
        String query = params.encoded();
        String asked = !get ? url : url + (url.contains("?") ? "&" : "?") + query;
        int fragment = asked.indexOf('#');
        StockDial dial = dial(URI.create(fragment < 0 ? asked : asked.substring(0, fragment)));
        StockHeader signature = signature(asked, get ? FormParams.NONE : params);
        List<StockHeader> headers = List.of(
                signature,
                new StockHeader("User-Agent", "TwilioProxy/1.1"),
                new StockHeader("Accept", "*/*"),
                new StockHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"));
        byte[] body = get ? new byte[0] : query.getBytes(StandardCharsets.UTF_8);
        StockDial asks = dial.withHeaders(get ? headers.subList(0, 3) : headers);
        Matcher again = TRIED_AGAIN.matcher(asked);
        int attempts = 1 + (again.find() ? Integer.parseInt(again.group(1)) : 0);
        return attempt(() -> StockHttpClient.send(loops, asks, get ? "GET" : "POST", body), attempts);
    }

    private static CompletionStage<StockResponse> attempt(Supplier<CompletionStage<StockResponse>> send, int left) {
        CompletionStage<StockResponse> sent = send.get();
        return left > 1 ? sent.exceptionallyCompose(broken -> attempt(send, left - 1)) : sent;
    }

    private List<Verb> verbs(String url, StockResponse answer, long now) {
        if (answer.status() / 100 != 2) {
            throw complaint(now, Complaint.HTTP_FAILED, url + ": HTTP " + answer.status());
        }
        if (answer.body().length > MAX_TWIML_BYTES) {
            throw complaint(now, Complaint.TWIML_TOO_LARGE, url + ": " + answer.body().length + " bytes");
        }
        String type = answer.header("Content-Type");
        if (type == null || !type.matches("(?i)\\s*(text|application)/(xml|html)\\b.*")) {
            throw complaint(now, Complaint.BAD_CONTENT_TYPE, url + ": " + type);
        }
        try {
            return TwimlReader.read(answer.body());
        } catch (IOException e) {
            throw complaint(now, Complaint.BAD_TWIML, url + ": " + e.getMessage());
        }
    }

    private NoTwiml complaint(long now, int code, String text) {
        log.complain(now, code, text);
        return new NoTwiml(code + " " + text);
    }

    /** Parameters as of an incoming call; those of the caller's place are often empty. */
    private Map<String, String> callParams(String callStatus) {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("CallSid", callSid);
        params.put("AccountSid", settings.accountSid());
        params.put("ApiVersion", "2010-04-01");
        params.put("CallStatus", callStatus);
        params.put("Direction", "inbound");
        params.put("From", settings.from());
        params.put("Caller", settings.from());
        params.put("To", settings.to());
        params.put("Called", settings.to());
        for (String side : List.of("From", "Caller", "To", "Called")) {
            for (String part : List.of("City", "State", "Zip")) {
                params.put(side + part, "");
            }
            params.put(side + "Country", "US");
        }
        params.put("StirVerstat", "TN-Validation-Passed-A");
        return params;
    }

    /** There is no TwiML to go on with. */
    static final class NoTwiml extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoTwiml(String message) {
            super(message, null, false, false);
        }
    }
}
