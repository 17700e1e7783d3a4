package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.logging.LogFormat;
import callgateway.tracing.TracingSettings;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservingReaderTest {
    private static GatewaySettings read(String settings) throws SettingsException {
        return GatewaySettings.from(ConfigFactory.parseString("call-gateway { " + settings + " }")
                .withFallback(ConfigFiles.load(null, Environment.enough())));
    }

    @Test
    void byDefaultLinesAreTextNumbersAreMaskedAndNothingIsTraced() throws SettingsException {
        GatewaySettings settings = Environment.settings(Environment.enough());

        assertThat(settings.log()).isEqualTo(new LogSettings(LogFormat.TEXT, false));
        assertThat(settings.tracing()).isNull();
    }

    @Test
    void theEnvironmentSaysOtherwise() throws SettingsException {
        Map<String, String> environment = Environment.with("LOG_FORMAT", "JSON");
        environment.put("LOG_NUMBERS", "full");
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/");
        environment.put("OTEL_EXPORTER_OTLP_HEADERS", "api-key=collector-secret, tenant = one");
        environment.put("OTEL_SERVICE_NAME", "phones");
        environment.put("TRACING_SAMPLE", "0.25");
        environment.put("NODE_NAME", "node-7");

        GatewaySettings settings = Environment.settings(environment);

        assertThat(settings.log()).isEqualTo(new LogSettings(LogFormat.JSON, true));
        TracingSettings tracing = Objects.requireNonNull(settings.tracing());
        assertThat(tracing.endpoint()).hasToString("http://collector:4318/v1/traces");
        assertThat(tracing.headers())
                .containsOnly(Map.entry("api-key", "collector-secret"), Map.entry("tenant", "one"));
        assertThat(tracing.service()).isEqualTo("phones");
        assertThat(tracing.node()).isEqualTo("node-7");
        assertThat(tracing.share()).isEqualTo(0.25);
        assertThat(tracing.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log.format = xml | log: format: xml (expected: text or json)",
                "log.numbers = some | log: numbers: some (expected: masked or full)",
                "tracing.endpoint = collector | tracing: endpoint: collector (expected: http://HOST:PORT)",
                "tracing { endpoint = \"http://c:1\", sample = 2 } | tracing: sample: 2.0 (expected: 0..1)",
                "tracing { endpoint = \"http://c:1\", sample = most } | tracing: sample: most (expected: 0..1)",
                "tracing { endpoint = \"http://c:1\", service-name = \"\" } | tracing: service-name: empty (expected: a name)",
                "tracing { endpoint = \"http://c:1\", headers = secret } | tracing: headers: a part without = (expected: NAME=VALUE,NAME=VALUE)"
            })
    void whatMakesNoSenseIsRefusedByName(String settings, String problem) {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> read(settings));

        assertThat(refused).as(settings).isNotNull();
        assertThat(refused.problems()).containsExactly("call-gateway." + problem);
    }
}
