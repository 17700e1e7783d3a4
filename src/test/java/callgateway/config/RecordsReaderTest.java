package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.records.RecordsSettings;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordsReaderTest {
    private static RecordsSettings read(String settings) throws SettingsException {
        return GatewaySettings.from(ConfigFactory.parseString("call-gateway {\n" + settings + "\n}")
                        .withFallback(ConfigFiles.load(null, Environment.enough())))
                .records();
    }

    @Test
    void recordsAreKeptInAFileUnlessSomethingElseIsAskedFor() throws SettingsException {
        RecordsSettings usual = read("");

        assertThat(usual.database()).hasToString("jdbc:sqlite:data/records.db");
        assertThat(usual.folder()).isEqualTo(Path.of("data"));
        assertThat(usual.node()).isNotBlank();
        assertThat(usual.fullNumbers()).isFalse();
        assertThat(usual.events()).isNull();
        assertThat(read("records.database = none").database()).isNull();
    }

    @Test
    void theEnvironmentSaysWhereRecordsAreAndWhoIsTold() throws SettingsException {
        Map<String, String> environment = Environment.with("RECORDS_DATABASE", "jdbc:postgresql://db/calls");
        environment.put("RECORDS_USER", "gateway");
        environment.put("RECORDS_PASSWORD", "database-secret");
        environment.put("DATA_DIR", "/var/lib/gateway");
        environment.put("NODE_NAME", "node-7");
        environment.put("EVENTS_URL", "https://crm.example/calls?key=url-secret");
        environment.put("EVENTS_SECRET", "first-secret-of-the-events, second-secret-of-the-events");

        RecordsSettings records = Environment.settings(environment).records();

        assertThat(Objects.requireNonNull(records.database()).password()).isEqualTo("database-secret");
        assertThat(records.folder()).isEqualTo(Path.of("/var/lib/gateway"));
        assertThat(records.node()).isEqualTo("node-7");
        assertThat(Objects.requireNonNull(records.events()).secrets())
                .containsExactly("first-secret-of-the-events", "second-secret-of-the-events");
        assertThat(records.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "records.database = \"jdbc:mysql://h/d\" | database",
                "records.database = h2 | database",
                "records.numbers = some | numbers",
                "records.keep = 5s | keep",
                "records.admit-within = 10s | admit-within",
                "records.transcripts = perhaps | transcripts",
                "records.events { url = \"http://crm.example/\", secret = 0123456789abcdef } | url",
                "records.events { url = \"https://crm.example/\", secret = short } | secret",
                "records.events { url = \"https://crm.example/\" } | secret",
                "records.events { url = \"::\", secret = 0123456789abcdef } | url",
                "records.events { url = \"https://crm.example/\", secret = 0123456789abcdef, types = [call.lost] } | types",
                "records.events { url = \"https://crm.example/\", secret = 0123456789abcdef, timeout = 1ms } | timeout",
                "records.events { url = \"https://crm.example/\", secret = 0123456789abcdef, first-retry = 1h } | first-retry",
                "records.events { url = \"https://crm.example/\", secret = 0123456789abcdef, give-up-after = 1s } | give-up-after",
                "records.events { url = \"https://crm.example/\", secret = 0123456789abcdef, max-in-flight = 0 } | max-in-flight",
                "records { database = none, events { url = \"https://crm.example/\", secret = 0123456789abcdef } } | events.url"
            })
    void whatMakesNoSenseIsRefusedByNameAndWithoutSecrets(String settings, String named) {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> read(settings));

        assertThat(refused).as(settings).isNotNull();
        assertThat(refused.problems())
                .singleElement()
                .asString()
                .startsWith("call-gateway.records")
                .contains(named)
                .doesNotContain("0123456789abcdef");
    }
}
