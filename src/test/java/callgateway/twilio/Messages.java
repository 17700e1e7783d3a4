package callgateway.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.twilio.BadMessage.Reason;
import java.util.Base64;

/** Messages and how tests read them. */
final class Messages {
    static final String STREAM = "MZ18ad3ab5a668481ce02b83e7395059f0";
    static final String CALL = "CA123c0e5e5b6d4ff1a1b4e0f4e0c0ffee";
    static final String ACCOUNT = "AC123c0e5e5b6d4ff1a1b4e0f4e0c0ffee";

    private Messages() {}

    /** As Twilio writes it. */
    static String media(String timestamp, byte[] audio) {
        return "{\"event\":\"media\",\"sequenceNumber\":\"3\",\"media\":{\"track\":\"inbound\",\"chunk\":\"1\",\"timestamp\":\""
                + timestamp + "\",\"payload\":\"" + Base64.getEncoder().encodeToString(audio) + "\"},\"streamSid\":\""
                + STREAM + "\"}";
    }

    /** Single quotes stand for double ones, for legibility. */
    static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    static TwilioMessage read(String text) throws BadMessage {
        return read(json(text));
    }

    static TwilioMessage read(byte[] message) throws BadMessage {
        return new TwilioReader().read(message, 0, message.length);
    }

    static BadMessage rejected(String text) {
        return rejected(json(text));
    }

    static BadMessage rejected(byte[] message) {
        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> read(message));
        assertThat(bad).as("rejection of the message").isNotNull();
        assertThat(bad.getStackTrace()).isEmpty();
        return bad;
    }

    static Reason reason(String text) {
        return rejected(text).reason();
    }
}
