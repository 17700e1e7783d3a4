package callgateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.config.SettingsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about tools shows what works: its settings, its request, its check of the signature. */
class ToolsPageTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static String page = "";
    private static String signature = "";
    private static String body = "";

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("docs/calls.md"));
        signature = found("X-Gateway-Signature: (.*)\n");
        body = found("\n(\\{\"callSid\".*)\n");
    }

    private static String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    @Test
    void theSettingsAreFitForUse() throws SettingsException {
        GatewaySettings settings = GatewaySettings.from(ConfigFactory.parseString(found("(?s)```hocon\n(.*?)```"))
                .withFallback(ConfigFiles.load(
                        null, Map.of("PUBLIC_HOST", "gw.example.com", "TWILIO_AUTH_TOKEN", "t", "PYAI_API_KEY", "k"))));

        Map<String, ToolEndpoint> tools =
                settings.pools().of("+15550100").agent().tools();
        assertThat(tools).containsOnlyKeys("find_slot", "book_slot");
        assertThat(tools.get("find_slot"))
                .satisfies(tool -> assertThat(tool.idempotent()).isTrue())
                .satisfies(tool -> assertThat(tool.url()).hasHost("tools.example.com"));
        assertThat(tools.get("book_slot"))
                .satisfies(tool -> assertThat(tool.idempotent()).isFalse())
                .satisfies(tool -> assertThat(tool.url()).hasHost("booking.example.com"));
    }

    @Test
    void theRequestIsAsItIsSent() throws Exception {
        ToolEndpoint endpoint = ToolBench.at(ToolEndpoint.url("https://tools.example.com/agent"));
        ToolRequest request = new ToolRequest(
                endpoint,
                "CA00000000000000000000000000000001",
                "sales",
                "9f3c52d1",
                "t_7",
                "find_slot",
                "{\"day\":\"Thursday\"}",
                "c_41",
                "+*******0123",
                "+15550100");

        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(request.body())).isEqualTo(json.readTree(body));
        assertThat(page).contains("Idempotency-Key: " + request.idempotencyKey() + "\n");
        long seconds = Long.parseLong(signature.substring(2, signature.indexOf(',')));
        assertThat(ToolSignature.of(List.of(SECRET), seconds, body.getBytes(UTF_8)))
                .isEqualTo(signature);
        assertThat(HandMadeHmac.isSigned(signature, SECRET, body)).isTrue();
    }

    @Test
    void everyCodeIsExplained() {
        for (ToolFault fault : ToolFault.values()) {
            assertThat(page).contains("`" + fault.code() + "`");
        }
    }

    @Test
    void theCheckOfTheSignatureTellsRightFromWrong(@TempDir Path directory) throws Exception {
        assumeTrue(run(List.of("python3", "--version")) == 0, "there is no Python here");
        String rotated =
                ToolSignature.of(List.of("the one before this one", SECRET), 1_790_000_000L, body.getBytes(UTF_8));
        List<String> lines = new ArrayList<>(List.of(found("(?s)```python\n(.*?)```")));
        lines.add("body, secret = " + python(body) + ".encode(), " + python(SECRET));
        lines.add("header, now = " + python(signature) + ", 1790000100");
        lines.add("assert is_from_gateway(header, body, secret, now)");
        lines.add("assert is_from_gateway(" + python(rotated) + ", body, secret, now)");
        lines.add("assert not is_from_gateway(header, body + b' ', secret, now)");
        lines.add("assert not is_from_gateway(header, body, secret + 'x', now)");
        lines.add("assert not is_from_gateway(header, body, secret, now + 300)");
        lines.add("assert not is_from_gateway(header, body, secret)");
        lines.add("assert not is_from_gateway('', body, secret, now)");
        Path script = Files.write(directory.resolve("check.py"), lines);

        assertThat(run(List.of("python3", script.toString()))).isZero();
    }

    private static String python(String text) {
        return "'" + text + "'";
    }

    private static int run(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException notThere) {
            return -1;
        }
    }
}
