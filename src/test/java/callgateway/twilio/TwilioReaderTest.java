package callgateway.twilio;

import static callgateway.twilio.Messages.ACCOUNT;
import static callgateway.twilio.Messages.CALL;
import static callgateway.twilio.Messages.STREAM;
import static callgateway.twilio.Messages.json;
import static callgateway.twilio.Messages.read;
import static callgateway.twilio.Messages.reason;
import static callgateway.twilio.Messages.rejected;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.twilio.BadMessage.Reason;
import callgateway.twilio.TwilioMessage.Connected;
import callgateway.twilio.TwilioMessage.Dtmf;
import callgateway.twilio.TwilioMessage.Mark;
import callgateway.twilio.TwilioMessage.Media;
import callgateway.twilio.TwilioMessage.Start;
import callgateway.twilio.TwilioMessage.Stop;
import callgateway.twilio.TwilioMessage.Unknown;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioReaderTest {
    private static final String SIDS =
            "'streamSid':'" + STREAM + "','callSid':'" + CALL + "','accountSid':'" + ACCOUNT + "'";

    @Test
    void connected_is_read() throws Exception {
        assertThat(read("{'event':'connected','protocol':'Call','version':'1.0.0'}"))
                .isEqualTo(new Connected("Call", "1.0.0"));
        assertThat(read("{'event':'connected'}")).isEqualTo(new Connected("", ""));
    }

    @Test
    void start_is_read_with_its_parameters_in_order() throws Exception {
        TwilioMessage message = read("{'event':'start','sequenceNumber':'1','start':{" + SIDS
                + ",'tracks':['inbound'],'customParameters':{'token':'t','b':'2','a':'\\u00e9'},"
                + "'mediaFormat':{'encoding':'audio/x-mulaw','sampleRate':8000,'channels':1}},'streamSid':'" + STREAM
                + "'}");

        assertThat(message)
                .isEqualTo(new Start(
                        STREAM,
                        CALL,
                        ACCOUNT,
                        List.of("inbound"),
                        Map.of("token", "t", "b", "2", "a", "\u00e9"),
                        MediaFormat.MU_LAW_8000));
        assertThat(((Start) message).customParameters().keySet()).containsExactly("token", "b", "a");
    }

    @Test
    void start_tolerates_texts_for_numbers_and_what_other_carriers_leave_out() throws Exception {
        assertThat(
                        read(
                                "{'event':'start','start':{" + SIDS
                                        + ",'mediaFormat':{'encoding':'audio/x-l16','sampleRate':'16000','channels':'2'},'new':{'x':[1,null]}}}"))
                .isEqualTo(new Start(
                        STREAM, CALL, ACCOUNT, List.of(), Map.of(), new MediaFormat("audio/x-l16", 16000, 2)));
        assertThat(read("{'streamSid':'MZ1','event':'start','start':{'callSid':'CA1','accountSid':'AC1'}}"))
                .isEqualTo(new Start("MZ1", "CA1", "AC1", List.of(), Map.of(), MediaFormat.MU_LAW_8000));
    }

    @Test
    void a_start_does_not_print_its_parameters() throws Exception {
        assertThat(read("{'event':'start','start':{" + SIDS + ",'customParameters':{'token':'hush'}}}")
                        .toString())
                .contains("token", CALL)
                .doesNotContain("hush");
    }

    @Test
    void media_is_read_whatever_form_its_numbers_have() throws Exception {
        for (String timestamp : List.of("'20'", "20", "'020'")) {
            Media media = (Media) read("{'event':'media','media':{'track':'outbound','chunk':2,'timestamp':" + timestamp
                    + ",'payload':'\\/w=='}}");

            assertThat(media.track()).isEqualTo("outbound");
            assertThat(media.frame().timestampMs()).isEqualTo(20);
            assertThat(media.frame().copyOfPayload()).containsExactly(0xFF);
        }
    }

    @Test
    void media_without_timestamp_is_still_audio() throws Exception {
        Media media = (Media) read("{'event':'media','media':{'payload':''}}");

        assertThat(media.frame().timestampMs()).isEqualTo(MediaFrame.NO_TIMESTAMP);
        assertThat(media.frame().length()).isZero();
        assertThat(media.track()).isEqualTo("inbound");
    }

    @Test
    void keys_marks_and_the_end_are_read() throws Exception {
        assertThat(read("{'event':'dtmf','streamSid':'MZ1','dtmf':{'track':'inbound_track','digit':'#'}}"))
                .isEqualTo(new Dtmf('#'));
        assertThat(read("{'event':'dtmf','dtmf':{'digit':5}}")).isEqualTo(new Dtmf('5'));
        assertThat(read("{'event':'mark','mark':{'name':'3:17'}}")).isEqualTo(new Mark("3:17"));
        assertThat(read("{'event':'stop','stop':{'accountSid':'AC1','callSid':'CA1'}}"))
                .isEqualTo(new Stop("CA1"));
        assertThat(read("{'event':'stop'}")).isEqualTo(new Stop(null));
    }

    @Test
    void a_key_does_not_print_itself() throws Exception {
        assertThat(read("{'event':'dtmf','dtmf':{'digit':'7'}}").toString()).doesNotContain("7");
    }

    @Test
    void unknown_events_and_fields_are_harmless() throws Exception {
        assertThat(read("{'event':'weather','weather':{'sun':[true,1.5e3,{'a':null}]}}"))
                .isEqualTo(new Unknown("weather"));
        assertThat(read("{'event':'" + "x".repeat(500) + "'}")).isEqualTo(new Unknown("x".repeat(64)));
        assertThat(read("{'x':1,'x':2,'event':'stop'}")).isEqualTo(new Stop(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{'event'",
                "{'event':'stop'",
                "{'event':'stop'}x",
                "{'event':'stop'}{}",
                "{'event':'stop',}",
                "nonsense",
                "{event:'stop'}",
                "{'event':'st\u0000op'}",
                "{'event':'\\x'}",
                "{'event':'stop' /* why */}",
                "{'event':01}",
                "{'event':NaN}"
            })
    void what_is_not_json_is_rejected_as_such(String message) {
        assertThat(reason(message)).isEqualTo(Reason.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'text'", "17", "null", "true", "[{'event':'stop'}]"})
    void json_that_is_no_object_is_rejected_as_such(String message) {
        assertThat(reason(message)).isEqualTo(Reason.NOT_AN_OBJECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|event",
                "{'event':null}|event",
                "{'event':'media'}|media",
                "{'event':'media','media':null}|media",
                "{'event':'media','media':{'timestamp':'1'}}|media.payload",
                "{'event':'start'}|start",
                "{'event':'start','start':{}}|start.streamSid",
                "{'event':'start','start':{'streamSid':'MZ1'}}|start.callSid",
                "{'event':'start','start':{'streamSid':'MZ1','callSid':'CA1'}}|start.accountSid",
                "{'event':'dtmf'}|dtmf",
                "{'event':'dtmf','dtmf':{}}|dtmf.digit",
                "{'event':'mark'}|mark",
                "{'event':'mark','mark':{}}|mark.name"
            })
    void an_absent_field_is_named(String message, String field) {
        BadMessage bad = rejected(message);

        assertThat(bad.reason()).isEqualTo(Reason.MISSING_FIELD);
        assertThat(bad).hasMessageStartingWith(field + ": missing (expected: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'event':1}|event: a number (expected: text)",
                "{'event':{}}|event: an object (expected: text)",
                "{'event':'media','media':'AAEC'}|media: text (expected: an object)",
                "{'event':'media','media':[]}|media: a list (expected: an object)",
                "{'event':'media','media':{'payload':5}}|media.payload: a number (expected: text)",
                "{'event':'media','media':{'payload':'','timestamp':true}}|media.timestamp: true or false (expected: text)",
                "{'event':'media','media':{'payload':'','track':{}}}|media.track: an object (expected: text)",
                "{'event':'start','start':{'streamSid':1}}|start.streamSid: a number (expected: text)",
                "{'event':'start','start':{'streamSid':'MZ1','callSid':'CA1','accountSid':'AC1','tracks':'inbound'}}"
                        + "|start.tracks: text (expected: a list of texts)",
                "{'event':'start','start':{'streamSid':'MZ1','callSid':'CA1','accountSid':'AC1','tracks':[1]}}"
                        + "|start.tracks[0]: a number (expected: text)",
                "{'event':'start','start':{'streamSid':'MZ1','callSid':'CA1','accountSid':'AC1','customParameters':{'a':{}}}}"
                        + "|start.customParameters.a: an object (expected: text)",
                "{'event':'mark','mark':{'name':[]}}|mark.name: a list (expected: text)",
                "{'event':'stop','stop':'now'}|stop: text (expected: an object)"
            })
    void a_field_of_the_wrong_type_is_named(String message, String complaint) {
        BadMessage bad = rejected(message);

        assertThat(bad.reason()).isEqualTo(Reason.WRONG_TYPE);
        assertThat(bad).hasMessage(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'event':'media','media':{'payload':'','timestamp':'-1'}}",
                "{'event':'media','media':{'payload':'','timestamp':1.5}}",
                "{'event':'media','media':{'payload':'','timestamp':''}}",
                "{'event':'media','media':{'payload':'','timestamp':'9999999999999999999'}}",
                "{'event':'dtmf','dtmf':{'digit':''}}",
                "{'event':'dtmf','dtmf':{'digit':'12'}}",
                "{'event':'dtmf','dtmf':{'digit':'x'}}",
                "{'event':'start','start':{'streamSid':'../etc','callSid':'CA1','accountSid':'AC1'}}",
                "{'event':'start','start':{'streamSid':'MZ1','callSid':'XX1','accountSid':'AC1'}}",
                "{'event':'start','start':{'streamSid':'MZ1','callSid':'CA','accountSid':'AC1'}}",
                "{'event':'start','streamSid':'MZ2','start':{'streamSid':'MZ1','callSid':'CA1','accountSid':'AC1'}}",
                "{'event':'start','start':{'streamSid':'MZ1','callSid':'CA1','accountSid':'AC1','mediaFormat':{'channels':3000000000}}}"
            })
    void a_value_that_cannot_be_is_rejected(String message) {
        assertThat(reason(message)).isEqualTo(Reason.BAD_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A===", "====", "AA=A", "AAAA AAAA", "data:audio", "AA-_", "\\u00e9AAA", "AA==AAAA"})
    void audio_that_is_not_base64_is_rejected(String payload) {
        assertThat(reason("{'event':'media','media':{'payload':'" + payload + "'}}"))
                .isEqualTo(Reason.BAD_BASE64);
    }

    @Test
    void base64_without_its_padding_is_unambiguous_and_read() throws Exception {
        Media media = (Media) read("{'event':'media','media':{'payload':'AAE'}}");

        assertThat(media.frame().copyOfPayload()).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'event':'stop','event':'stop'}",
                "{'event':'media','media':{'payload':''},'media':{'payload':''}}",
                "{'event':'media','media':{'payload':'','payload':''}}",
                "{'event':'mark','mark':{'name':'a','name':null}}"
            })
    void a_field_that_matters_may_not_be_there_twice(String message) {
        assertThat(reason(message)).isEqualTo(Reason.DUPLICATE_FIELD);
    }

    @Test
    void half_a_character_and_other_bytes_that_are_not_utf8_are_rejected() {
        byte[] whole = json("{'event':'mark','mark':{'name':'caf\u00e9'}}");
        for (int[] bad :
                new int[][] {{0xC3}, {0xE2, 0x82}, {0xED, 0xA0, 0x80}, {0xC0, 0xAF}, {0xFF}, {0xF8, 0x88, 0x80, 0x80}
                }) {
            byte[] message = Arrays.copyOf(whole, whole.length + bad.length);
            for (int i = 0; i < bad.length; i++) {
                message[whole.length - 4 + i] = (byte) bad[i];
            }
            assertThat(rejected(message).reason()).isEqualTo(Reason.INVALID_UTF8);
        }
        assertThat(rejected(Arrays.copyOf(whole, whole.length - 4)).reason()).isEqualTo(Reason.INVALID_UTF8);
    }

    @Test
    void other_encodings_are_not_guessed() {
        byte[] message = "{\"event\":\"stop\"}".getBytes(UTF_16LE);

        assertThat(rejected(message).reason()).isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void what_is_too_long_too_deep_or_too_much_is_rejected() {
        assertThat(rejected(new byte[10_000_000]).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(reason("{'event':'x','a':" + "[".repeat(1000) + "]".repeat(1000) + "}"))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(reason("{'event':'x','" + "n".repeat(65) + "':1}")).isEqualTo(Reason.TOO_LARGE);
        assertThat(reason("{'event':'x','a':" + "9".repeat(100) + "}")).isEqualTo(Reason.TOO_LARGE);
        assertThat(reason("{'event':'x','a':[" + "1,".repeat(600) + "1]}")).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void complaints_never_repeat_a_text() {
        for (String message : List.of(
                "{'event':'dtmf','dtmf':{'digit':'secret'}}",
                "{'event':'media','media':{'payload':'secret!'}}",
                "{'event':'mark','mark':{'name':secret}}",
                "{'event':'start','start':{'streamSid':'secret'}}",
                "{'event':'media','media':{'payload':'','timestamp':'secret'}}")) {
            assertThat(rejected(message).getMessage()).doesNotContain("secret");
        }
    }

    @Test
    void random_damage_never_breaks_the_reader_itself() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String start = new String(
                json("{'event':'start','start':{" + SIDS + ",'tracks':['inbound'],'customParameters':{'a':'b'}}}"),
                UTF_8);
        for (int round = 0; round < 30_000; round++) {
            byte[] message = Mutations.of(random, start);
            try {
                assertThat(read(message)).isNotNull();
            } catch (BadMessage expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + new String(message, UTF_8), e);
            }
        }
    }
}
