package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.twilio.ConnectStream;
import callgateway.twilio.Twiml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwimlReaderTest {

    @Test
    void readsAStreamAsTheGatewayWritesIt() throws Exception {
        ConnectStream spec = new ConnectStream(
                "https://gw.example/voice/after?a=1&b=2",
                "wss://gw.example/media",
                Map.of("token", "a<b>&\"c'"),
                "https://gw.example/voice/status");

        List<Verb> verbs = read(Twiml.connectStream(spec));

        assertThat(verbs).hasSize(1);
        assertThat(verbs.get(0).attribute("action")).isEqualTo("https://gw.example/voice/after?a=1&b=2");
        Verb stream = Objects.requireNonNull(verbs.get(0).child("Stream"));
        assertThat(stream.attribute("url")).isEqualTo("wss://gw.example/media");
        assertThat(stream.children().get(0).attributes()).isEqualTo(Map.of("name", "token", "value", "a<b>&\"c'"));
    }

    @Test
    void readsTextAndOrder() throws Exception {
        List<Verb> verbs =
                read("<Response>\n <Say voice='x'> One &amp; two </Say><Pause/><Hangup></Hangup></Response>");

        assertThat(verbs).extracting(Verb::name).containsExactly("Say", "Pause", "Hangup");
        assertThat(verbs.get(0).text()).isEqualTo("One & two");
        assertThat(read("<Response/>")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<Response>",
                "<Reply/>",
                "<Response/><Response/>",
                "{\"event\":1}",
                "<!DOCTYPE Response [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><Response><Say>&x;</Say></Response>"
            })
    void refusesWhatIsNoTwiml(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    private static List<Verb> read(String xml) throws IOException {
        return TwimlReader.read(xml.getBytes(StandardCharsets.UTF_8));
    }
}
