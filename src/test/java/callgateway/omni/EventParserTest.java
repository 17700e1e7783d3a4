package callgateway.omni;

import static callgateway.omni.Heard.binary;
import static callgateway.omni.Heard.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniEvent.Speaker;
import callgateway.omni.OmniEvent.Transcript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventParserTest {
    private final OmniReader reader = new OmniReader();
    private final Heard heard = new Heard();

    @Test
    void helloTellsTheCallAndTheRate() {
        assertThat(read("{\"event\":\"hello\",\"call_id\":\"c_41\",\"protocol\":\"v2\",\"audio_in\":\"pcm16@16000\","
                        + "\"audio_out\":24000,\"voice_id\":\"v\",\"server\":\"s\"}"))
                .isEqualTo(new OmniEvent.Hello("c_41", new AudioOut("24000", 24_000), "pcm16@16000", "v2", "v", "s"));
        assertThat(read("{\"event\":\"hello\"}"))
                .isEqualTo(new OmniEvent.Hello(null, AudioOut.UNSTATED, null, null, null, null));
    }

    @Test
    void theNameMayStandUnderTypeAndEventWins() {
        assertThat(read("{\"type\":\"audio_position\",\"sent_ms\":2400,\"realtime_ms\":\"1200\"}"))
                .isEqualTo(new OmniEvent.AudioPosition(2_400, 1_200));
        assertThat(read("{\"type\":\"control\",\"event\":\"barge_in\"}")).isEqualTo(new OmniEvent.BargeIn());
    }

    @Test
    void theAnswerToConfigureIsKnownUnderBothNames() {
        OmniEvent.Configured today = (OmniEvent.Configured)
                read(
                        "{\"event\":\"configured\",\"call_id\":\"c\","
                                + "\"voice_id\":\"v\",\"greeting\":true,\"tools\":2,\"language_fallback\":true,\"audio_out\":\"pcm16@8000\"}");
        assertThat(today)
                .isEqualTo(new OmniEvent.Configured(
                        "c", "v", new AudioOut("pcm16@8000", 8_000), 2, true, true, List.of()));

        OmniEvent.Configured older = (OmniEvent.Configured)
                read("{\"event\":\"config_ack\",\"voice_id\":\"v\",\"honored\":[],\"ignored\":[\"language\"]}");
        assertThat(older)
                .isEqualTo(
                        new OmniEvent.Configured(null, "v", AudioOut.UNSTATED, null, null, false, List.of("language")));
    }

    @Test
    void whatConfigureDidNotDoIsSaidInWords() {
        AgentProfile sent = AgentProfile.DEFAULTS
                .withVoiceId("sarah")
                .withGreeting("Hi")
                .withTools(List.of(new AgentProfile.Tool("a", "does a", null, true)));

        assertThat(new OmniEvent.Configured(null, "other", AudioOut.UNSTATED, 0, false, true, List.of("seed"))
                        .differencesFrom(sent))
                .containsExactly(
                        "tools: 0 (sent: 1)",
                        "greeting: false (sent: one)",
                        "voice: other (sent: sarah)",
                        "language: another one is used (sent: null)",
                        "ignored: seed");
        assertThat(new OmniEvent.Configured(null, "sarah", AudioOut.UNSTATED, 1, true, false, List.of())
                        .differencesFrom(sent))
                .isEmpty();
        assertThat(new OmniEvent.Configured(null, null, AudioOut.UNSTATED, null, null, false, List.of())
                        .differencesFrom(sent))
                .isEmpty();
    }

    @Test
    void turnsAndInterruptionsKeepTheirNumbers() {
        assertThat(read("{\"event\":\"turn_begin\",\"turn\":4,\"since_caller_end_ms\":380}"))
                .isEqualTo(new OmniEvent.TurnBegin(4, 380));
        assertThat(read("{\"event\":\"turn\",\"role\":\"assistant\"}"))
                .isEqualTo(new OmniEvent.TurnBegin(OmniEvent.NO_TURN, -1));
        assertThat(read("{\"event\":\"turn\",\"role\":\"user\"}")).isEqualTo(new OmniEvent.Other("turn"));
        assertThat(read("{\"event\":\"flush\",\"reason\":\"turn_merge\",\"cancelled_turn\":3}"))
                .isEqualTo(new OmniEvent.Flush("turn_merge", 3));
        assertThat(read("{\"event\":\"assistant_interrupted\",\"reply\":\"Thursday at\"}"))
                .isEqualTo(new OmniEvent.AssistantInterrupted("Thursday at"));
        assertThat(read("{\"event\":\"assistant_interrupted\"}")).isEqualTo(new OmniEvent.AssistantInterrupted(""));
        assertThat(read("{\"event\":\"idle_prompt\"}")).isEqualTo(new OmniEvent.IdlePrompt());
    }

    @Test
    void transcriptsAreReadInEverySpelling() {
        assertThat(read("{\"event\":\"transcript\",\"role\":\"assistant\",\"text\":\"Yes.\",\"final\":true}"))
                .isEqualTo(new Transcript(Speaker.AGENT, "Yes.", true, false));
        assertThat(read("{\"event\":\"transcript\",\"speaker\":\"user\",\"text\":\"Ye\",\"is_final\":false}"))
                .isEqualTo(new Transcript(Speaker.CALLER, "Ye", false, false));
        assertThat(read("{\"event\":\"transcript\",\"role\":\"caller\",\"text\":\"Yes\",\"kind\":\"final\"}"))
                .isEqualTo(new Transcript(Speaker.CALLER, "Yes", true, false));
        assertThat(read("{\"event\":\"transcript\",\"text\":\"Y\",\"kind\":\"partial\"}"))
                .isEqualTo(new Transcript(Speaker.AGENT, "Y", false, false));
        assertThat(read("{\"event\":\"transcript\",\"delta\":\"es\"}"))
                .isEqualTo(new Transcript(Speaker.AGENT, "es", false, true));
        assertThat(read("{\"event\":\"transcript\",\"text\":\"a\\u0007b\"}"))
                .isEqualTo(new Transcript(Speaker.AGENT, "a b", true, false));
    }

    @Test
    void aTranscriptWithoutTextIsDropped() {
        drop("{\"event\":\"transcript\",\"role\":\"user\"}", DropReason.MISSING_FIELD);
    }

    @Test
    void toolCallsAreReadInEverySpelling() {
        OmniEvent expected = new OmniEvent.ToolCall("t_7", "find_slot", "{\"day\":\"Thursday\"}");

        assertThat(List.of(
                        read("{\"event\":\"tool_call\",\"call_id\":\"t_7\",\"name\":\"find_slot\","
                                + "\"arguments\":{\"day\":\"Thursday\"}}"),
                        read("{\"event\":\"tool_call\",\"call_id\":\"t_7\",\"tool\":\"find_slot\","
                                + "\"args\":{\"day\":\"Thursday\"}}"),
                        read("{\"event\":\"tool_call\",\"call_id\":\"t_7\",\"function\":{\"name\":\"find_slot\","
                                + "\"arguments\":\"{\\\"day\\\": \\\"Thursday\\\"}\"}}")))
                .containsOnly(expected);
        assertThat(read("{\"event\":\"tool_call\",\"call_id\":7,\"name\":\"a\"}"))
                .isEqualTo(new OmniEvent.ToolCall("7", "a", "{}"));
        assertThat(read("{\"event\":\"tool_call\",\"call_id\":\"t\",\"name\":\"a\",\"arguments\":\"not json\"}"))
                .isEqualTo(new OmniEvent.ToolCall("t", "a", "\"not json\""));
        assertThat(read("{\"event\":\"tool_call\",\"call_id\":\"t\",\"name\":\"a\",\"arguments\":\" \"}"))
                .isEqualTo(new OmniEvent.ToolCall("t", "a", "{}"));
    }

    @Test
    void aToolCallThatCannotBeAnsweredIsDropped() {
        drop("{\"event\":\"tool_call\",\"name\":\"a\"}", DropReason.MISSING_FIELD);
        drop("{\"event\":\"tool_call\",\"call_id\":\"t\"}", DropReason.MISSING_FIELD);
    }

    @Test
    void theIdOfAToolCallIsNotTheIdOfTheCall() {
        read("{\"event\":\"tool_call\",\"call_id\":\"t_7\",\"name\":\"a\"}");
        assertThat(reader.callId()).isEmpty();

        read("{\"event\":\"turn_begin\",\"call_id\":\"c_41\"}");
        assertThat(reader.callId()).contains("c_41");
    }

    @Test
    void callControlIsReadInEverySpelling() {
        for (String field : List.of("destination", "to", "number")) {
            assertThat(read("{\"event\":\"transfer_to_human\",\"" + field + "\":\"+15550100\",\"reason\":\"asked\"}"))
                    .isEqualTo(new OmniEvent.TransferToHuman("+15550100", "asked"));
        }
        assertThat(read("{\"event\":\"transfer_to_human\"}")).isEqualTo(new OmniEvent.TransferToHuman(null, null));
        assertThat(read("{\"event\":\"send_dtmf\",\"digits\":\"12 #x\"}")).isEqualTo(new OmniEvent.SendDtmf("12#"));
        assertThat(read("{\"event\":\"send_dtmf\",\"digit\":5}")).isEqualTo(new OmniEvent.SendDtmf("5"));
        assertThat(read("{\"event\":\"play_hold\",\"seconds\":2.5}"))
                .isEqualTo(new OmniEvent.PlayHold(Duration.ofMillis(2_500)));
        assertThat(read("{\"event\":\"play_hold\",\"seconds\":1e12}"))
                .isEqualTo(new OmniEvent.PlayHold(Duration.ofHours(1)));
        assertThat(read("{\"event\":\"play_hold\",\"seconds\":-1}")).isEqualTo(new OmniEvent.PlayHold(null));
        assertThat(read("{\"event\":\"collect\",\"field\":\"pin\",\"kind\":\"dtmf\"}"))
                .isEqualTo(new OmniEvent.Collect("pin", true));
        assertThat(read("{\"event\":\"collect\",\"field\":\"name\"}")).isEqualTo(new OmniEvent.Collect("name", false));
        assertThat(read("{\"event\":\"end_call\",\"reason\":\"caller_done\"}"))
                .isEqualTo(new OmniEvent.EndCall("caller_done"));
        assertThat(read("{\"event\":\"dtmf\",\"digit\":\"5\"}")).isEqualTo(new OmniEvent.DtmfAck("5"));
        assertThat(read("{\"event\":\"session_ending\"}")).isEqualTo(new OmniEvent.SessionEnding(null));
        assertThat(read("{\"event\":\"session_end\",\"reason\":\"done\"}")).isEqualTo(new OmniEvent.SessionEnd("done"));
    }

    @Test
    void keysThatNoPhoneHasAreDropped() {
        drop("{\"event\":\"send_dtmf\",\"digits\":\"xyz\"}", DropReason.MISSING_FIELD);
        drop("{\"event\":\"send_dtmf\"}", DropReason.MISSING_FIELD);
    }

    @Test
    void errorsAreReadInEveryShape() {
        OmniEvent expected = new OmniEvent.ErrorEvent("voice_not_found", "No such voice", false);

        assertThat(read("{\"event\":\"error\",\"code\":\"voice_not_found\",\"message\":\"No such voice\"}"))
                .isEqualTo(expected);
        assertThat(read("{\"error\":{\"code\":\"voice_not_found\",\"message\":\"No such voice\"}}"))
                .isEqualTo(expected);
        assertThat(read("{\"event\":\"error\",\"error\":\"voice_not_found\"}"))
                .isEqualTo(new OmniEvent.ErrorEvent("voice_not_found", "voice_not_found", false));
        assertThat(read("{\"detail\":[{\"msg\":\"bad\"}]}"))
                .isEqualTo(new OmniEvent.ErrorEvent(null, "[{\"msg\":\"bad\"}]", false));
        assertThat(read("{\"event\":\"error\"}")).isEqualTo(new OmniEvent.ErrorEvent(null, null, false));
        assertThat(read("{\"event\":\"warning\",\"code\":\"c\",\"message\":\"m\"}"))
                .isEqualTo(new OmniEvent.Warning("c", "m"));
    }

    @Test
    void whatNobodyNeedsIsKeptByName() {
        assertThat(read("{\"event\":\"kb_query\",\"none\":true,\"reason\":\"no_kb\",\"top_ids\":[\"a\",2]}"))
                .isEqualTo(new OmniEvent.KbQuery(true, "no_kb", List.of("a", "2")));
        assertThat(read("{\"event\":\"mood\\n" + "x".repeat(100) + "\"}"))
                .isEqualTo(new OmniEvent.Other("mood " + "x".repeat(59)));
    }

    private OmniEvent read(String json) {
        heard.events.clear();
        binary(reader, heard, tagged(3, json));
        assertThat(heard.dropped).as(json).isEmpty();
        assertThat(heard.events).as(json).hasSize(1);
        return heard.events.get(0);
    }

    private void drop(String json, DropReason reason) {
        heard.events.clear();
        heard.dropped.clear();
        binary(reader, heard, tagged(3, json));
        assertThat(heard.events).as(json).isEmpty();
        assertThat(heard.dropped).as(json).containsExactly(reason);
    }
}
