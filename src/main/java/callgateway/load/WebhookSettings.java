package callgateway.load;

import java.net.URI;

/**
 * Webhooks to send, and how many.
 *
 * @param voiceUrl the gateway's webhook as it is reached from here, such as {@code http://127.0.0.1:8080/voice}
 * @param publicHost the name that the gateway checks signatures over
 * @param authToken signs; shown nowhere
 * @param perSecond calls that come in per second; each is two webhooks
 * @param warmSeconds from the first to when measuring begins
 * @param seconds how long is measured
 */
public record WebhookSettings(
        URI voiceUrl, String publicHost, String authToken, int perSecond, int warmSeconds, int seconds) {
    public WebhookSettings {
        LoadSettings.requireVoiceUrl(voiceUrl);
        LoadSettings.require("per-second", perSecond, 1, 10_000);
        LoadSettings.require("warm", warmSeconds, 0, 600);
        LoadSettings.require("seconds", seconds, 1, 3600);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "WebhookSettings[" + perSecond + " calls per second to " + voiceUrl + " as " + publicHost + "]";
    }
}
