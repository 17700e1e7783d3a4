package callgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Nodes of different versions talk to each other during a deploy. The bytes of former versions are in {@code
 * src/test/resources/wire}, a line for each message: {@code NAME MANIFEST BASE64}. They are read here as they were meant, and
 * today's messages are read from bytes with more in them than is known. A new message gets a new line ({@code
 * -Dwire.write=FILE} writes today's); a line that is there is never changed.
 */
class WireCompatibilityTest {
    private static final ClusterNode NODE = started();

    private static ClusterNode started() {
        try {
            int port = FreePort.next();
            return ClusterNodes.start(port, port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void write() throws IOException {
        String file = System.getProperty("wire.write");
        if (file != null) {
            StringBuilder lines = new StringBuilder();
            for (Map.Entry<String, WireMessage> one : messages().entrySet()) {
                SerializerWithStringManifest serializer = serializer(one.getValue());
                lines.append(one.getKey())
                        .append(' ')
                        .append(serializer.manifest(one.getValue()))
                        .append(' ')
                        .append(Base64.getEncoder()
                                .encodeToString(serialization()
                                        .serialize(one.getValue())
                                        .get()))
                        .append('\n');
            }
            Files.writeString(Path.of(file), lines);
        }
    }

    @AfterAll
    static void stop() {
        NODE.close();
    }

    private static <T> ActorRef<T> somebody() {
        // The address of a node that is not there: a reference as it comes from afar.
        ActorSystem<?> system = NODE.system();
        return org.apache.pekko.actor.typed.ActorRefResolver.get(system)
                .resolveActorRef("pekko://call-gateway-cluster@127.0.0.1:1/system/peers#1");
    }

    /** One of each kind, as old as it is. */
    private static Map<String, WireMessage> messages() {
        NodeCard card = new NodeCard("AAAAAAAAAAAAAAAAAAAAAA", "10.0.0.7", 8080);
        return new java.util.TreeMap<>(Map.of(
                "presence-1", new PeerMessage.Presence(card, true, 42, somebody()),
                "call-gone-1", new PeerMessage.CallGone("CA00000000000000000000000000000001"),
                "admin-ask-1",
                        new PeerMessage.AdminAsk(
                                "POST",
                                "/api/calls/CA1/transfer?x=1",
                                Map.of("Content-Type", "application/json"),
                                new byte[] {123, 125},
                                somebody()),
                "admin-answer-1", new PeerMessage.AdminAnswer(200, new byte[] {123, 125})));
    }

    private static Serialization serialization() {
        return SerializationExtension.get(Adapter.toClassic(NODE.system()));
    }

    private static SerializerWithStringManifest serializer(Object message) {
        return (SerializerWithStringManifest) serialization().findSerializerFor(message);
    }

    private static Stream<String> stored() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/wire/messages.txt")).stream();
    }

    @TestFactory
    Stream<DynamicTest> whatFormerVersionsSayIsUnderstood() throws IOException {
        return stored().map(line -> line.split(" "))
                .map(part -> DynamicTest.dynamicTest(part[0], () -> {
                    assertThat(messages())
                            .as("a message that was sent once is known for ever")
                            .containsKey(part[0]);
                    WireMessage meant =
                            java.util.Objects.requireNonNull(messages().get(part[0]));
                    Object read = read(meant, part[1], Base64.getDecoder().decode(part[2]));
                    assertSame(read, meant);
                }));
    }

    private static Object read(WireMessage like, String manifest, byte[] bytes) {
        return serialization()
                .deserialize(bytes, serializer(like).identifier(), manifest)
                .get();
    }

    private static void assertSame(Object read, WireMessage meant) {
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(ActorRef.class)
                .isEqualTo(meant);
        if (meant instanceof PeerMessage.Presence presence) {
            assertThat(((PeerMessage.Presence) read).desk()).isEqualTo(presence.desk());
        }
    }

    @Test
    void everyKindIsStored() throws IOException {
        assertThat(stored().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactlyInAnyOrderElementsOf(messages().keySet());
        assertThat(messages().values().stream().<Class<?>>map(Object::getClass))
                .containsAll(java.util.Arrays.asList(PeerMessage.class.getPermittedSubclasses()));
    }

    @Test
    void whatIsNotKnownIsSkippedAndWhatIsAbsentIsNothing() throws IOException {
        var cbor = new com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper();
        byte[] more =
                cbor.writeValueAsBytes(Map.of("callSid", "CA1", "why", Map.of("since", 3), "list", new int[] {1}));
        assertThat(read(new PeerMessage.CallGone("x"), PeerMessage.CallGone.class.getName(), more))
                .isEqualTo(new PeerMessage.CallGone("CA1"));

        byte[] less = cbor.writeValueAsBytes(Map.of("method", "GET", "target", "/api/calls"));
        PeerMessage.AdminAsk ask = (PeerMessage.AdminAsk) read(
                new PeerMessage.AdminAsk("", "", Map.of(), new byte[0], somebody()),
                PeerMessage.AdminAsk.class.getName(),
                less);
        assertThat(ask.headers()).isEmpty();
        assertThat(ask.body()).isEmpty();
    }
}
