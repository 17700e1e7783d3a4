package callgateway.omni;

import static callgateway.omni.Heard.binary;
import static callgateway.omni.Heard.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniEvent.Speaker;
import callgateway.omni.OmniEvent.Transcript;
import callgateway.omni.OmniServerFrames.RateForm;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OmniServerFramesTest {
    private final OmniReader reader = new OmniReader();
    private final Heard heard = new Heard();

    @ParameterizedTest
    @EnumSource
    void theGatewayReadsEverythingThatTheServerWrites(Dialect dialect) {
        OmniServerFrames server = new OmniServerFrames(dialect);
        List<byte[]> sent = List.of(
                server.hello("c_1", 16_000, 24_000, RateForm.FORMAT_AND_RATE),
                server.sessionStarted("c_1"),
                server.configured("c_1", "v", 2, true, 16_000, RateForm.NUMBER),
                server.configAck("v", List.of("persona"), List.of("language")),
                server.turnBegin(3),
                server.flush("energy", 2),
                server.flush("energy", OmniEvent.NO_TURN),
                server.bargeIn(),
                server.assistantInterrupted("Thurs"),
                server.audioPosition(20, 10),
                server.idlePrompt(),
                server.kbQuery(true, "no_kb", List.of()),
                server.agentSaid("At two?", false),
                server.toolCall("t_1", "find", "{\"a\":1}"),
                server.nestedToolCall("t_1", "find", "{\"a\":1}"),
                server.transferToHuman("+15550100", null),
                server.transferToHuman(null, "asked"),
                server.sendDtmf("1#"),
                server.playHold(4),
                server.playHold(0),
                server.collect("pin", true),
                server.dtmfAck('5'),
                server.error("boom", "went wrong"),
                server.warning("w", "careful"),
                server.event("{\"event\":\"mood\"}".getBytes(UTF_8)),
                server.endCall("done"),
                server.sessionEnding(),
                server.sessionEnd("done"));

        sent.forEach(message -> deliver(server, message));

        OmniEvent.ToolCall call = new OmniEvent.ToolCall("t_1", "find", "{\"a\":1}");
        assertThat(heard.dropped).isEmpty();
        assertThat(heard.events)
                .containsExactly(
                        new OmniEvent.Hello("c_1", AudioOut.of("pcm16@24000"), "pcm16@16000", "2", null, null),
                        new OmniEvent.SessionStarted("c_1", null, AudioOut.UNSTATED),
                        new OmniEvent.Configured("c_1", "v", AudioOut.of("16000"), 2, true, false, List.of()),
                        new OmniEvent.Configured(null, "v", AudioOut.UNSTATED, null, null, false, List.of("language")),
                        new OmniEvent.TurnBegin(3, -1),
                        new OmniEvent.Flush("energy", 2),
                        new OmniEvent.Flush("energy", OmniEvent.NO_TURN),
                        new OmniEvent.BargeIn(),
                        new OmniEvent.AssistantInterrupted("Thurs"),
                        new OmniEvent.AudioPosition(20, 10),
                        new OmniEvent.IdlePrompt(),
                        new OmniEvent.KbQuery(true, "no_kb", List.of()),
                        new Transcript(Speaker.AGENT, "At two?", false, false),
                        call,
                        call,
                        new OmniEvent.TransferToHuman("+15550100", null),
                        new OmniEvent.TransferToHuman(null, "asked"),
                        new OmniEvent.SendDtmf("1#"),
                        new OmniEvent.PlayHold(Duration.ofSeconds(4)),
                        new OmniEvent.PlayHold(null),
                        new OmniEvent.Collect("pin", true),
                        new OmniEvent.DtmfAck("5"),
                        new OmniEvent.ErrorEvent("boom", "went wrong", false),
                        new OmniEvent.Warning("w", "careful"),
                        new OmniEvent.Other("mood"),
                        new OmniEvent.EndCall("done"),
                        new OmniEvent.SessionEnding(null),
                        new OmniEvent.SessionEnd("done"));
        assertThat(reader.dialect()).contains(dialect == Dialect.TEXT ? Dialect.TEXT : Dialect.TAGGED);
    }

    @ParameterizedTest
    @EnumSource
    void audioAndTheCallersWordsArriveInEveryDialect(Dialect dialect) {
        OmniServerFrames server = new OmniServerFrames(dialect);
        deliver(server, server.hello("c_1", 8_000, 8_000, RateForm.ABSENT));
        heard.events.clear();

        binary(reader, heard, server.audio(bytes(1, 2, 3)));
        deliver(server, server.callerDelta("Thurs"));
        deliver(server, server.callerSaid("Thursday"));

        assertThat(heard.audio.toByteArray()).isEqualTo(bytes(1, 2, 3));
        assertThat(heard.events)
                .containsExactly(
                        new Transcript(Speaker.CALLER, "Thurs", false, dialect != Dialect.TEXT),
                        new Transcript(Speaker.CALLER, "Thursday", true, false));
    }

    @ParameterizedTest
    @EnumSource
    void theRateIsAnnouncedInEveryForm(RateForm form) {
        OmniServerFrames server = new OmniServerFrames(Dialect.TAGGED);
        deliver(server, server.hello("c_1", 16_000, 16_000, form));

        OmniEvent.Hello hello = (OmniEvent.Hello) heard.events.get(0);
        boolean stated = form == RateForm.FORMAT_AND_RATE || form == RateForm.NUMBER;
        assertThat(hello.audioOut().hz()).isEqualTo(stated ? 16_000 : 0);
        assertThat(hello.audioOut().isUnusable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"HALF_TAGGED", "TAGGED"})
    void odditiesOfTaggedServersCanBeWritten(Dialect dialect) {
        OmniServerFrames server = new OmniServerFrames(dialect);
        byte[] euro = "€".getBytes(UTF_8);
        deliver(server, server.sessionStarted("c_1"));
        heard.events.clear();

        deliver(server, server.errorOnAudioTag("voice_not_found"));
        deliver(server, server.callerDelta(Arrays.copyOf(euro, 2)));
        deliver(server, server.callerDelta(Arrays.copyOfRange(euro, 2, 3)));
        deliver(server, server.tagged(9, euro));
        deliver(server, server.tagged(2, new byte[640]));

        assertThat(heard.events)
                .containsExactly(
                        new OmniEvent.ErrorEvent("voice_not_found", "voice_not_found", true),
                        new Transcript(Speaker.CALLER, "€", false, true),
                        new OmniEvent.Deviated(OmniEvent.Deviation.AUDIO_ON_TRANSCRIPT_TAG));
        assertThat(heard.dropped).containsExactly(DropReason.UNKNOWN_TAG);
        assertThat(heard.audio.size()).isEqualTo(640);
    }

    private void deliver(OmniServerFrames server, byte[] message) {
        if (server.eventsAreText()) {
            reader.text(message, 0, message.length, heard);
        } else {
            binary(reader, heard, message);
        }
    }
}
