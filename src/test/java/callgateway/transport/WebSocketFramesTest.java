package callgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer's bytes become, without a network. */
final class WebSocketFramesTest {
    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + 7);
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void framesSplitAtEveryByteAreTheSameMessages(boolean client) {
        try (EmbeddedSocket whole = client ? EmbeddedSocket.client() : EmbeddedSocket.server()) {
            byte[] wire = RawFrame.join(
                    whole.peerFrame(1, utf8("first")),
                    whole.peerFrame(2, bytes(130)),
                    whole.peerFrame(1, utf8("frag")).unfinished(),
                    whole.peerFrame(9, utf8("between")),
                    whole.peerFrame(0, utf8("mented")),
                    whole.peerFrame(1, utf8("last")));
            whole.receive(wire);
            for (int cut = 1; cut < wire.length; cut++) {
                try (EmbeddedSocket split = client ? EmbeddedSocket.client() : EmbeddedSocket.server()) {
                    split.receive(wire, 0, cut);
                    split.receive(wire, cut, wire.length);
                    assertThat(split.heard.lines()).as("cut at %d", cut).isEqualTo(whole.heard.lines());
                    assertThat(split.sent()).singleElement().matches(pong -> pong.text()
                            .equals("between"));
                }
            }
        }
    }

    @Test
    void framesThatComeByteByByteAreTheSameMessages() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            byte[] wire = RawFrame.join(RawFrame.masked(1, utf8("hello")), RawFrame.masked(2, bytes(300)));
            for (int i = 0; i < wire.length; i++) {
                end.receive(wire, i, i + 1);
            }
            assertThat(end.heard.lines()).containsExactly("text hello", "binary of 300");
            assertThat(end.heard.binary()).singleElement().isEqualTo(bytes(300));
        }
    }

    @Test
    void randomMessagesCutAnyhowArriveWhole() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            try (EmbeddedSocket end = random.nextBoolean() ? EmbeddedSocket.server() : EmbeddedSocket.client()) {
                List<byte[]> messages = new ArrayList<>();
                List<RawFrame> frames = new ArrayList<>();
                for (int m = random.nextInt(1, 12); m > 0; m--) {
                    byte[] message = new byte[random.nextInt(random.nextBoolean() ? 200 : 5000)];
                    random.nextBytes(message);
                    messages.add(message);
                    fragment(end, message, random, frames);
                }
                byte[] wire = RawFrame.join(frames.toArray(RawFrame[]::new));
                for (int at = 0; at < wire.length; ) {
                    int to = Math.min(wire.length, at + random.nextInt(1, 3000));
                    end.receive(wire, at, to);
                    at = to;
                }
                assertThat(end.heard.binary())
                        .as("seed %d round %d", seed, round)
                        .hasSameSizeAs(messages);
                for (int m = 0; m < messages.size(); m++) {
                    assertThat(end.heard.binary().get(m))
                            .as("seed %d round %d message %d", seed, round, m)
                            .isEqualTo(messages.get(m));
                }
            }
        }
    }

    private static void fragment(EmbeddedSocket end, byte[] message, SplittableRandom random, List<RawFrame> into) {
        int at = 0;
        int opcode = 2;
        while (random.nextInt(3) == 0) {
            int to = at + random.nextInt(message.length - at + 1);
            into.add(end.peerFrame(opcode, java.util.Arrays.copyOfRange(message, at, to))
                    .unfinished());
            if (random.nextBoolean()) {
                into.add(end.peerFrame(10, utf8("noise")));
            }
            at = to;
            opcode = 0;
        }
        into.add(end.peerFrame(opcode, java.util.Arrays.copyOfRange(message, at, message.length)));
    }

    @Test
    void manyFramesInOneReadAreHandedOutInOrder() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            List<RawFrame> frames = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                frames.add(RawFrame.masked(1, utf8("message " + i)));
                expected.add("text message " + i);
            }
            end.receive(frames.toArray(RawFrame[]::new));
            assertThat(end.heard.lines()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 124, 125, 126, 127, 65535, 65536, EmbeddedSocket.MAX_MESSAGE})
    void everyFormOfLengthIsReadAndWritten(int length) {
        try (EmbeddedSocket server = EmbeddedSocket.server();
                EmbeddedSocket client = EmbeddedSocket.client()) {
            server.receive(RawFrame.masked(2, bytes(length)));
            client.receive(RawFrame.plain(2, bytes(length)));
            assertThat(server.heard.binary()).singleElement().isEqualTo(bytes(length));
            assertThat(client.heard.binary()).singleElement().isEqualTo(bytes(length));

            server.socket.binary(bytes(length), 0, length);
            server.socket.flush();
            client.socket.binary(bytes(length), 0, length);
            client.socket.flush();
            assertThat(server.sent()).singleElement().satisfies(frame -> {
                assertThat(frame.first()).isEqualTo(0x82);
                assertThat(frame.masked()).isFalse();
                assertThat(frame.payload()).isEqualTo(bytes(length));
            });
            assertThat(client.sent()).singleElement().satisfies(frame -> {
                assertThat(frame.masked()).isTrue();
                assertThat(frame.payload()).isEqualTo(bytes(length));
            });
        }
    }

    @Test
    void aLengthInALongerFormThanNeededIsTaken() {
        try (EmbeddedSocket end = EmbeddedSocket.client()) {
            end.receive(new byte[] {(byte) 0x81, 126, 0, 2, 'h', 'i', (byte) 0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1, '!'});
            assertThat(end.heard.lines()).containsExactly("text hi", "text !");
        }
    }

    @Test
    void whatIsAppendedLeavesInOneWrite() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.socket.text(utf8("xonex"), 1, 3);
            end.socket.binary(bytes(2000), 0, 2000);
            assertThat(end.channel.outboundMessages()).isEmpty();

            end.socket.flush();
            end.socket.flush();

            assertThat(end.channel.outboundMessages()).hasSize(1);
            assertThat(end.sent()).extracting(RawFrame::opcode).containsExactly(1, 2);
        }
    }

    @Test
    void aClientChoosesANewKeyForEveryFrame() {
        try (EmbeddedSocket end = EmbeddedSocket.client()) {
            List<byte[]> onTheWire = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                end.socket.binary(new byte[16], 0, 16);
                end.socket.flush();
                io.netty.buffer.ByteBuf out = end.channel.readOutbound();
                onTheWire.add(io.netty.buffer.ByteBufUtil.getBytes(out));
                out.release();
            }
            assertThat(onTheWire.get(0)).isNotEqualTo(onTheWire.get(1));
            assertThat(onTheWire.get(1)).isNotEqualTo(onTheWire.get(2));
        }
    }

    @Test
    void aPingIsAnsweredWithItsPayloadAndAPongIsOnlyASignOfLife() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            long before = end.socket.lastReceivedNanos();
            end.receive(RawFrame.masked(9, bytes(125)), RawFrame.masked(9, new byte[0]));
            end.receive(RawFrame.masked(10, utf8("unasked")));
            end.socket.ping();

            assertThat(end.heard.lines()).isEmpty();
            assertThat(end.socket.lastReceivedNanos()).isGreaterThan(before);
            List<RawFrame> sent = end.sent();
            assertThat(sent).extracting(RawFrame::opcode).containsExactly(10, 10, 9);
            assertThat(sent.get(0).payload()).isEqualTo(bytes(125));
            assertThat(sent.get(1).payload()).isEmpty();
        }
    }

    @Test
    void aFloodOfPingsInOneReadIsAnsweredInOneWrite() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(
                    Collections.nCopies(5000, RawFrame.masked(9, new byte[0])).toArray(RawFrame[]::new));
            assertThat(end.channel.outboundMessages()).hasSize(1);
            assertThat(end.sent()).hasSize(5000);
        }
    }

    @Test
    void aMessageOfManyFragmentsArrivesWholeWithPingsBetween() {
        try (EmbeddedSocket end = EmbeddedSocket.client()) {
            end.receive(end.peerFrame(1, utf8("a")).unfinished(), end.peerFrame(9, utf8("?")));
            end.receive(
                    end.peerFrame(0, new byte[0]).unfinished(),
                    end.peerFrame(0, utf8("b")).unfinished());
            end.receive(end.peerFrame(10, new byte[0]), end.peerFrame(0, utf8("c")), end.peerFrame(1, utf8("next")));
            assertThat(end.heard.lines()).containsExactly("text abc", "text next");
            assertThat(end.sent()).extracting(RawFrame::text).containsExactly("?");
        }
    }

    @Test
    void aPingInsideAMessageOfTheGreatestLengthDoesNotMakeItTooLong() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.masked(2, bytes(EmbeddedSocket.MAX_MESSAGE)).unfinished());
            end.receive(RawFrame.masked(9, bytes(100)), RawFrame.masked(0, new byte[0]));
            assertThat(end.heard.lines()).containsExactly("binary of " + EmbeddedSocket.MAX_MESSAGE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "C1, reserved bit set",
        "A1, reserved bit set",
        "91, reserved bit set",
        "83, unknown opcode 3",
        "87, unknown opcode 7",
        "8B, unknown opcode 11",
        "8F, unknown opcode 15",
        "80, continuation of nothing",
        "00, continuation of nothing",
        "08, fragmented or long control frame",
        "09, fragmented or long control frame",
        "0A, fragmented or long control frame",
    })
    void aFrameThatMayNotBeSentEndsTheSocketWith1002(String first, String why) {
        for (boolean client : new boolean[] {true, false}) {
            try (EmbeddedSocket end = client ? EmbeddedSocket.client() : EmbeddedSocket.server()) {
                RawFrame bad = new RawFrame(Integer.parseInt(first, 16), !client, utf8("x"));
                end.receive(end.peerFrame(1, utf8("good")), bad, end.peerFrame(1, utf8("after")));
                violated(end, 1002, why, "text good");
            }
        }
    }

    @Test
    void aControlFrameOverItsLengthEndsTheSocketWith1002() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.header(0x89, true, 126));
            violated(end, 1002, "fragmented or long control frame");
        }
    }

    @Test
    void aNewMessageInsideAFragmentedOneEndsTheSocketWith1002() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.masked(1, utf8("a")).unfinished(), RawFrame.masked(2, utf8("b")));
            violated(end, 1002, "new message inside a fragmented one");
        }
    }

    @Test
    void aClientThatDoesNotMaskAndAServerThatDoesAreEndedWith1002() {
        try (EmbeddedSocket server = EmbeddedSocket.server();
                EmbeddedSocket client = EmbeddedSocket.client()) {
            server.receive(RawFrame.plain(1, utf8("plain")));
            client.receive(RawFrame.masked(1, utf8("masked")));
            violated(server, 1002, "unmasked frame from a client");
            violated(client, 1002, "masked frame from a server");
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {EmbeddedSocket.MAX_MESSAGE + 1, 10_000_000, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aLengthOverTheLimitIsRefusedWhenItIsDeclared(long length) {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.header(0x82, true, length));
            violated(end, 1009, "message over 70000 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {EmbeddedSocket.MAX_MESSAGE, 10_000_000, Long.MAX_VALUE, Long.MAX_VALUE - 5, -1})
    void fragmentsOverTheLimitAreRefusedWhenTheyAreDeclared(long length) {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.masked(2, bytes(10)).unfinished());
            end.receive(RawFrame.header(0x80, true, length));
            violated(end, 1009, "message over 70000 bytes");
        }
    }

    @Test
    void whatComesAfterAViolationIsReadAndDropped() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.masked(3, utf8("x")));
            end.sent();
            end.receive(RawFrame.masked(1, utf8("more")), RawFrame.masked(9, utf8("more")));
            assertThat(end.sent()).isEmpty();
            assertThat(end.heard.lines()).hasSize(1);
            assertThat(end.channel.isOpen()).isTrue();

            end.pass(200);
            assertThat(end.channel.isOpen()).isFalse();
        }
    }

    private static void violated(EmbeddedSocket end, int code, String why, String... before) {
        List<String> lines = new ArrayList<>(List.of(before));
        lines.add("end VIOLATION " + code + " " + why);
        assertThat(end.heard.lines()).isEqualTo(lines);
        assertThat(end.sent()).singleElement().satisfies(close -> {
            assertThat(close.opcode()).isEqualTo(8);
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).isEqualTo(why);
        });
        assertThat(end.socket.isOpen()).isFalse();
    }
}
