package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.AgentProfile;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page about pools shows what can be used as it stands. */
class PoolsPageTest {
    private static String page = "";
    private static String example = "";

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("docs/pools.md"));
        Matcher block = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        example = block.group(1);
    }

    @Test
    void theExampleIsFitForUse() throws SettingsException {
        Config config = ConfigFactory.parseString(example).withFallback(ConfigFiles.load(null, Environment.enough()));
        GatewaySettings settings = GatewaySettings.from(config);

        assertThat(settings.planConcurrency()).hasValue(20);
        assertThat(settings.pools().all()).extracting(Pool::name).containsExactly("default", "emergency", "sales");
        Pool sales = settings.pools().of("+15550234");
        assertThat(sales.name()).isEqualTo("sales");
        assertThat(sales.guards().maxCall()).isEqualTo(Duration.ofMinutes(30));
        assertThat(sales.agent().settings(settings.omni()).sessionLabel("CA1", 1))
                .isEqualTo("agent_sales");
        assertThat(sales.agent().profile().tools())
                .extracting(AgentProfile.Tool::name)
                .containsExactly("find_bicycle", "opening_hours");
        assertThat(sales.agent().tools()).containsOnlyKeys("find_bicycle");
        assertThat(settings.pools().of("+15550199").overflow()).isEqualTo(new Overflow.Dial("+15550111"));
        assertThat(settings.pools().of("+4930123456").name()).isEqualTo("default");
    }

    @Test
    void everySettingOfAPoolIsOnIt() throws SettingsException {
        List<String> keys =
                ConfigFiles.load(null, Environment.enough()).getConfig("call-gateway.pool-defaults").entrySet().stream()
                        .map(entry -> Arrays.asList(entry.getKey().split("\\.")))
                        .filter(path -> !path.contains("announcements"))
                        .map(path -> path.get(path.size() - 1))
                        .toList();

        assertThat(keys).hasSizeGreaterThan(10).allSatisfy(key -> assertThat(page)
                .contains(key));
    }
}
