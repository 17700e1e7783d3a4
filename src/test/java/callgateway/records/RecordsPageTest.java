package callgateway.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.config.SettingsException;
import callgateway.tools.HandMadeHmac;
import callgateway.tools.ToolSignature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about records says what is so. */
class RecordsPageTest {
    private static String page = "";

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("docs/records.md"));
    }

    private static String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    @Test
    void theSettingsAreFitForUse() throws SettingsException {
        RecordsSettings records = GatewaySettings.from(ConfigFactory.parseString(found("(?s)```hocon\n(.*?)```"))
                        .withFallback(ConfigFiles.load(
                                null,
                                Map.of(
                                        "PUBLIC_HOST",
                                        "gw.example.com",
                                        "TWILIO_AUTH_TOKEN",
                                        "t",
                                        "PYAI_API_KEY",
                                        "k"))))
                .records();

        assertThat(records.database()).hasToString("jdbc:postgresql://db.example.com/calls");
        assertThat(records.node()).isEqualTo("gateway-0");
        assertThat(records.keep()).isEqualTo(Duration.ofDays(90));
        EventSettings events = Objects.requireNonNull(records.events());
        assertThat(events.types()).containsExactlyInAnyOrder("call.started", "call.ended");
        assertThat(events.giveUpAfter()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void everyEventAndEveryFieldIsExplained() {
        assertThat(Notices.TYPES).allSatisfy(type -> assertThat(page).contains("`" + type + "`"));
        for (Outcome outcome : Outcome.values()) {
            assertThat(page).contains("`" + outcome.word() + "`");
        }
        CallRecord call = OpenCall.admitted(
                        Sample.id("CA1"),
                        "sales",
                        1,
                        2,
                        Sample.settings(new DatabaseSettings("jdbc:sqlite:", null, null), Path.of("."), null))
                .record();
        RecordJson.of(call).fieldNames().forEachRemaining(field -> assertThat(
                        field.equals("callSid") || page.contains("`" + field + "`"))
                .as(field)
                .isTrue());
    }

    @Test
    void theEventIsAsItIsSent() throws IOException {
        String shown = found("\n(\\{\"id\".*)\n");
        RecordsSettings settings = new RecordsSettings(
                new DatabaseSettings("jdbc:sqlite:", null, null),
                Path.of("."),
                "gateway-0",
                false,
                true,
                Duration.ofDays(1),
                Duration.ofSeconds(1),
                null);
        Notice notice = OpenCall.admitted(
                        Sample.id("CA00000000000000000000000000000001"),
                        "sales",
                        1_790_000_000_000L - 1000,
                        1_790_000_000_000L,
                        settings)
                .version()
                .notices()
                .get(0);

        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(notice.body())).isEqualTo(json.readTree(shown));
        assertThat(page).contains("Idempotency-Key: " + notice.id() + "\n");
    }

    @Test
    void theCheckOfTheSignatureTellsRightFromWrong(@TempDir Path directory) throws Exception {
        String body = found("\n(\\{\"id\".*)\n");
        String header = ToolSignature.of(
                List.of("the one before this one", Sample.SECRET), 1_790_000_000L, body.getBytes(UTF_8));
        assertThat(HandMadeHmac.isSigned(header, Sample.SECRET, body)).isTrue();
        assumeTrue(run(List.of("python3", "--version")) == 0, "there is no Python here");
        List<String> lines = new ArrayList<>(List.of(found("(?s)```python\n(.*?)```")));
        lines.add("body, secret = '" + body + "'.encode(), '" + Sample.SECRET + "'");
        lines.add("header, now = '" + header + "', 1790000100");
        lines.add("assert is_from_gateway(header, body, secret, now)");
        lines.add("assert not is_from_gateway(header, body + b' ', secret, now)");
        lines.add("assert not is_from_gateway(header, body, secret + 'x', now)");
        lines.add("assert not is_from_gateway(header, body, secret, now + 300)");
        lines.add("assert not is_from_gateway('', body, secret, now)");
        Path script = Files.write(directory.resolve("check.py"), lines);

        assertThat(run(List.of("python3", script.toString()))).isZero();
    }

    private static int run(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException notThere) {
            return -1;
        }
    }
}
