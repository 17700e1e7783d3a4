package callgateway.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.twilio.BadMessage.Reason;
import callgateway.twilio.FormParams.Param;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormParamsTest {
    @Test
    void a_form_is_read_in_order_with_repeated_and_empty_values() throws Exception {
        FormParams params = FormParams.parse("From=%2B14155550123&CallerCity=&b=1&b=2&flag&&a=x%3Dy+z&=v&e=%C3%A9");

        assertThat(params.all())
                .containsExactly(
                        new Param("From", "+14155550123"),
                        new Param("CallerCity", ""),
                        new Param("b", "1"),
                        new Param("b", "2"),
                        new Param("flag", ""),
                        new Param("a", "x=y z"),
                        new Param("", "v"),
                        new Param("e", "\u00e9"));
        assertThat(params.first("b")).isEqualTo("1");
        assertThat(params.first("CallerCity")).isEmpty();
        assertThat(params.first("from")).isNull();
    }

    @Test
    void nothing_is_trimmed_or_decoded_twice() throws Exception {
        assertThat(FormParams.parse("a=%20x+&b=%2525").all())
                .containsExactly(new Param("a", " x "), new Param("b", "%25"));
    }

    @Test
    void bytes_that_are_not_ascii_may_stand_for_themselves() throws Exception {
        byte[] body = "xxname=caf\u00e9xx".getBytes(StandardCharsets.UTF_8);

        assertThat(FormParams.parse(body, 2, body.length - 4).first("name")).isEqualTo("caf\u00e9");
    }

    @Test
    void a_query_is_what_follows_the_question_mark() throws Exception {
        assertThat(FormParams.ofQuery("/voice?CallSid=CA1&x=%26#rc=2").all())
                .containsExactly(new Param("CallSid", "CA1"), new Param("x", "&"));
        assertThat(FormParams.ofQuery("/voice").all()).isEmpty();
        assertThat(FormParams.ofQuery("/voice?").all()).isEmpty();
        assertThat(FormParams.ofQuery("/voice#a?b=c").all()).isEmpty();
    }

    @Test
    void what_is_written_is_read_back() throws Exception {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("z", "a&b=c%+ \u00e9\ud83d\udcde");
        params.put("a", "");

        FormParams form = FormParams.of(params);

        assertThat(FormParams.parse(form.encoded()).all()).isEqualTo(form.all());
        assertThat(FormParams.NONE.encoded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%4z", "%=1", "a=%&b=41", "a=% 41", "a=%+1"})
    void a_broken_percent_escape_is_rejected(String form) {
        assertThat(rejected(form).reason()).isEqualTo(Reason.BAD_FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%C3", "a=%FF", "a=%ED%A0%80", "%C0%AF=1"})
    void half_a_character_is_rejected(String form) {
        assertThat(rejected(form).reason()).isEqualTo(Reason.INVALID_UTF8);
    }

    @Test
    void too_many_and_too_long_are_rejected() throws Exception {
        assertThat(FormParams.parse("a=b&".repeat(FormParams.MAX_PARAMS)).all()).hasSize(FormParams.MAX_PARAMS);
        assertThat(rejected("a=b&".repeat(FormParams.MAX_PARAMS + 1)).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(rejected("a=" + "b".repeat(FormParams.MAX_BYTES)).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void values_are_not_printed() throws Exception {
        assertThat(FormParams.parse("From=%2B14155550123")).hasToString("FormParams[From]");
    }

    private static BadMessage rejected(String form) {
        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> FormParams.parse(form));
        assertThat(bad).as("rejection of the form").isNotNull();
        return bad;
    }
}
