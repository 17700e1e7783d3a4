package callgateway.load;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What to load, and how much.
 *
 * @param voiceUrl the gateway's webhook as it is reached from here, such as {@code http://127.0.0.1:8080/voice}
 * @param publicHost the name that the gateway checks signatures over
 * @param authToken signs; shown nowhere
 * @param calls calls at once
 * @param callsPerSecond how fast they are placed
 * @param warmSeconds from when all are placed to when measuring begins
 * @param seconds how long is measured
 * @param omniPort where the built-in agent service listens, 0 for a free port; null: there is one elsewhere
 * @param omniPieceMs length of the agent's pieces of audio; 0: each frame is echoed at once
 * @param gatewayPid process whose CPU time and memory are measured; null: none
 */
public record LoadSettings(
        URI voiceUrl,
        String publicHost,
        String authToken,
        int calls,
        int callsPerSecond,
        int warmSeconds,
        int seconds,
        @Nullable Integer omniPort,
        int omniPieceMs,
        @Nullable Long gatewayPid) {
    public LoadSettings {
        requireVoiceUrl(voiceUrl);
        require("calls", calls, 1, 100_000);
        require("ramp", callsPerSecond, 1, 10_000);
        require("warm", warmSeconds, 0, 600);
        require("seconds", seconds, 1, 3600);
        require("chunk", omniPieceMs, 0, 1000);
    }

    static void requireVoiceUrl(URI voiceUrl) {
        String scheme = String.valueOf(voiceUrl.getScheme());
        if (!(scheme.equals("http") || scheme.equals("https"))
                || voiceUrl.getHost() == null
                || voiceUrl.getRawPath().isEmpty()) {
            throw new IllegalArgumentException(
                    "voice URL: " + voiceUrl + " (expected: such as http://127.0.0.1:8080/voice)");
        }
    }

    static void require(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "LoadSettings[" + calls + " calls to " + voiceUrl + " as " + publicHost + "]";
    }
}
