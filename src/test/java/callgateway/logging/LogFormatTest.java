package callgateway.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Lines as JSON, and numbers in lines. */
class LogFormatTest {
    @AfterEach
    void numbersAreMaskedAgain() {
        LoggedNumbers.showInFull(false);
    }

    @Test
    void aLineIsOneJsonObjectWithTheCallSid() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        JsonEncoder encoder = LogFormat.encoder();
        encoder.setContext(context);
        encoder.start();
        LoggingEvent event = new LoggingEvent(
                LogFormatTest.class.getName(),
                context.getLogger("callgateway.call.Call"),
                Level.WARN,
                "call {} says \"{}\"\n",
                new IllegalStateException("why"),
                new Object[] {"CA1", "x"});
        event.setMDCPropertyMap(Map.of(CallLog.CALL_SID, "CA1"));

        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);

        assertThat(line.strip().lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("formattedMessage").asText()).isEqualTo("call CA1 says \"x\"\n");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("loggerName").asText()).isEqualTo("callgateway.call.Call");
        assertThat(json.path("mdc").path("callSid").asText()).isEqualTo("CA1");
        assertThat(json.path("timestamp").isNumber()).isTrue();
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
        assertThat(json.has("arguments")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+14155550123|+*******0123",
                "cannot reach +1 (415) 555-0123 now|cannot reach +*******0123 now",
                "card 4111 1111 1111 1111|card ************1111",
                "HTTP 503 after 1200 ms|HTTP 503 after 1200 ms",
                "CA00000000000000000000000000000001 is over|CA00000000000000000000000000000001 is over",
                "error 21211|error 21211"
            })
    void numbersInTextsOfOthersAreMasked(String text, String logged) {
        assertThat(LoggedNumbers.in(text)).isEqualTo(logged);
    }

    @Test
    void anOperatorMayWantToSeeThem() {
        assertThat(LoggedNumbers.shown("+14155550123")).isEqualTo("+*******0123");

        LoggedNumbers.showInFull(true);

        assertThat(LoggedNumbers.shown("+14155550123\n")).isEqualTo("+14155550123 ");
        assertThat(LoggedNumbers.in("to +14155550123")).isEqualTo("to +14155550123");
    }
}
