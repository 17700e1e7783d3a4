package callgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a socket ends, whoever ends it; {@link EmbeddedSocket#close} holds that it is told exactly once. */
final class WebSocketEndTest {
    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4401, 4429, 4999
            })
    void aPeersCloseIsAnsweredWithItsCodeAndTold(int code) {
        for (boolean client : new boolean[] {true, false}) {
            try (EmbeddedSocket end = client ? EmbeddedSocket.client() : EmbeddedSocket.server()) {
                end.receive(end.peerClose(code, "because"));
                assertThat(end.heard.lines()).containsExactly("end PEER " + code + " because");
                assertThat(end.sent()).singleElement().satisfies(echo -> {
                    assertThat(echo.opcode()).isEqualTo(8);
                    assertThat(echo.closeCode()).isEqualTo(code);
                });
                assertThat(end.channel.isOpen()).isFalse();
            }
        }
    }

    @Test
    void aCloseWithoutACodeIsToldAs1005AndAnsweredWithoutOne() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.masked(8, new byte[0]));
            assertThat(end.heard.lines()).containsExactly("end PEER 1005");
            assertThat(end.sent()).singleElement().satisfies(echo -> assertThat(echo.payload())
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    void aCloseWithACodeThatMayNotBeSentIsAViolation(int code) {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(end.peerClose(code, "odd"));
            assertThat(end.heard.lines()).containsExactly("end VIOLATION 1002 close code " + code);
            assertThat(end.sent()).extracting(RawFrame::closeCode).containsExactly(1002);
        }
    }

    @Test
    void aCloseWithHalfACodeIsAViolation() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(RawFrame.masked(8, new byte[] {3}));
            assertThat(end.heard.lines()).containsExactly("end VIOLATION 1002 close frame of one byte");
            assertThat(end.sent()).extracting(RawFrame::closeCode).containsExactly(1002);
        }
    }

    @Test
    void nothingIsTakenAfterThePeersClose() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(end.peerClose(1000, ""), end.peerFrame(1, utf8("late")), end.peerFrame(9, utf8("late")));
            assertThat(end.heard.lines()).containsExactly("end PEER 1000");
            assertThat(end.sent()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 1013, 3000, 4000, 4999})
    void ourCloseIsSentAndToldWhenThePeerAnswers(int code) {
        for (boolean client : new boolean[] {true, false}) {
            try (EmbeddedSocket end = client ? EmbeddedSocket.client() : EmbeddedSocket.server()) {
                end.socket.text(utf8("before"), 0, 6);
                end.socket.close(code, "done");
                assertThat(end.socket.isOpen()).isFalse();
                assertThat(end.heard.lines()).isEmpty();
                assertThat(end.sent())
                        .satisfiesExactly(text -> assertThat(text.text()).isEqualTo("before"), close -> {
                            assertThat(close.closeCode()).isEqualTo(code);
                            assertThat(close.closeReason()).isEqualTo("done");
                        });

                end.receive(end.peerFrame(1, utf8("still talking")), end.peerFrame(9, utf8("ping")));
                end.receive(end.peerClose(code, ""));

                assertThat(end.heard.lines()).containsExactly("end US " + code + " done");
                assertThat(end.sent()).isEmpty();
                assertThat(end.channel.isOpen()).isFalse();
            }
        }
    }

    @Test
    void aPeerThatNeverAnswersOurCloseIsLeftAfterTwoSeconds() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.socket.close(1000, "done");
            end.pass(1_990);
            assertThat(end.channel.isOpen()).isTrue();
            end.pass(20);
            assertThat(end.heard.lines()).containsExactly("end US 1000 done");
            assertThat(end.channel.isOpen()).isFalse();
        }
    }

    @Test
    void aPeerThatVanishesOrErrsAfterOurCloseChangesNothingInWhatIsTold() {
        assertToldAsOurs(end -> end.channel.close());
        assertToldAsOurs(end -> end.channel.pipeline().fireExceptionCaught(new IOException("Connection reset")));
        assertToldAsOurs(end -> end.receive(RawFrame.masked(3, utf8("bad"))));
        assertToldAsOurs(end -> end.receive(end.peerClose(4000, "crossing")));
        assertToldAsOurs(end -> end.receive(RawFrame.masked(8, new byte[0])));
        assertToldAsOurs(end -> end.receive(RawFrame.masked(8, new byte[1])));
    }

    private static void assertToldAsOurs(Consumer<EmbeddedSocket> event) {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.socket.close(1001, "bye");
            assertThat(end.sent()).hasSize(1);
            event.accept(end);
            end.pass(3000);
            assertThat(end.heard.lines()).containsExactly("end US 1001 bye");
            assertThat(end.sent()).as("nothing may follow our close frame").isEmpty();
        }
    }

    @Test
    void aSecondCloseSaysNothing() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.socket.close(1000, "first");
            end.socket.close(1011, "second");
            assertThat(end.sent()).extracting(RawFrame::closeReason).containsExactly("first");
            end.socket.abort();
            assertThat(end.heard.lines()).containsExactly("end US 1000 first");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2000, 5000, 70000})
    void aCodeThatMayNotBeSentIsNotSent(int code) {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            assertThatThrownBy(() -> end.socket.close(code, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("close code: " + code);
            assertThat(end.socket.isOpen()).isTrue();
            assertThat(end.sent()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, 300, 123",
        "é, 100, 122",
        "€, 100, 123",
        "x€, 100, 121",
        "\uD83D\uDCDE, 60, 120",
        "x\uD83D\uDCDE, 60, 121",
    })
    void aLongReasonIsCutBetweenTwoCharacters(String piece, int times, int expectedBytes) {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            String reason = piece.repeat(times);
            end.socket.close(1011, reason);
            RawFrame close = end.sent().get(0);
            assertThat(close.payload()).hasSize(2 + expectedBytes);
            assertThat(reason).startsWith(close.closeReason());
        }
    }

    @Test
    void anAbortIsToldAndSaysNothingToThePeer() {
        try (EmbeddedSocket end = EmbeddedSocket.client()) {
            end.socket.text(utf8("never sent"), 0, 10);
            end.socket.abort();
            assertThat(end.heard.lines()).containsExactly("end US 1006 aborted");
            assertThat(end.sent()).isEmpty();
            assertThat(end.channel.isOpen()).isFalse();
        }
    }

    @Test
    void aPeerThatVanishesIsToldAs1006() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            byte[] half = RawFrame.masked(1, utf8("half")).bytes();
            end.receive(half, 0, half.length - 1);
            end.socket.text(utf8("never sent"), 0, 10);
            end.channel.close();
            assertThat(end.heard.lines()).containsExactly("end LOST 1006 connection closed");
        }
    }

    @Test
    void anErrorOfTheConnectionIsToldAs1006() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
            assertThat(end.heard.lines()).containsExactly("end LOST 1006 Connection reset by peer");
            assertThat(end.channel.isOpen()).isFalse();
        }
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.channel.pipeline().fireExceptionCaught(new IOException());
            assertThat(end.heard.lines()).containsExactly("end LOST 1006 IOException");
        }
    }

    @Test
    void everyMethodDoesNothingOnceTheSocketHasEnded() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.receive(end.peerClose(1000, ""));
            end.sent();
            end.socket.text(utf8("x"), 0, 1);
            end.socket.binary(utf8("x"), 0, 1);
            end.socket.ping();
            end.socket.flush();
            end.socket.close(1000, "");
            end.socket.abort();
            end.channel.pipeline().fireChannelWritabilityChanged();
            assertThat(end.sent()).isEmpty();
            assertThat(end.heard.lines()).containsExactly("end PEER 1000");
        }
    }

    @Test
    void aListenerMayCloseInsideAMessage() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.heard.then(line -> end.socket.close(1000, "enough"));
            end.receive(end.peerFrame(1, utf8("one")), end.peerFrame(1, utf8("two")), end.peerClose(1000, ""));
            assertThat(end.heard.lines()).containsExactly("text one", "end US 1000 enough");
            assertThat(end.sent()).hasSize(1);
        }
    }

    @Test
    void aListenerMayAbortInsideAMessageWhoseRestIsStillKept() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.heard.then(line -> end.socket.abort());
            byte[] wire = RawFrame.join(end.peerFrame(1, utf8("one")), end.peerFrame(1, utf8("two")));
            end.receive(wire, 0, 3);
            end.receive(wire, 3, wire.length - 1);
            assertThat(end.heard.lines()).containsExactly("text one", "end US 1006 aborted");
        }
    }

    @Test
    void aListenerMayWriteAndCloseInsideItsEnd() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.heard.then(line -> {
                end.socket.text(utf8("x"), 0, 1);
                end.socket.flush();
                end.socket.close(1000, "");
                end.socket.abort();
            });
            end.channel.close();
            assertThat(end.heard.lines()).containsExactly("end LOST 1006 connection closed");
        }
    }

    @Test
    void aListenerThatFailsEndsItsSocketWith1011() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            end.heard.then(line -> {
                if (line.startsWith("text")) {
                    throw new IllegalStateException("bug");
                }
            });
            end.receive(end.peerFrame(1, utf8("one")), end.peerFrame(1, utf8("two")));
            assertThat(end.heard.lines()).containsExactly("text one", "end US 1011 internal error");
            assertThat(end.sent()).extracting(RawFrame::closeCode).containsExactly(1011);
        }
    }

    @Test
    void aListenerThatFailsOnItsEndHarmsNothing() {
        for (boolean violation : new boolean[] {true, false}) {
            try (EmbeddedSocket end = EmbeddedSocket.server()) {
                end.heard.then(line -> {
                    throw new IllegalStateException("bug");
                });
                if (violation) {
                    end.receive(RawFrame.masked(3, utf8("x")));
                    assertThat(end.sent()).extracting(RawFrame::closeCode).containsExactly(1002);
                } else {
                    end.receive(end.peerClose(1000, ""));
                    assertThat(end.channel.isOpen()).isFalse();
                }
            }
        }
    }

    @Test
    void aListenerThatComesAfterTheEndIsToldOfIt() {
        try (EmbeddedSocket end = EmbeddedSocket.server()) {
            WebSocketHandler early =
                    new WebSocketHandler(new Loop(end.channel.eventLoop(), "test"), end.channel, false, 70_000);
            early.abort();
            Heard late = new Heard();
            early.listener(late);
            assertThat(late.lines()).containsExactly("end US 1006 aborted");
        }
    }
}
