package callgateway.doctor;

import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import callgateway.twilio.SelfCall;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code /voice} through the public name, as Twilio would and with a signature of ours. The question is marked: a gateway
 * answers it without admitting a call.
 */
final class VoiceWebhookCheck implements Check {
    private final SetUp setUp;

    VoiceWebhookCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        String callSid = "CA" + UUID.randomUUID().toString().replace("-", "");
        String account = setUp.settings.twilio().accountSid();
        SelfCall call = new SelfCall(UUID.randomUUID().toString().replace("-", ""));
        WebAnswer answer = ask(SetUp.VOICE, call.form(callSid, account));
        String what = "POST " + setUp.origin().http(SetUp.VOICE);
        if (answer instanceof WebAnswer.Silence silence) {
            return List.of(Finding.wrong(
                    what + ": " + silence.why(),
                    "Put public-host and tls right first; then see that the tunnel or ingress is running."));
        }
        WebAnswer.Reply reply = (WebAnswer.Reply) answer;
        if (!reply.isOk()) {
            return List.of(WayIn.judge(what, reply.status(), reply.where(), reply.text(), isOurs()));
        }
        if (call.isAnsweredBy(reply.text())) {
            return List.of(Finding.ok(what + " reaches " + (isOurs() ? "this machine" : "the gateway")
                    + ", which accepts our signature"));
        }
        return List.of(stranger(what, reply.text(), callSid, account));
    }

    private Finding stranger(String what, String document, String callSid, @Nullable String account)
            throws InterruptedException {
        if (!document.contains("<Response")) {
            return Finding.wrong(
                    what + " is answered with 200, but not with TwiML",
                    "See what answers at PUBLIC_HOST (a tunnel's warning page?), and point it at the gateway's public port.");
        }
        if (document.contains("<Start") && document.contains("<Stream")) {
            return Finding.wrong(
                    what + " is answered with a one-way <Start><Stream>: silence both ways",
                    "Use <Connect><Stream> for a bidirectional socket: point PUBLIC_HOST at this gateway, which answers so.");
        }
        // Who does not know the mark may have admitted a call.
        ask(SetUp.STATUS, SelfCall.over(callSid, account));
        return Finding.warning(
                what + " is answered with TwiML, but not by a gateway of this version",
                "Update the gateway that runs there, or point PUBLIC_HOST at this one.");
    }

    private WebAnswer ask(String path, FormParams form) throws InterruptedException {
        String url = setUp.origin().http(path);
        String token = setUp.settings.twilio().authTokens().get(0);
        return setUp.web.post(
                URI.create(url),
                List.of(Map.entry("X-Twilio-Signature", RequestSignature.sign(token, url, form))),
                form);
    }

    private boolean isOurs() {
        return setUp.port instanceof OwnPort.State.Ours;
    }
}
