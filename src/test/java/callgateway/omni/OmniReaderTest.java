package callgateway.omni;

import static callgateway.omni.Heard.binary;
import static callgateway.omni.Heard.bytes;
import static callgateway.omni.Heard.tagged;
import static callgateway.omni.Heard.text;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniEvent.Deviation;
import callgateway.omni.OmniEvent.Speaker;
import callgateway.omni.OmniEvent.Transcript;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OmniReaderTest {
    private static final String HELLO =
            "{\"event\":\"hello\",\"call_id\":\"c_41\",\"protocol\":2,\"audio_out\":\"pcm16@24000\"}";

    private final OmniReader reader = new OmniReader();
    private final Heard heard = new Heard();

    @Nested
    class WhichFraming {
        @Test
        void aTaggedHelloMakesTheSessionTagged() {
            binary(reader, heard, tagged(3, HELLO));
            binary(reader, heard, bytes(1, 0x10, 0x20));

            assertThat(reader.dialect()).contains(Dialect.TAGGED);
            assertThat(reader.callId()).contains("c_41");
            assertThat(heard.events).singleElement().isInstanceOf(OmniEvent.Hello.class);
            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(0x10, 0x20));
        }

        @Test
        void aHelloInATextMessageMakesBinaryBareAudio() {
            text(reader, heard, HELLO);
            binary(reader, heard, bytes(1, 0x10, 0x20, 0x30));
            binary(reader, heard, bytes(3, 0x10));

            assertThat(reader.dialect()).contains(Dialect.TEXT);
            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(1, 0x10, 0x20, 0x30, 3, 0x10));
        }

        @Test
        void aTaggedEventInATextSessionIsAnEventAndChangesNothingElse() {
            text(reader, heard, HELLO);
            binary(reader, heard, tagged(3, "{\"event\":\"config_ack\"}"));
            binary(reader, heard, tagged(3, "{\"event\":\"flush\"}"));
            binary(reader, heard, bytes(1, 0, 2, 0));

            assertThat(heard.events)
                    .hasSize(4)
                    .contains(new OmniEvent.Deviated(Deviation.TAG_IN_TEXT_SESSION))
                    .endsWith(new OmniEvent.Flush(null, OmniEvent.NO_TURN));
            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(1, 0, 2, 0));
        }

        @Test
        void bareAudioThatBeginsLikeAnEventStaysAudio() {
            text(reader, heard, HELLO);
            binary(reader, heard, tagged(3, "{} }"));
            binary(reader, heard, tagged(3, "{\"a\":1}"));

            assertThat(heard.chunks).isEqualTo(2);
            assertThat(heard.dropped).isEmpty();
        }

        @Test
        void anOddMessageBeginningWithTheAudioTagMakesTheSessionTagged() {
            binary(reader, heard, bytes(1, 5, 6));

            assertThat(reader.dialect()).contains(Dialect.TAGGED);
            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(5, 6));
        }

        @Test
        void anErrorOnTheAudioTagMakesTheSessionTaggedWhateverItsLength() {
            binary(reader, heard, tagged(1, "{\"detail\":\"voice_not_found\"} "));

            assertThat(reader.dialect()).contains(Dialect.TAGGED);
            assertThat(heard.events)
                    .containsExactly(new OmniEvent.ErrorEvent("voice_not_found", "voice_not_found", true));
        }

        @Test
        void evenAudioBeforeAnyEventIsTakenAsBareAndDecidesNothing() {
            binary(reader, heard, bytes(1, 2, 3, 4));

            assertThat(reader.dialect()).isEmpty();
            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(1, 2, 3, 4));
        }

        @Test
        void oddBytesBeforeAnyEventAreDropped() {
            binary(reader, heard, bytes(9, 2, 3));
            binary(reader, heard, bytes(3, '{', 3));

            assertThat(heard.dropped).containsExactly(DropReason.UNDECIDED, DropReason.UNDECIDED);
            assertThat(reader.dialect()).isEmpty();
        }

        @Test
        void textWithoutAnEventDecidesNothing() {
            text(reader, heard, "{\"detail\":\"warming up\"}");
            text(reader, heard, "welcome");

            assertThat(reader.dialect()).isEmpty();
            assertThat(heard.events).containsExactly(new OmniEvent.ErrorEvent(null, "warming up", false));
            assertThat(heard.dropped).containsExactly(DropReason.NOT_JSON);
        }

        @Test
        void anEventInATextMessageOfATaggedSessionIsTakenAndRemarkedOnce() {
            binary(reader, heard, tagged(3, HELLO));
            text(reader, heard, "{\"event\":\"flush\"}");
            text(reader, heard, "{\"event\":\"flush\"}");
            binary(reader, heard, bytes(1, 7, 8));

            assertThat(heard.events.subList(1, 4))
                    .containsExactly(
                            new OmniEvent.Deviated(Deviation.TEXT_IN_TAGGED_SESSION),
                            new OmniEvent.Flush(null, OmniEvent.NO_TURN),
                            new OmniEvent.Flush(null, OmniEvent.NO_TURN));
            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(7, 8));
        }
    }

    @Nested
    class InATaggedSession {
        InATaggedSession() {
            binary(reader, new Heard(), tagged(3, HELLO));
        }

        @Test
        void oddAudioIsPassedOnAsItCame() {
            binary(reader, heard, bytes(1, 1, 2, 3));
            binary(reader, heard, bytes(1, 4));

            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(1, 2, 3, 4));
            assertThat(heard.chunks).isEqualTo(2);
        }

        @Test
        void audioIsReadWhereItStandsInALargerBuffer() {
            byte[] buffer = bytes(9, 9, 1, 5, 6, 9);
            reader.binary(buffer, 2, 3, heard);

            assertThat(heard.audio.toByteArray()).isEqualTo(bytes(5, 6));
        }

        @Test
        void audioThatBeginsWithABraceIsAudio() {
            binary(reader, heard, tagged(1, "{abc"));
            binary(reader, heard, tagged(1, "{ab}"));
            binary(reader, heard, tagged(1, "{"));

            assertThat(heard.chunks).isEqualTo(3);
            assertThat(heard.events).isEmpty();
        }

        @Test
        void jsonTooLongForAnErrorIsAudio() {
            binary(reader, heard, tagged(1, "{\"detail\":\"" + "x".repeat(4_096) + "\"}"));

            assertThat(heard.chunks).isEqualTo(1);
        }

        @Test
        void anUnknownVoiceShowsAsAnErrorOnTheAudioTag() {
            binary(reader, heard, tagged(1, "{\"detail\":\"voice_not_found\"}"));

            OmniEvent.ErrorEvent error = (OmniEvent.ErrorEvent) heard.events.get(0);
            assertThat(error.isVoiceNotFound()).isTrue();
            assertThat(error.onAudioTag()).isTrue();
            assertThat(heard.chunks).isZero();
        }

        @Test
        void emptyMessagesAndBareTagsAreDropped() {
            binary(reader, heard, bytes());
            for (int tag = 1; tag <= 3; tag++) {
                binary(reader, heard, bytes(tag));
            }
            text(reader, heard, "");

            assertThat(heard.dropped).hasSize(5).containsOnly(DropReason.EMPTY);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 4, 0x7B, 0x80, 0xFF})
        void unknownTagsAreDropped(int tag) {
            binary(reader, heard, bytes(tag, 1, 2));

            assertThat(heard.dropped).containsExactly(DropReason.UNKNOWN_TAG);
        }

        @Test
        void eventsThatAreNoJsonObjectAreDroppedWithTheirReason() {
            binary(reader, heard, tagged(3, "hello"));
            binary(reader, heard, tagged(3, "{\"event\":\"flush\"} {}"));
            binary(reader, heard, tagged(3, "[1]"));
            binary(reader, heard, tagged(3, "null"));
            binary(reader, heard, tagged(3, "{\"a\":1}"));
            binary(reader, heard, tagged(3, "{\"event\":\"\",\"type\":7}"));
            binary(reader, heard, bytes(3, '{', 0xC3, '}'));
            binary(reader, heard, tagged(3, "{\"event\":\"flush\"}".getBytes(UTF_16LE)));
            binary(reader, heard, tagged(3, "[".repeat(100_000)));
            binary(reader, heard, tagged(3, "{\"event\":\"" + "x".repeat(OmniReader.MAX_EVENT_BYTES) + "\"}"));
            binary(reader, heard, tagged(3, "  "));

            assertThat(heard.dropped)
                    .containsExactly(
                            DropReason.NOT_JSON,
                            DropReason.NOT_JSON,
                            DropReason.NOT_AN_OBJECT,
                            DropReason.NOT_AN_OBJECT,
                            DropReason.NO_EVENT_NAME,
                            DropReason.NO_EVENT_NAME,
                            DropReason.NOT_UTF8,
                            DropReason.NOT_JSON,
                            DropReason.NOT_JSON,
                            DropReason.TOO_LARGE,
                            DropReason.EMPTY);
            assertThat(heard.events).isEmpty();
        }

        @Test
        void passesAudioOnWithoutAllocating() {
            byte[] frame = new byte[321];
            frame[0] = 1;
            int[] count = new int[1];
            OmniListener counter = new OmniListener() {
                @Override
                public void audio(byte[] pcm, int off, int len) {
                    count[0]++;
                }

                @Override
                public void event(OmniEvent event) {}

                @Override
                public void dropped(DropReason reason) {}
            };
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            int rounds = 20_000;
            reader.binary(frame, 0, frame.length, counter);
            threads.getCurrentThreadAllocatedBytes();

            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                // A first sample that looks like the begin of JSON must not cost either.
                frame[1] = (byte) (i % 7 == 0 ? '{' : i);
                reader.binary(frame, 0, frame.length, counter);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(count[0]).isEqualTo(rounds + 1);
            assertThat(allocated).isLessThan(rounds);
        }
    }

    @Nested
    class OnTheTranscriptTag {
        OnTheTranscriptTag() {
            binary(reader, new Heard(), tagged(3, HELLO));
        }

        @Test
        void bareTextIsADeltaOfTheCaller() {
            binary(reader, heard, tagged(2, "Thurs"));
            binary(reader, heard, tagged(2, "day {maybe}"));

            assertThat(heard.events).containsExactly(delta("Thurs"), delta("day {maybe}"));
        }

        @Test
        void aJsonObjectStandsForTheWholeUtterance() {
            binary(reader, heard, tagged(2, " {\"event\":\"transcript\",\"text\":\"Thursday\",\"final\":true}"));
            binary(reader, heard, tagged(2, "{\"text\":\"Friday\"}"));
            binary(reader, heard, tagged(2, "{\"event\":\"transcript\",\"role\":\"assistant\",\"text\":\"At two?\"}"));

            assertThat(heard.events)
                    .containsExactly(
                            new Transcript(Speaker.CALLER, "Thursday", true, false),
                            new Transcript(Speaker.CALLER, "Friday", true, false),
                            new Transcript(Speaker.AGENT, "At two?", true, false));
        }

        @Test
        void anotherEventThereIsThatEvent() {
            binary(reader, heard, tagged(2, "{\"event\":\"flush\"}"));

            assertThat(heard.events).containsExactly(new OmniEvent.Flush(null, OmniEvent.NO_TURN));
        }

        @Test
        void aTruncatedObjectIsJustText() {
            binary(reader, heard, tagged(2, "{\"text\":"));

            assertThat(heard.events).containsExactly(delta("{\"text\":"));
        }

        @Test
        void aCodePointSplitBetweenMessagesIsJoined() {
            byte[] euro = "€".getBytes(UTF_8);
            binary(reader, heard, bytes(2, 'a', euro[0]));
            binary(reader, heard, bytes(2, euro[1]));
            binary(reader, heard, bytes(2, euro[2], 'b'));

            assertThat(heard.events).containsExactly(delta("a"), delta("€b"));
            assertThat(heard.dropped).isEmpty();
        }

        @Test
        void aCodePointThatIsNeverFinishedIsDroppedAndTheNextTextStands() {
            binary(reader, heard, bytes(2, 'a', 0xF0, 0x9F));
            binary(reader, heard, tagged(2, "next"));

            assertThat(heard.events).containsExactly(delta("a"), delta("next"));
            assertThat(heard.dropped).containsExactly(DropReason.NOT_UTF8);
        }

        @Test
        void shortBytesThatAreNoTextAreDropped() {
            binary(reader, heard, bytes(2, 0x80, 0x81));
            binary(reader, heard, bytes(2, 'a', 0xC0, 0xAF));
            binary(reader, heard, bytes(2, 0xED, 0xA0, 0x80, 'x'));
            binary(reader, heard, bytes(2, 'a', 0, 'b'));

            assertThat(heard.dropped)
                    .containsExactly(
                            DropReason.NOT_UTF8, DropReason.NOT_UTF8, DropReason.NOT_UTF8, DropReason.UNPRINTABLE);
        }

        @Test
        void audioThereIsPlayedAndRemarkedOnce() {
            byte[] speech = new byte[640];
            for (int i = 0; i < speech.length; i++) {
                speech[i] = (byte) (i * 37);
            }
            binary(reader, heard, tagged(2, speech));
            binary(reader, heard, tagged(2, new byte[640]));

            assertThat(heard.audio.size()).isEqualTo(1_280);
            assertThat(heard.events).containsExactly(new OmniEvent.Deviated(Deviation.AUDIO_ON_TRANSCRIPT_TAG));
            assertThat(heard.dropped).isEmpty();
        }

        @Test
        void oddBytesThereAreNeverAudio() {
            byte[] odd = new byte[641];
            odd[0] = (byte) 0x80;
            binary(reader, heard, tagged(2, odd));

            assertThat(heard.chunks).isZero();
            assertThat(heard.dropped).containsExactly(DropReason.NOT_UTF8);
        }

        @Test
        void textBeyondItsBoundsIsDropped() {
            binary(reader, heard, tagged(2, "x".repeat(EventParser.MAX_TRANSCRIPT_CHARS + 1)));
            binary(reader, heard, tagged(2, "x".repeat(OmniReader.MAX_TRANSCRIPT_BYTES + 1)));

            assertThat(heard.dropped).containsExactly(DropReason.TOO_LARGE, DropReason.TOO_LARGE);
        }

        private Transcript delta(String text) {
            return new Transcript(Speaker.CALLER, text, false, true);
        }
    }
}
