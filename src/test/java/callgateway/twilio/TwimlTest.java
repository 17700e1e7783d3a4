package callgateway.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class TwimlTest {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private static final String ACTION = "https://gw.example/voice/after";
    private static final String HOLD = "https://gw.example/hold.wav?a=1&b=2";
    private static final String MEDIA = "wss://gw.example/media";

    @Test
    void a_stream_is_connected_with_an_action_and_nothing_after_it() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("token", "abc");
        parameters.put("pool", "\"a\" & <b>");

        String xml = Twiml.connectStream(
                new ConnectStream(ACTION, MEDIA, parameters, "https://gw.example/voice/status?a=1&b=2"));

        assertThat(xml)
                .isEqualTo(
                        DECLARATION + "<Response><Connect action=\"https://gw.example/voice/after\" method=\"POST\">"
                                + "<Stream statusCallback=\"https://gw.example/voice/status?a=1&amp;b=2\""
                                + " statusCallbackMethod=\"POST\" url=\"wss://gw.example/media\">"
                                + "<Parameter name=\"token\" value=\"abc\"/>"
                                + "<Parameter name=\"pool\" value=\"&quot;a&quot; &amp; &lt;b&gt;\"/></Stream></Connect></Response>");
    }

    @Test
    void a_stream_needs_no_status_callback() {
        assertThat(Twiml.connectStream(new ConnectStream(ACTION, MEDIA, Map.of(), null)))
                .isEqualTo(DECLARATION + "<Response><Connect action=\"https://gw.example/voice/after\" method=\"POST\">"
                        + "<Stream url=\"wss://gw.example/media\"/></Connect></Response>");
    }

    @Test
    void something_is_heard_before_a_stream() {
        assertThat(Twiml.connectStream(new ConnectStream(
                        ACTION, MEDIA, Map.of(), null, new ConnectStream.Before("We <record>.", "de-DE", null))))
                .contains("<Response><Say language=\"de-DE\">We &lt;record&gt;.</Say><Connect ");
        assertThat(Twiml.connectStream(new ConnectStream(
                        ACTION,
                        MEDIA,
                        Map.of(),
                        null,
                        new ConnectStream.Before(null, null, "https://gw.example/consent.mp3"))))
                .contains("<Response><Play>https://gw.example/consent.mp3</Play><Connect ");
        assertThatThrownBy(() -> new ConnectStream.Before(null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_human_is_dialled() {
        assertThat(Twiml.dial(new DialSpec(ACTION, "+14155550123", Duration.ofSeconds(25), true, "+14155550100")))
                .isEqualTo(DECLARATION
                        + "<Response><Dial action=\"https://gw.example/voice/after\" answerOnBridge=\"true\""
                        + " callerId=\"+14155550100\" method=\"POST\" timeout=\"25\"><Number>+14155550123</Number></Dial>"
                        + "</Response>");
        assertThat(Twiml.dial(new DialSpec(ACTION, "+14155550123", Duration.ofSeconds(25), false, null)))
                .contains("answerOnBridge=\"false\"")
                .doesNotContain("callerId");
    }

    @Test
    void a_human_is_whispered_to_before_they_are_connected() {
        String whisper = "https://gw.example/voice/whisper?call=CA1&pool=a";
        assertThat(Twiml.dial(new DialSpec(ACTION, "+14155550123", Duration.ofSeconds(25), true, null, whisper)))
                .isEqualTo(DECLARATION
                        + "<Response><Dial action=\"https://gw.example/voice/after\" answerOnBridge=\"true\""
                        + " method=\"POST\" timeout=\"25\"><Number method=\"POST\""
                        + " url=\"https://gw.example/voice/whisper?call=CA1&amp;pool=a\">+14155550123</Number></Dial>"
                        + "</Response>");
        assertThat(Twiml.dial(
                        new DialSpec(ACTION, "sip:desk@pbx.example", Duration.ofSeconds(25), true, null, whisper)))
                .contains("<Sip method=\"POST\" url=\"https://gw.example/voice/whisper?call=CA1&amp;pool=a\">"
                        + "sip:desk@pbx.example</Sip>");
        assertThat(Twiml.whisper("A <caller> & more", "en-GB"))
                .isEqualTo(
                        DECLARATION + "<Response><Say language=\"en-GB\">A &lt;caller&gt; &amp; more</Say></Response>");
        assertThat(Twiml.screen("Press 1.", null, whisper, Duration.ofSeconds(5)))
                .isEqualTo(DECLARATION
                        + "<Response><Gather action=\"https://gw.example/voice/whisper?call=CA1&amp;pool=a\""
                        + " method=\"POST\" numDigits=\"1\" timeout=\"5\"><Say>Press 1.</Say></Gather><Hangup/>"
                        + "</Response>");
        assertThatThrownBy(() -> Twiml.screen("Press 1.", null, "whisper", Duration.ofSeconds(5)))
                .hasMessageContaining("action");
        assertThatThrownBy(() -> Twiml.screen("Press 1.", null, whisper, Duration.ZERO))
                .hasMessageContaining("within");
        assertThatThrownBy(() -> new DialSpec(ACTION, "+1", Duration.ofSeconds(5), true, null, "whisper"))
                .hasMessageContaining("whisper");
    }

    @Test
    void endings_are_written() {
        assertThat(Twiml.sayAndHangUp("Sorry & <goodbye>"))
                .isEqualTo(DECLARATION + "<Response><Say>Sorry &amp; &lt;goodbye&gt;</Say><Hangup/></Response>");
        assertThat(Twiml.hangUp()).isEqualTo(DECLARATION + "<Response><Hangup/></Response>");
        assertThat(Twiml.rejectBusy()).isEqualTo(DECLARATION + "<Response><Reject reason=\"busy\"/></Response>");
        assertThat(Twiml.empty()).isEqualTo(DECLARATION + "<Response/>");
    }

    @Test
    void a_caller_is_put_into_a_queue() {
        assertThat(Twiml.enqueue(new EnqueueSpec("sales & <more>", ACTION, "https://gw.example/voice/wait?a=1&s=2")))
                .isEqualTo(DECLARATION
                        + "<Response><Enqueue action=\"https://gw.example/voice/after\" maxQueueSize=\"5000\" method=\"POST\""
                        + " waitUrl=\"https://gw.example/voice/wait?a=1&amp;s=2\" waitUrlMethod=\"POST\">"
                        + "sales &amp; &lt;more&gt;</Enqueue></Response>");
    }

    @Test
    void a_caller_in_a_queue_waits_on_or_leaves() {
        assertThat(Twiml.waiting(new WaitingSpec(null, HOLD, null)))
                .isEqualTo(DECLARATION + "<Response><Play>https://gw.example/hold.wav?a=1&amp;b=2</Play></Response>");
        assertThat(Twiml.waiting(new WaitingSpec("You are <second>.", HOLD, "de-DE")))
                .isEqualTo(DECLARATION + "<Response><Say language=\"de-DE\">You are &lt;second&gt;.</Say>"
                        + "<Play>https://gw.example/hold.wav?a=1&amp;b=2</Play></Response>");
        assertThat(Twiml.leave()).isEqualTo(DECLARATION + "<Response><Leave/></Response>");
    }

    @Test
    void a_message_is_taken_and_not_transcribed() {
        assertThat(Twiml.record(
                        new RecordSpec(ACTION, Duration.ofMinutes(2), true, "After the tone & so on.", "en-gb")))
                .isEqualTo(DECLARATION + "<Response><Say language=\"en-GB\">After the tone &amp; so on.</Say>"
                        + "<Record action=\"https://gw.example/voice/after\" maxLength=\"120\" method=\"POST\""
                        + " playBeep=\"true\" transcribe=\"false\"/><Hangup/></Response>");
    }

    @Test
    void a_call_is_asked_about_again_ringing_or_answered() {
        assertThat(Twiml.ringAgain(Duration.ofSeconds(2), ACTION + "?round=2&x=y"))
                .isEqualTo(DECLARATION + "<Response><Pause length=\"2\"/><Redirect method=\"POST\">"
                        + "https://gw.example/voice/after?round=2&amp;x=y</Redirect></Response>");
        assertThat(Twiml.sayAndRedirect("One <moment>", null, ACTION))
                .isEqualTo(DECLARATION + "<Response><Say>One &lt;moment&gt;</Say><Redirect method=\"POST\">"
                        + "https://gw.example/voice/after</Redirect></Response>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/voice", "", "wss://gw.example/voice", "gw.example/voice", "https://gw.example/a b"})
    void no_document_has_a_url_that_twilio_could_not_ask(String url) {
        assertThatThrownBy(() -> Twiml.enqueue(new EnqueueSpec("q", url, ACTION)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twiml.enqueue(new EnqueueSpec("q", ACTION, url)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twiml.waiting(new WaitingSpec(null, url, null)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twiml.record(new RecordSpec(url, Duration.ofSeconds(9), true, "Speak.", null)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twiml.ringAgain(Duration.ofSeconds(1), url))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twiml.sayAndRedirect("One moment", null, url))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waits_and_messages_that_twilio_would_refuse_are_refused() {
        assertThatThrownBy(() -> new EnqueueSpec(" ", ACTION, ACTION)).hasMessageContaining("queue name");
        assertThatThrownBy(() -> new EnqueueSpec("q".repeat(65), ACTION, ACTION))
                .hasMessageContaining("64");
        assertThatThrownBy(() -> new WaitingSpec(" ", HOLD, null)).hasMessageContaining("say");
        assertThatThrownBy(() -> new WaitingSpec("Hello", HOLD, "xx-YY")).hasMessageContaining("xx-YY");
        assertThatThrownBy(() -> new RecordSpec(ACTION, Duration.ZERO, true, "Speak.", null))
                .hasMessageContaining("maxLength");
        assertThatThrownBy(() -> new RecordSpec(ACTION, Duration.ofSeconds(3601), true, "Speak.", null))
                .hasMessageContaining("3600");
        assertThatThrownBy(() -> new RecordSpec(ACTION, Duration.ofSeconds(9), true, "", null))
                .hasMessageContaining("prompt");
        assertThatThrownBy(() -> Twiml.ringAgain(Duration.ofMillis(900), ACTION))
                .hasMessageContaining("pause");
        assertThatThrownBy(() -> Twiml.ringAgain(Duration.ofSeconds(61), ACTION))
                .hasMessageContaining("60");
        assertThatThrownBy(() -> Twiml.sayAndRedirect(" ", null, ACTION)).hasMessageContaining("text");
    }

    @Test
    void no_text_makes_a_document_that_is_not_xml() throws Exception {
        String xml = Twiml.sayAndHangUp("a\u0000b\u0001c\ud800d\uffffe\u00e9\ud83d\udcde\r\n");

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(xml)))
                        .getDocumentElement()
                        .getTextContent())
                .isEqualTo("a b c d e\u00e9\ud83d\udcde \n");
    }

    @Test
    void secrets_and_numbers_are_not_printed() {
        assertThat(new ConnectStream(ACTION, MEDIA, Map.of("token", "hush"), null).toString())
                .contains("token")
                .doesNotContain("hush");
        assertThat(new DialSpec(ACTION, "+14155550123", Duration.ofSeconds(25), true, "+14155550100").toString())
                .doesNotContain("4155550");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://gw.example/media", "wss://gw.example/media?token=1", "/media", ""})
    void a_stream_url_that_twilio_would_refuse_is_refused(String url) {
        assertThatThrownBy(() -> new ConnectStream(ACTION, url, Map.of(), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void other_values_that_twilio_would_refuse_are_refused() {
        assertThatThrownBy(() -> new ConnectStream("/voice/after", MEDIA, Map.of(), null))
                .hasMessageContaining("action");
        assertThatThrownBy(() -> new ConnectStream(ACTION, MEDIA, Map.of(), "/status"))
                .hasMessageContaining("statusCallback");
        assertThatThrownBy(() -> new ConnectStream(ACTION, MEDIA, Map.of("name", "v".repeat(496)), null))
                .hasMessageContaining("500 characters");
        assertThatThrownBy(() -> new ConnectStream(ACTION, MEDIA, Map.of("", "v"), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DialSpec("after", "+1", Duration.ofSeconds(5), true, null))
                .hasMessageContaining("action");
        assertThatThrownBy(() -> new DialSpec(ACTION, " ", Duration.ofSeconds(5), true, null))
                .hasMessageContaining("number");
        assertThatThrownBy(() -> new DialSpec(ACTION, "+1", Duration.ZERO, true, null))
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> new DialSpec(ACTION, "+1", Duration.ofSeconds(601), true, null))
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> Twiml.sayAndHangUp(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twiml.sayAndHangUp("x".repeat(3001))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "en, en-US",
        "en-gb, en-GB",
        "en_GB, en-GB",
        "de, de-DE",
        "de-AT, de-AT",
        "de-XY, de-DE",
        "pt, pt-BR",
        "fr-CA, fr-CA",
        "ja, ja-JP",
        "tlh, ",
        "'', "
    })
    void aLanguageIsSpokenAsNearAsTwilioCan(String tag, @Nullable String spoken) {
        assertThat(Twiml.spokenLanguage(tag)).isEqualTo(spoken);
    }
}
