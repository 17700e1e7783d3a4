package callgateway.twilio;

import static callgateway.twilio.Messages.STREAM;
import static callgateway.twilio.Messages.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.twilio.BadMessage.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayMessageReaderTest {
    private final GatewayMessageReader reader = new GatewayMessageReader(STREAM);
    private final TwilioWriter writer = new TwilioWriter(STREAM);
    private final MediaFrame frame = new MediaFrame();

    @Test
    void what_the_gateway_writes_is_read() throws Exception {
        assertThat(read(writer.mark("3:17 \u00e9"))).isEqualTo(new GatewayMessage.Mark("3:17 \u00e9"));
        assertThat(read(writer.clear())).isEqualTo(new GatewayMessage.Clear());
        for (int length = 0; length < 700; length += 3) {
            byte[] audio = new byte[length];
            new Random(length).nextBytes(audio);
            byte[] message = new byte[writer.maxMediaBytes(length)];
            writer.media(audio, 0, length, message, 0);

            assertThat(reader.readMedia(message, 0, message.length, frame)).isTrue();
            assertThat(frame.copyOfPayload()).isEqualTo(audio);
            assertThat(((GatewayMessage.Media) read(message)).frame().copyOfPayload())
                    .isEqualTo(audio);
        }
    }

    @Test
    void other_orders_and_blanks_are_read_the_long_way() throws Exception {
        byte[] message = json("{ 'media': {'payload' :'AAEC'}, 'event':'media','streamSid':'" + STREAM + "' }");

        assertThat(reader.readMedia(message, 0, message.length, frame)).isFalse();
        assertThat(((GatewayMessage.Media) read(message)).frame().copyOfPayload())
                .containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'event':'media','stream_sid':'@','media':{'payload':'AAEC'}}|UNEXPECTED|stream_sid",
                "{'event':'media','streamSid':'@','media':{'payload':'AAEC','track':'outbound'}}|UNEXPECTED|media.track",
                "{'event':'media','streamSid':'@','chunk':1,'media':{'payload':'AAEC'}}|UNEXPECTED|chunk",
                "{'event':'media','media':{'payload':'AAEC'}}|MISSING_FIELD|streamSid",
                "{'event':'media','streamSid':'MZother','media':{'payload':'AAEC'}}|BAD_VALUE|streamSid",
                "{'event':'media','streamSid':'@'}|MISSING_FIELD|media",
                "{'event':'media','streamSid':'@','media':{}}|MISSING_FIELD|media.payload",
                "{'event':'media','streamSid':'@','media':{'payload':7}}|WRONG_TYPE|media.payload",
                "{'event':'media','streamSid':'@','media':{'payload':'AA*='}}|BAD_BASE64|media.payload",
                "{'event':'media','streamSid':'@','media':{'payload':'AAEC','payload':'AAEC'}}|DUPLICATE_FIELD|media.payload",
                "{'event':'mark','streamSid':'@','name':'m'}|UNEXPECTED|name",
                "{'event':'mark','streamSid':'@'}|MISSING_FIELD|mark",
                "{'event':'mark','streamSid':'@','mark':{}}|MISSING_FIELD|mark.name",
                "{'event':'mark','streamSid':'@','mark':{'name':1}}|WRONG_TYPE|mark.name",
                "{'event':'clear'}|MISSING_FIELD|streamSid",
                "{'event':'clear','streamSid':'@','streamSid':'@'}|DUPLICATE_FIELD|streamSid",
                "{'event':'dtmf','streamSid':'@','dtmf':{'digit':'1'}}|UNEXPECTED|event",
                "{'streamSid':'@'}|MISSING_FIELD|event",
                "RIFF|NOT_JSON|message",
                "[]|NOT_AN_OBJECT|message"
            })
    void what_twilio_would_warn_about_is_rejected_with_the_field(String message, Reason reason, String field) {
        BadMessage bad = rejected(message.replace("@", STREAM));

        assertThat(bad.reason()).isEqualTo(reason);
        assertThat(bad).hasMessageStartingWith(field + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAEC'}}x",
                "AAEC'}",
                "AAEC'}} ",
                "AAEC','x':1}}",
                "AA*C'}}",
                "AAE'}}",
                "AAEC",
                "",
                "'}}}",
                "AAEC'},'event':'clear'}"
            })
    void the_fast_path_takes_nothing_but_the_usual_end(String end) {
        byte[] message = json("{'event':'media','streamSid':'" + STREAM + "','media':{'payload':'" + end);

        assertThat(reader.readMedia(message, 0, message.length, frame)).isFalse();
    }

    @Test
    void whatever_the_fast_path_accepts_the_full_reader_accepts_with_the_same_audio() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] usual = new byte[writer.maxMediaBytes(10)];
        writer.media(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0, 10, usual, 0);
        for (int round = 0; round < 30_000; round++) {
            byte[] message = Mutations.of(random, new String(usual, StandardCharsets.UTF_8));
            if (reader.readMedia(message, 0, message.length, frame)) {
                assertThat(((GatewayMessage.Media) read(message)).frame().copyOfPayload())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(frame.copyOfPayload());
            }
        }
    }

    private GatewayMessage read(byte[] message) throws BadMessage {
        return reader.read(message, 0, message.length);
    }

    private BadMessage rejected(String message) {
        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> read(json(message)));
        assertThat(bad).as("rejection of %s", message).isNotNull();
        return bad;
    }
}
