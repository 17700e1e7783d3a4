package callgateway.gateway;

import callgateway.call.NextStep;
import callgateway.config.GatewaySettings.RescueSettings;
import callgateway.twilio.ConnectStream;
import callgateway.twilio.DialSpec;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.Twiml;
import java.util.Map;

/** The TwiML this gateway answers with; all its addresses are absolute. */
final class VoiceAnswers {
    static final String VOICE = "/voice";
    static final String AFTER = "/voice/after";
    static final String TRANSFER = "/voice/transfer";
    static final String STATUS = "/voice/status";
    static final String MEDIA = "/media";

    private final PublicOrigin origin;
    private final RescueSettings rescue;

    VoiceAnswers(PublicOrigin origin, RescueSettings rescue) {
        this.origin = origin;
        this.rescue = rescue;
    }

    /** The caller is connected to a media stream that must show this token. */
    String connect(String token) {
        return Twiml.connectStream(new ConnectStream(
                origin.http(AFTER), origin.webSocket(MEDIA), Map.of("token", token), origin.http(STATUS)));
    }

    /** What comes after a stream. */
    String next(NextStep step) {
        return step == NextStep.HANG_UP ? Twiml.hangUp() : rescue();
    }

    /** A human, or an apology where there is none. */
    String rescue() {
        String human = rescue.humanNumber();
        return human == null
                ? Twiml.sayAndHangUp(rescue.apology())
                : Twiml.dial(new DialSpec(origin.http(TRANSFER), human, rescue.ring(), true, null));
    }

    /**
     * What comes after the human was dialled.
     *
     * @param bridged whether they talked: a leg that was answered and not bridged was a voicemail, or declined
     */
    String afterHuman(boolean bridged) {
        return bridged ? Twiml.hangUp() : Twiml.sayAndHangUp(rescue.apology());
    }
}
