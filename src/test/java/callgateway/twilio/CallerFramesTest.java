package callgateway.twilio;

import static callgateway.twilio.Messages.ACCOUNT;
import static callgateway.twilio.Messages.CALL;
import static callgateway.twilio.Messages.STREAM;
import static callgateway.twilio.Messages.read;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.twilio.TwilioMessage.Connected;
import callgateway.twilio.TwilioMessage.Dtmf;
import callgateway.twilio.TwilioMessage.Mark;
import callgateway.twilio.TwilioMessage.Media;
import callgateway.twilio.TwilioMessage.Start;
import callgateway.twilio.TwilioMessage.Stop;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallerFramesTest {
    private final CallerFrames frames = new CallerFrames(STREAM, CALL, ACCOUNT);

    @Test
    void a_stream_is_written_as_twilio_documents_it() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("token", "t\"");
        parameters.put("b", "2");

        assertThat(text(frames.connected()))
                .isEqualTo("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
        assertThat(text(frames.start(parameters)))
                .isEqualTo("{\"event\":\"start\",\"sequenceNumber\":\"1\",\"start\":{\"accountSid\":\"" + ACCOUNT
                        + "\",\"streamSid\":\"" + STREAM + "\",\"callSid\":\"" + CALL
                        + "\",\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000,"
                        + "\"channels\":1},\"customParameters\":{\"token\":\"t\\\"\",\"b\":\"2\"}},\"streamSid\":\""
                        + STREAM + "\"}");
        assertThat(media(new byte[] {0, 1, 2}, 0))
                .isEqualTo(
                        "{\"event\":\"media\",\"sequenceNumber\":\"2\",\"media\":{\"track\":\"inbound\",\"chunk\":\"1\","
                                + "\"timestamp\":\"0\",\"payload\":\"AAEC\"},\"streamSid\":\"" + STREAM + "\"}");
        assertThat(media(new byte[] {3}, 1_234_567_890))
                .contains("\"sequenceNumber\":\"3\"", "\"chunk\":\"2\"", "\"timestamp\":\"1234567890\"", "\"Aw==\"");
        assertThat(text(frames.dtmf('#')))
                .isEqualTo(
                        "{\"event\":\"dtmf\",\"sequenceNumber\":\"4\",\"dtmf\":{\"track\":\"inbound_track\",\"digit\":\"#\"},"
                                + "\"streamSid\":\"" + STREAM + "\"}");
        assertThat(text(frames.mark("m")))
                .isEqualTo("{\"event\":\"mark\",\"sequenceNumber\":\"5\",\"mark\":{\"name\":\"m\"},\"streamSid\":\""
                        + STREAM + "\"}");
        assertThat(text(frames.stop()))
                .isEqualTo("{\"event\":\"stop\",\"sequenceNumber\":\"6\",\"stop\":{\"accountSid\":\"" + ACCOUNT
                        + "\",\"callSid\":\"" + CALL + "\"},\"streamSid\":\"" + STREAM + "\"}");
    }

    @Test
    void what_a_caller_writes_the_gateway_reads() throws Exception {
        assertThat(read(frames.connected())).isEqualTo(new Connected("Call", "1.0.0"));
        assertThat(read(frames.start(Map.of("\u00e9", "\n"))))
                .isEqualTo(new Start(
                        STREAM, CALL, ACCOUNT, List.of("inbound"), Map.of("\u00e9", "\n"), MediaFormat.MU_LAW_8000));
        assertThat(read(frames.dtmf('5'))).isEqualTo(new Dtmf('5'));
        assertThat(read(frames.mark("a\\b"))).isEqualTo(new Mark("a\\b"));
        assertThat(read(frames.stop())).isEqualTo(new Stop(CALL));
    }

    @Test
    void media_takes_the_gateways_fast_path_and_stays_within_its_room() throws Exception {
        TwilioReader reader = new TwilioReader();
        MediaFrame frame = new MediaFrame();
        for (int length = 0; length < 1000; length += 7) {
            byte[] audio = new byte[length];
            new Random(length).nextBytes(audio);
            byte[] out = new byte[frames.maxMediaBytes(length) + 3];

            int written = frames.media(audio, 0, length, Long.MAX_VALUE / 1_000_000, out, 3);

            assertThat(reader.readMedia(out, 3, written, frame)).isTrue();
            assertThat(frame.copyOfPayload()).isEqualTo(audio);
            assertThat(frame.timestampMs()).isEqualTo(Long.MAX_VALUE / 1_000_000);
            assertThat(read(Arrays.copyOfRange(out, 3, 3 + written))).isInstanceOf(Media.class);
        }
    }

    private String media(byte[] audio, long timestampMs) {
        byte[] out = new byte[frames.maxMediaBytes(audio.length)];
        int written = frames.media(audio, 0, audio.length, timestampMs, out, 0);
        return new String(out, 0, written, StandardCharsets.UTF_8);
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }
}
