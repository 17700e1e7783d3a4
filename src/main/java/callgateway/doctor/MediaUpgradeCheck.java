package callgateway.doctor;

import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens the media socket through the public name, as Twilio would, and closes it at once: nothing is started by that. */
final class MediaUpgradeCheck implements Check {
    private final SetUp setUp;

    MediaUpgradeCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        String url = setUp.origin().webSocket(SetUp.MEDIA);
        String token = setUp.settings.twilio().authTokens().get(0);
        boolean ours = setUp.port instanceof OwnPort.State.Ours;
        try {
            WebSocket socket = setUp.web
                    .client()
                    .newWebSocketBuilder()
                    .connectTimeout(Web.WITHIN)
                    .header("X-Twilio-Signature", RequestSignature.sign(token, url, FormParams.NONE))
                    .buildAsync(URI.create(url), new WebSocket.Listener() {})
                    .get(Web.WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            return List.of(Finding.ok("a media socket opens at " + url));
        } catch (TimeoutException e) {
            return List.of(unopened(url, "no answer within " + Web.WITHIN.toSeconds() + " s"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
                return List.of(refused(url, refused.getResponse(), ours));
            }
            return List.of(unopened(url, Web.why(URI.create(url), cause)));
        }
    }

    private static Finding refused(String url, HttpResponse<?> response, boolean ours) {
        int status = response.statusCode();
        String what = "the upgrade to " + url;
        if (status == 400 || status == 426 || status == 200) {
            return Finding.wrong(
                    what + " is answered with " + status + ": the proxy on the way does not pass upgrades on",
                    "Let it pass WebSocket upgrades on to the gateway (Upgrade and Connection headers, HTTP/1.1 behind it).");
        }
        // The body of a refused upgrade is not kept by the client; only the gateway itself refuses /media with 403.
        String body = status == 403 ? "X-Twilio-Signature" : "";
        return WayIn.judge(
                what, status, response.headers().firstValue("Location").orElse(""), body, ours);
    }

    private static Finding unopened(String url, String why) {
        return Finding.wrong(
                "no media socket opens at " + url + ": " + why,
                "Put public-host, tls and voice-webhook right first; then let WebSocket upgrades pass on the way.");
    }
}
