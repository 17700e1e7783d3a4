package callgateway.twilio;

import static callgateway.twilio.Messages.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TwilioWriterTest {
    private final TwilioWriter writer = new TwilioWriter(STREAM);

    @Test
    void media_of_any_length_is_written_as_documented_and_exactly_within_its_room() {
        for (int length = 0; length < 500; length++) {
            byte[] audio = new byte[length];
            new Random(length).nextBytes(audio);
            byte[] out = new byte[writer.maxMediaBytes(length) + 10];
            Arrays.fill(out, (byte) '!');

            int written = writer.media(audio, 0, length, out, 5);

            assertThat(new String(out, StandardCharsets.UTF_8))
                    .isEqualTo("!!!!!{\"event\":\"media\",\"streamSid\":\"" + STREAM + "\",\"media\":{\"payload\":\""
                            + Base64.getEncoder().encodeToString(audio) + "\"}}!!!!!");
            assertThat(written).isEqualTo(writer.maxMediaBytes(length));
        }
    }

    @Test
    void a_part_of_an_array_is_written_and_nothing_around_it() {
        byte[] audio = new byte[200];
        new Random(7).nextBytes(audio);
        byte[] whole = new byte[writer.maxMediaBytes(160)];
        byte[] part = new byte[whole.length];

        writer.media(Arrays.copyOfRange(audio, 13, 173), 0, 160, whole, 0);
        writer.media(audio, 13, 160, part, 0);

        assertThat(part).isEqualTo(whole);
    }

    @Test
    void too_little_room_is_an_error_of_the_caller() {
        assertThatThrownBy(() -> writer.media(new byte[160], 0, 160, new byte[100], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void marks_and_clear_have_the_documented_shape() {
        assertThat(text(writer.mark("3:17")))
                .isEqualTo("{\"event\":\"mark\",\"streamSid\":\"" + STREAM + "\",\"mark\":{\"name\":\"3:17\"}}");
        assertThat(text(writer.clear())).isEqualTo("{\"event\":\"clear\",\"streamSid\":\"" + STREAM + "\"}");
    }

    @Test
    void names_are_escaped() {
        assertThat(text(writer.mark("a\"b\\\n\u00e9"))).endsWith("{\"name\":\"a\\\"b\\\\\\n\u00e9\"}}");
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }
}
