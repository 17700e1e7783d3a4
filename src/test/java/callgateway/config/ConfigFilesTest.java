package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.call.CallSettings;
import callgateway.call.media.MediaSettings;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where settings come from, and which source wins. */
class ConfigFilesTest {
    @TempDir
    private Path directory;

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf"))) {
            return files.filter(file -> file.toString().endsWith(".conf")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedFileIsFitForUse(Path file) throws SettingsException {
        GatewaySettings settings = GatewaySettings.from(ConfigFiles.load(file, Environment.enough()));

        assertThat(settings.publicHost()).isEqualTo("gw.example.com");
    }

    @Test
    void theReferenceSaysWhatTheCodeTakesForDefaults() throws SettingsException {
        GatewaySettings settings = Environment.settings(Environment.enough());

        assertThat(settings.calls()).isEqualTo(CallSettings.defaults());
        assertThat(settings.media()).isEqualTo(MediaSettings.defaults());
    }

    @Test
    void theFileWinsOverTheReferenceAndTheEnvironmentOverBoth() throws Exception {
        Path file = file("call-gateway { public.port = 8081, admin.port = 9091 }");
        Map<String, String> environment = new HashMap<>(Environment.enough());
        environment.put("PORT", "8082");

        GatewaySettings settings = GatewaySettings.from(ConfigFiles.load(file, environment));

        assertThat(settings.transport().port()).isEqualTo(8082);
        assertThat(settings.admin().port()).isEqualTo(9091);
    }

    @Test
    void anEnvironmentVariableThatSaysTheDefaultWinsOverTheFileToo() throws Exception {
        Path file = file("call-gateway.public.port = 8081");

        GatewaySettings settings = GatewaySettings.from(ConfigFiles.load(file, Environment.with("PORT", "8080")));

        assertThat(settings.transport().port()).isEqualTo(8080);
    }

    @Test
    void aFileMayReferToTheEnvironmentItself() throws Exception {
        Path file = file("call-gateway.agent.greeting = ${?MY_GREETING}\ncall-gateway.rescue.apology = ${MY_APOLOGY}");
        Map<String, String> environment = new HashMap<>(Environment.enough());
        environment.put("MY_APOLOGY", "Sorry");

        GatewaySettings settings = GatewaySettings.from(ConfigFiles.load(file, environment));

        assertThat(settings.rescue().apology()).isEqualTo("Sorry");
        assertThat(settings.agent().greeting()).isEqualTo("Hello, how can I help?");
    }

    @Test
    void noVariableBecomesASettingByItsName() throws SettingsException {
        Map<String, String> environment = new HashMap<>(Environment.enough());
        environment.put("call-gateway.public.port", "1");
        environment.put("call_gateway", "2");
        environment.put("PEKKO", "3");

        Config config = ConfigFiles.load(null, environment);

        assertThat(config.getInt("call-gateway.public.port")).isEqualTo(8080);
        assertThat(config.hasPath("PEKKO")).isFalse();
        assertThat(config.hasPath("TWILIO_AUTH_TOKEN")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\n", "  secret  ", "secret"})
    void aSecretMayComeFromAFile(String content) throws Exception {
        Path secret = Files.writeString(directory.resolve("token"), content);
        Map<String, String> environment = new HashMap<>(Environment.enough());
        environment.remove("TWILIO_AUTH_TOKEN");
        environment.put("TWILIO_AUTH_TOKEN_FILE", secret.toString());

        assertThat(Environment.settings(environment).twilio().authTokens()).containsExactly("secret");
    }

    @Test
    void everySecretMayComeFromAFile() throws Exception {
        Path secret = Files.writeString(directory.resolve("token"), "secret");
        Map<String, String> environment = new HashMap<>();
        environment.put("PUBLIC_HOST", "gw.example.com");
        for (String name : List.of("TWILIO_AUTH_TOKEN", "PYAI_API_KEY", "ADMIN_TOKEN")) {
            environment.put(name + "_FILE", secret.toString());
        }

        GatewaySettings settings = Environment.settings(environment);

        assertThat(settings.twilio().authTokens()).containsExactly("secret");
        assertThat(settings.omni().apiKey()).isEqualTo("secret");
        assertThat(settings.admin().token()).isEqualTo("secret");
    }

    @Test
    void thePasswordOfTheDatabaseMayComeFromAFile() throws Exception {
        Path secret = Files.writeString(directory.resolve("password"), "open sesame\n");
        Map<String, String> environment = new HashMap<>(Environment.with("RECORDS_PASSWORD_FILE", secret.toString()));
        environment.put("RECORDS_DATABASE", "jdbc:postgresql://db.example.com/calls");
        environment.put("RECORDS_USER", "gateway");

        assertThat(Environment.settings(environment).records().database())
                .isNotNull()
                .satisfies(database -> assertThat(database.password()).isEqualTo("open sesame"));
    }

    @Test
    void theVariableItselfWinsOverItsFile() throws Exception {
        Path secret = Files.writeString(directory.resolve("token"), "other");

        GatewaySettings settings = Environment.settings(Environment.with("TWILIO_AUTH_TOKEN_FILE", secret.toString()));

        assertThat(settings.twilio().authTokens()).containsExactly(Environment.AUTH_TOKEN);
    }

    @Test
    void aSecretsFileThatIsNotThereIsNamed() {
        Map<String, String> environment = new HashMap<>(Environment.enough());
        environment.remove("PYAI_API_KEY");
        environment.put("PYAI_API_KEY_FILE", "/nowhere/key");

        assertThat(problems(null, environment))
                .hasSize(1)
                .first()
                .asString()
                .contains("PYAI_API_KEY_FILE", "/nowhere/key");
    }

    @Test
    void otherVariablesThatEndInFileAreNotRead() throws SettingsException {
        assertThat(Environment.settings(Environment.with("LOG_FILE", "/nowhere/log"))
                        .publicHost())
                .isEqualTo("gw.example.com");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(problems(directory.resolve("none.conf"), Environment.enough()))
                .hasSize(1)
                .first()
                .asString()
                .contains("none.conf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call-gateway { twilio { auth-token 4711-secret } }",
                "call-gateway { twilio { auth-token = \"4711-secret } }",
                "call-gateway { twilio { auth-token = 4711-secret } ",
                "call-gateway.twilio.auth-token = 4711-secret } x",
                "call-gateway.twilio.auth-token = [4711-secret",
                "call-gateway.twilio.auth-token = \"4711-secret\" = 5",
                "call-gateway.twilio.auth-token = ${4711-secret",
                "call-gateway.twilio.auth-token = 4711-secret\ncall-gateway.agent.persona = ${NO_SUCH_THING}",
                "4711-secret"
            })
    void aFileThatIsNoHoconIsNamedWithTheLineButWithoutItsContent(String text) throws IOException {
        List<String> problems = problems(file(text), Environment.enough());

        assertThat(problems).hasSize(1);
        // The folder of a test may have any digits in its name.
        assertThat(problems.get(0).replace(directory.toString(), ""))
                .doesNotContain("4711")
                .doesNotContain("\n")
                .isNotBlank();
    }

    @Test
    void theLineOfAMistakeIsTold() throws IOException {
        Path file = file("call-gateway {\n  public.port = 1\n  public.host = \"x\n}\n");

        assertThat(problems(file, Environment.enough()))
                .first()
                .asString()
                .contains("own.conf")
                .contains("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"call-gateway = 5", "call-gateway = []", "call-gateway.public = 5", "call-gateway.calls = off"})
    void aSectionThatIsNoSectionIsSaidSo(String text) throws IOException {
        List<String> problems = problems(file(text), Environment.enough());

        assertThat(problems).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                .contains("call-gateway"));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("own.conf"), text);
    }

    private static List<String> problems(
            @org.jspecify.annotations.Nullable Path file, Map<String, String> environment) {
        SettingsException refused = catchThrowableOfType(
                SettingsException.class, () -> GatewaySettings.from(ConfigFiles.load(file, environment)));
        assertThat(refused).isNotNull();
        return refused.problems();
    }
}
