package callgateway.twilio;

import static callgateway.twilio.Messages.json;
import static callgateway.twilio.Messages.media;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.twilio.TwilioMessage.Media;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast path, and that the full reader agrees with whatever it accepts. */
class ReadMediaTest {
    private static final String FIELDS = "'track':'inbound','timestamp':'5','payload':'AAEC'";

    private final TwilioReader reader = new TwilioReader();
    private final MediaFrame frame = new MediaFrame();

    @Test
    void twilios_own_message_is_read_with_its_audio_and_timestamp() {
        byte[] audio = random(1, 160);

        assertThat(fast(media("140", audio).getBytes(UTF_8))).isTrue();

        assertThat(frame.copyOfPayload()).isEqualTo(audio);
        assertThat(frame.timestampMs()).isEqualTo(140);
    }

    @Test
    void audio_of_any_length_up_to_64_KiB_is_read() throws Exception {
        for (int length : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 159, 160, 161, 800, 8000, 65535, 65536}) {
            byte[] audio = random(length, length);

            byte[] message = media("1", audio).getBytes(UTF_8);

            assertThat(fast(message)).as("length %d", length).isTrue();
            assertThat(frame.copyOfPayload()).isEqualTo(audio);
            assertThat(((Media) reader.read(message, 0, message.length)).frame().copyOfPayload())
                    .isEqualTo(audio);
        }
        assertThat(fast(media("1", new byte[65537]).getBytes(UTF_8))).isFalse();
        assertThat(Messages.rejected(media("1", new byte[65537])).reason()).isEqualTo(BadMessage.Reason.TOO_LARGE);
    }

    @Test
    void a_message_in_the_middle_of_an_array_is_read_and_nothing_around_it() {
        byte[] message = media("1", random(1, 160)).getBytes(UTF_8);
        byte[] padded = new byte[message.length + 40];
        Arrays.fill(padded, (byte) '"');
        System.arraycopy(message, 0, padded, 17, message.length);

        assertThat(reader.readMedia(padded, 17, message.length, frame)).isTrue();
        assertThat(frame.length()).isEqualTo(160);
        for (int cut = 0; cut < message.length; cut++) {
            assertThat(reader.readMedia(padded, 17, cut, frame))
                    .as("cut at %d", cut)
                    .isFalse();
            assertThat(reader.readMedia(message, 0, cut, frame))
                    .as("cut at %d", cut)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'media':{" + FIELDS + "},'event':'media'}",
                " { 'event' : 'media' ,\t'media' :\r\n { 'payload' : 'AAEC' , 'timestamp' : '5' , 'track':'inbound' } } ",
                "{'event':'media','media':{" + FIELDS + ",'loudness':'7'},'extra':'text','streamSid':'MZ1'}",
                "{'event':'media','media':{" + FIELDS + "},'sequenceNumber':'1','sequenceNumber':'2'}"
            })
    void any_order_blanks_and_unknown_texts_are_usual(String message) throws Exception {
        assertThat(fast(json(message))).isTrue();
        assertThat(frame.copyOfPayload()).containsExactly(0, 1, 2);
        assertThat(frame.timestampMs()).isEqualTo(5);
        assertSlowPathAgrees(json(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{}",
                "[]",
                "{'event':'media'}",
                "{'media':{" + FIELDS + "}}",
                "{'event':'mediax','media':{" + FIELDS + "}}",
                "{'event':'mark','media':{" + FIELDS + "}}",
                "{'event':'media','event':'media','media':{" + FIELDS + "}}",
                "{'event':'media','media':{" + FIELDS + "},'media':{" + FIELDS + "}}",
                "{'event':'media','media':{" + FIELDS + ",'payload':'AAEC'}}",
                "{'event':'media','media':{" + FIELDS + ",'track':'inbound'}}",
                "{'event':'media','media':{" + FIELDS + ",'timestamp':'5'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5'}}",
                "{'event':'media','media':{'track':'inbound','payload':'AAEC'}}",
                "{'event':'media','media':{'timestamp':'5','payload':'AAEC'}}",
                "{'event':'media','media':{'track':'outbound','timestamp':'5','payload':'AAEC'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':5,'payload':'AAEC'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'','payload':'AAEC'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'-5','payload':'AAEC'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'1234567890123456','payload':'AAEC'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':'AAE'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':'AAE=AAEC'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':'AA=C'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':'A==='}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':'===='}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':'AA-_'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':'AAE\\u0043'}}",
                "{'event':'media','media':{'track':'inbound','timestamp':'5','payload':null}}",
                "{'event':'media','media':{" + FIELDS + "},'sequenceNumber':3}",
                "{'event':'media','media':{" + FIELDS + "},'extra':{'event':'stop'}}",
                "{'event':'media','media':{" + FIELDS + "},'extra':['a']}",
                "{'event':'media','media':{" + FIELDS + "},'e\\u0076ent':'media'}",
                "{'event':'media','media':{" + FIELDS + "},'name':'\\n'}",
                "{'event':'media','media':{" + FIELDS + "},'name':'caf\u00e9 au lait'}",
                "{'event':'media','media':{" + FIELDS + "},'name':'control \u0001 character'}",
                "{'event':'media','media':{" + FIELDS + "}} x",
                "{'event':'media','media':{" + FIELDS + "}}{}",
                "{'event':'media','media':{" + FIELDS + "},}",
                "{'event':'media','media':{" + FIELDS + ",}}",
                "{'event':'media' 'media':{" + FIELDS + "}}",
                "{'event''media','media':{" + FIELDS + "}}",
                "{'event':'media','media':'payload'}",
                "{'event':'media','media':[{" + FIELDS + "}]}"
            })
    void anything_unusual_is_left_to_the_full_reader(String message) {
        assertThat(fast(json(message))).isFalse();
    }

    @Test
    void a_long_name_or_too_many_fields_are_left_to_the_full_reader() {
        String name = "n".repeat(63);
        String many = "'a':'b',".repeat(40);

        assertThat(fast(json("{'" + name + "':'','event':'media','media':{" + FIELDS + "}}")))
                .isFalse();
        assertThat(fast(json("{" + many + "'event':'media','media':{" + FIELDS + "}}")))
                .isFalse();
        assertThat(fast(json("{'event':'media','media':{" + many + FIELDS + "}}")))
                .isFalse();
    }

    @Test
    void whatever_the_fast_path_accepts_the_full_reader_accepts_with_the_same_result() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 150_000; round++) {
            byte[] message = Mutations.of(random, usual(random));
            if (fast(message)) {
                accepted++;
                try {
                    assertSlowPathAgrees(message);
                } catch (BadMessage | AssertionError e) {
                    throw new AssertionError(
                            "seed " + seed + ", round " + round + ": " + new String(message, UTF_8), e);
                }
            }
        }
        assertThat(accepted)
                .as("accepted of the mutated messages, seed %d", seed)
                .isBetween(5_000, 145_000);
    }

    private static String usual(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> media(Integer.toString(random.nextInt(100_000)), random(random.nextLong(), random.nextInt(24)));
            case 1 ->
                "{\"media\":{\"payload\":\"AAECAwQFBg==\",\"timestamp\":\"20\",\"track\":\"inbound\"},\"event\":\"media\"}";
            case 2 ->
                "{ \"event\": \"media\", \"extra\": \"text\", \"media\": { \"track\": \"inbound\", \"timestamp\": \"7\", "
                        + "\"payload\": \"//79\", \"new\": \"1\" } }";
            default -> media("3", random(random.nextLong(), 160));
        };
    }

    private void assertSlowPathAgrees(byte[] message) throws BadMessage {
        TwilioMessage slow = reader.read(message, 0, message.length);
        assertThat(slow).isInstanceOf(Media.class);
        assertThat(((Media) slow).track()).isEqualTo("inbound");
        assertThat(((Media) slow).frame().copyOfPayload()).isEqualTo(frame.copyOfPayload());
        assertThat(((Media) slow).frame().timestampMs()).isEqualTo(frame.timestampMs());
    }

    private boolean fast(byte[] message) {
        return reader.readMedia(message, 0, message.length, frame);
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
