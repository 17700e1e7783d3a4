package callgateway.omni;

import static callgateway.omni.Heard.bytes;
import static callgateway.omni.Heard.tagged;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OmniClientReaderTest implements OmniClientListener {
    private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    private final List<OmniClientMessage> messages = new ArrayList<>();
    private final List<ClientFault> ignored = new ArrayList<>();
    private final OmniClientReader strict = new OmniClientReader(Dialect.TAGGED, true);

    @Override
    public void audio(byte[] pcm, int off, int len) {
        audio.writeBytes(Arrays.copyOfRange(pcm, off, off + len));
    }

    @Override
    public void message(OmniClientMessage message) {
        messages.add(message);
    }

    @Override
    public void ignored(ClientFault fault) {
        ignored.add(fault);
    }

    @ParameterizedTest
    @EnumSource
    void everythingTheGatewayWritesIsUnderstood(Dialect dialect) {
        OmniWriter writer = new OmniWriter(dialect);
        OmniClientReader server = new OmniClientReader(dialect, true);
        AgentProfile agent = AgentProfile.DEFAULTS
                .withVoiceId("v")
                .withPersona("p")
                .withGreeting("g")
                .withConsentLine("c")
                .withLanguage("en")
                .withTools(List.of(
                        new AgentProfile.Tool("a", "does a", "{}", true),
                        new AgentProfile.Tool("b", "does b", null, false)));
        byte[] frame = new byte[5];
        int length = writer.audio(bytes(1, 2, 3, 4), 0, 4, frame, 0);

        server.binary(frame, 0, length, this);
        for (byte[] control : List.of(
                writer.configure(agent),
                writer.dtmf('#'),
                writer.toolResult("t", "[1]"),
                writer.toolError("t", "failed"),
                writer.sessionEnding())) {
            if (writer.controlIsText()) {
                server.text(control, 0, control.length, this);
            } else {
                server.binary(control, 0, control.length, this);
            }
        }

        assertThat(audio.toByteArray()).isEqualTo(bytes(1, 2, 3, 4));
        assertThat(ignored).isEmpty();
        OmniClientMessage.Configure configure = (OmniClientMessage.Configure) messages.get(0);
        assertThat(configure.json()).contains("\"type\":\"configure\",\"event\":\"configure\"");
        assertThat(messages)
                .containsExactly(
                        new OmniClientMessage.Configure("v", "p", "g", "c", "en", List.of("a", "b"), configure.json()),
                        new OmniClientMessage.Dtmf("#"),
                        new OmniClientMessage.ToolResult("t", "[1]", null),
                        new OmniClientMessage.ToolResult("t", null, "failed"),
                        new OmniClientMessage.SessionEnding());
    }

    @Test
    void aStrictServerIsDeafToTheClassicMistakes() {
        binary(strict, bytes(7, 2, 3, 4));
        binary(strict, bytes(0, 0));
        text(strict, "{\"type\":\"configure\"}");
        binary(strict, tagged(3, "{\"event\":\"configure\"}"));

        assertThat(ignored)
                .containsExactly(
                        ClientFault.UNTAGGED_AUDIO,
                        ClientFault.UNTAGGED_AUDIO,
                        ClientFault.TEXT_CONTROL,
                        ClientFault.EVENT_KEY_ONLY);
        assertThat(messages).isEmpty();
        assertThat(audio.size()).isZero();
    }

    @Test
    void aLenientServerTakesTextAndEventKeys() {
        OmniClientReader lenient = new OmniClientReader(Dialect.TAGGED, false);
        text(lenient, "{\"type\":\"dtmf\",\"digit\":\"1\"}");
        binary(lenient, tagged(3, "{\"event\":\"dtmf\",\"digits\":\"2\"}"));

        assertThat(messages).containsExactly(new OmniClientMessage.Dtmf("1"), new OmniClientMessage.Dtmf("2"));
    }

    @Test
    void otherMistakesAreNamed() {
        binary(strict, bytes());
        binary(strict, bytes(1));
        binary(strict, bytes(1, 2, 3, 4));
        binary(strict, bytes(9, 2, 3));
        binary(strict, tagged(3, "hi"));
        binary(strict, tagged(3, "{\"type\":"));
        binary(strict, tagged(3, "{\"a\":1}"));
        binary(strict, tagged(3, "{\"type\":\"tool_result\",\"result\":1}"));
        binary(strict, tagged(3, "{\"type\":\"dtmf\"}"));
        binary(strict, tagged(3, "{\"type\":\"input_text\"}"));

        assertThat(ignored)
                .containsExactly(
                        ClientFault.EMPTY,
                        ClientFault.EMPTY,
                        ClientFault.ODD_AUDIO,
                        ClientFault.UNKNOWN_TAG,
                        ClientFault.NOT_JSON,
                        ClientFault.NOT_JSON,
                        ClientFault.NO_NAME,
                        ClientFault.MISSING_FIELD,
                        ClientFault.MISSING_FIELD,
                        ClientFault.MISSING_FIELD);
    }

    @Test
    void anOlderServerTakesBareAndTaggedAudio() {
        OmniClientReader older = new OmniClientReader(Dialect.HALF_TAGGED, true);
        binary(older, bytes(1, 5, 6));
        binary(older, bytes(7, 8));
        binary(older, bytes(3, 8));
        binary(older, bytes(9, 8, 7));

        assertThat(audio.toByteArray()).isEqualTo(bytes(5, 6, 7, 8, 3, 8));
        assertThat(ignored).containsExactly(ClientFault.ODD_AUDIO);
    }

    @Test
    void unknownControlIsKeptByName() {
        binary(strict, tagged(3, "{\"type\":\"dance\"}"));
        binary(strict, tagged(3, "{\"type\":\"input_text\",\"text\":\"hi\"}"));

        assertThat(messages)
                .containsExactly(new OmniClientMessage.Other("dance"), new OmniClientMessage.InputText("hi"));
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesNeverThrow(Dialect dialect) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        OmniClientReader reader = new OmniClientReader(dialect, random.nextBoolean());
        for (int round = 0; round < 5_000; round++) {
            byte[] message = random.nextBoolean()
                    ? tagged(3, "{\"type\":\"configure\",\"tools\":[{\"name\":1},2]}")
                    : new byte[random.nextInt(50)];
            for (int i = 0; i < message.length; i++) {
                message[i] = random.nextInt(8) == 0 ? (byte) random.nextInt() : message[i];
            }
            assertThatCode(() -> {
                        reader.binary(message, 0, message.length, this);
                        reader.text(message, 0, message.length, this);
                    })
                    .as("seed %d round %d", seed, round)
                    .doesNotThrowAnyException();
        }
    }

    private void binary(OmniClientReader reader, byte[] message) {
        reader.binary(message, 0, message.length, this);
    }

    private void text(OmniClientReader reader, String message) {
        byte[] utf8 = message.getBytes(UTF_8);
        reader.text(utf8, 0, utf8.length, this);
    }
}
