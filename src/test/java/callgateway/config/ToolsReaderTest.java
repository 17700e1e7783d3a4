package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.omni.AgentProfile;
import callgateway.routing.Pool;
import callgateway.routing.PoolAgent;
import callgateway.tools.ToolEndpoint;
import callgateway.tools.ToolEndpoint.CallerNumber;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools as an operator writes them. */
class ToolsReaderTest {
    private static final String SECRET = "a secret of sixteen or more";

    private static GatewaySettings settings(String section, Map<String, String> environment) throws SettingsException {
        Map<String, String> all = new HashMap<>(Environment.enough());
        all.putAll(environment);
        return GatewaySettings.from(ConfigFactory.parseString("call-gateway {\n" + section + "\n}")
                .withFallback(ConfigFiles.load(null, all)));
    }

    private static PoolAgent sales(String agent, Map<String, String> environment) throws SettingsException {
        Pool pool = settings("pools.sales { numbers = [\"+15550100\"], agent {\n" + agent + "\n} }", environment)
                .pools()
                .of("+15550100");
        return pool.agent();
    }

    @Test
    void everythingThatIsWrittenIsRead() throws SettingsException {
        PoolAgent agent = sales("""
                tools = [
                  { name = find, description = "Find", parameters { type = object }, idempotent = on }
                  { name = book, url = "https://book.example.com/?a=b" }
                  { name = hours, ours = off }
                ]
                tool-endpoint { url = "https://tools.example.com/x", secret = "%s, the next one of them",
                  timeout = 2s, max-response = 1KiB, caller-number = full }
                """.formatted(SECRET), Map.of());

        List<String> secrets = List.of(SECRET, "the next one of them");
        assertThat(agent.tools())
                .isEqualTo(Map.of(
                        "find",
                        new ToolEndpoint(
                                URI.create("https://tools.example.com/x"),
                                secrets,
                                Duration.ofSeconds(2),
                                1024,
                                true,
                                CallerNumber.FULL),
                        "book",
                        new ToolEndpoint(
                                URI.create("https://book.example.com/?a=b"),
                                secrets,
                                Duration.ofSeconds(2),
                                1024,
                                false,
                                CallerNumber.FULL)));
        assertThat(agent.profile().tools())
                .extracting(AgentProfile.Tool::name)
                .containsExactly("find", "book", "hours");
    }

    @Test
    void whatAPoolDoesNotSayIsTheSameForAllAndMayComeFromTheEnvironment(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        GatewaySettings settings = settings(
                "pool-defaults.agent.tools = [{ name = find }]\npools.sales { numbers = [\"+15550100\"] }",
                Map.of("TOOLS_URL", "https://tools.example.com", "TOOLS_SECRET_FILE", secret.toString()));

        ToolEndpoint expected = new ToolEndpoint(
                URI.create("https://tools.example.com"),
                List.of(SECRET),
                Duration.ofMillis(4500),
                64 * 1024,
                false,
                CallerNumber.MASKED);
        for (Pool pool : settings.pools().all()) {
            assertThat(pool.agent().tools()).isEqualTo(Map.of("find", expected));
        }
        assertThat(settings.pools().all()).hasSize(2);
        assertThat(settings.tools().maxRunning()).isEqualTo(256);
        assertThat(settings.toString()).doesNotContain(SECRET);
    }

    @Test
    void aPoolsOwnSecretMayComeFromAVariableOrAFileOfItsOwn(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET);
        Path file = Files.writeString(directory.resolve("gateway.conf"), """
                call-gateway.pools.sales {
                  numbers = ["*"]
                  agent.tools = [{ name = find }]
                  agent.tool-endpoint { url = "https://a.example.com", secret = ${SALES_TOOLS_SECRET} }
                }""");
        for (Map<String, String> own :
                List.of(Map.of("SALES_TOOLS_SECRET", SECRET), Map.of("SALES_TOOLS_SECRET_FILE", secret.toString()))) {
            Map<String, String> environment = new HashMap<>(Environment.enough());
            environment.putAll(own);
            environment.put("TOOLS_SECRET", "not the secret of this pool");

            GatewaySettings settings = GatewaySettings.from(ConfigFiles.load(file, environment));

            assertThat(settings.pools().of("x").agent().tools().get("find"))
                    .extracting(ToolEndpoint::secrets)
                    .isEqualTo(List.of(SECRET));
        }
    }

    @Test
    void withoutToolsNothingNeedsToBeSet() throws SettingsException {
        assertThat(sales("", Map.of()).tools()).isEmpty();
        assertThat(sales("tools = [{ name = hours, ours = off }]", Map.of()).tools())
                .isEmpty();
    }

    @Test
    void anEndpointThatChangesIsAChangeOfThePool() throws SettingsException {
        String pool = "pools.sales { numbers = [\"+15550100\"], agent.tools = [{ name = a }] }";
        Map<String, String> one = Map.of("TOOLS_URL", "https://one.example.com", "TOOLS_SECRET", SECRET);
        Map<String, String> two = Map.of("TOOLS_URL", "https://two.example.com", "TOOLS_SECRET", SECRET);

        assertThat(settings(pool, one).pools().changesTo(settings(pool, one).pools()))
                .isEmpty();
        assertThat(settings(pool, one).pools().changesTo(settings(pool, two).pools()))
                .hasSize(1)
                .first()
                .asString()
                .contains("sales");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "tools = [{ name = a }], tool-endpoint.secret = S | tools[0].url: not set (expected: an address here or in tool-endpoint",
                "tools = [{ name = a }], tool-endpoint.url = \"https://a.example\" | tool-endpoint.secret: not set (expected: at least 16",
                "tool-endpoint { url = \"https://a.example\", secret = short } | tool-endpoint.secret: too short (expected: at least 16",
                "tool-endpoint { url = \"https://a.example\", secret = [x] } | tool-endpoint.secret: no text (expected: a text)",
                "tool-endpoint { url = \"http://a.example/q\", secret = S } | tool-endpoint.url: http://a.example (expected: https://",
                "tool-endpoint { url = \"a b\", secret = S } | tool-endpoint.url: no address (expected: https://",
                "tool-endpoint { url = \"https://a.example\", secret = S, timeout = 9s } | tool-endpoint.timeout: 9000 ms (expected: 100..4800 ms",
                "tool-endpoint { url = \"https://a.example\", secret = S, timeout = soon } | tool-endpoint.timeout: \"soon\" (expected: a time",
                "tool-endpoint { url = \"https://a.example\", secret = S, max-response = 2MiB } | tool-endpoint.max-response: 2097152 bytes (expected: 1..1048576)",
                "tool-endpoint { url = \"https://a.example\", secret = S, max-response = big } | tool-endpoint.max-response: \"big\" (expected: a size such as 64KiB)",
                "tool-endpoint { url = \"https://a.example\", secret = S, caller-number = some } | tool-endpoint.caller-number: some (expected: one of masked, full, none)",
                "tool-endpoint.urls = x | tool-endpoint.urls: no such setting (expected: one of url,",
                "tools = [{ name = a, url = \"ftp://a.example\" }], tool-endpoint.secret = S | tools[0].url: ftp://a.example (expected: https://",
                "tools = [{ name = a, url = \"https://a.example\", idempotent = maybe }], tool-endpoint.secret = S | tools[0].idempotent: maybe (expected: on or off)",
            })
    void whatIsWrongIsNamedWithWhatWasExpected(String text, String line) {
        SettingsException refused = catchThrowableOfType(
                SettingsException.class,
                () -> sales(
                        text.replace("S }", "\"" + SECRET + "\" }")
                                .replace("S,", "\"" + SECRET + "\",")
                                .replaceAll("S$", "\"" + SECRET + "\""),
                        Map.of()));

        assertThat(refused).as(text).isNotNull();
        assertThat(refused.problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("call-gateway.pools.sales.agent." + line)
                .doesNotContain(SECRET);
    }

    @Test
    void theBoundOfTheGatewayHasItsRange() {
        SettingsException refused =
                catchThrowableOfType(SettingsException.class, () -> settings("tools.max-running = 1", Map.of()));

        assertThat(refused.problems()).containsExactly("call-gateway.tools: max-running: 1 (expected: 2..10000)");
    }
}
