package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.FreePort;
import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.config.SettingsException;
import callgateway.gateway.Gateway;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoadRunTest {
    private static final String TOKEN = "load-test-token";

    private final List<String> progress = new ArrayList<>();

    @Test
    void fiveCallsHearTheirOwnFramesComeBack() throws Exception {
        int omniPort = FreePort.next();
        try (Gateway gateway = gateway(omniPort)) {
            LoadSettings settings = new LoadSettings(
                    voiceUrl(gateway.publicPort()),
                    "gw.example",
                    TOKEN,
                    5,
                    50,
                    0,
                    2,
                    omniPort,
                    0,
                    ProcessHandle.current().pid());
            try (LoadRun run = LoadRun.prepare(settings, progress::add)) {
                LoadResult result = run.measure();

                assertThat(result.failures()).isEmpty();
                assertThat(result.open()).isEqualTo(5);
                assertThat(result.lost()).isZero();
                assertThat(result.setup().count()).isEqualTo(5);
                assertThat(result.firstAudio().count()).isEqualTo(5);
                assertThat(result.sent()).isPositive();
                assertThat(result.unsent()).isZero();
                // How many is the machine's affair: what a stalled one cannot deliver in time is dropped, not late.
                assertThat(result.delivered()).isBetween(1L, result.sent());
                assertThat(result.repeated()).isZero();
                assertThat(result.latency().count()).isPositive();
                assertThat(result.gateway()).isNotNull();
                assertThat(progress).anyMatch(line -> line.contains("measuring") && line.contains("5 calls"));
            }
        }
        assertThat(threads()).noneMatch(name -> name.startsWith(OwnThreads.PREFIX));
    }

    @Test
    void aGatewayThatDoesNotKnowUsIsSaidOnceForAllCalls() throws Exception {
        try (Gateway gateway = gateway(FreePort.next())) {
            LoadSettings stranger = new LoadSettings(
                    voiceUrl(gateway.publicPort()), "gw.example", "another token", 5, 50, 0, 1, null, 0, null);
            try (LoadRun run = LoadRun.prepare(stranger, progress::add)) {
                LoadResult result = run.measure();

                assertThat(result.failures()).isEqualTo(Map.of("webhook: HTTP 403", 5L));
                assertThat(result.open()).isZero();
                assertThat(result.sent()).isZero();
                assertThat(result.deliveredShare()).isZero();
            }
        }
    }

    @Test
    void aProcessThatIsNotThereCannotBeWatched() {
        LoadSettings settings = new LoadSettings(voiceUrl(1), "gw.example", TOKEN, 1, 1, 0, 1, null, 0, Long.MAX_VALUE);

        assertThatThrownBy(() -> LoadRun.prepare(settings, progress::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no process");
    }

    private static Gateway gateway(int omniPort) throws SettingsException, IOException {
        Config config = ConfigFiles.load(
                        null,
                        Map.of(
                                "RECORDS_DATABASE",
                                "none",
                                "WARM_UP",
                                "0s",
                                "PUBLIC_HOST",
                                "gw.example",
                                "TWILIO_AUTH_TOKEN",
                                TOKEN,
                                "PYAI_API_KEY",
                                "key",
                                "PYAI_BASE_URL",
                                "http://127.0.0.1:" + omniPort,
                                "PORT",
                                "0",
                                "ADMIN_PORT",
                                "0"))
                .withValue("call-gateway.public.bind", ConfigValueFactory.fromAnyRef("127.0.0.1"))
                // A machine that stalls must not look like a gateway that drops.
                .withValue("call-gateway.media.max-caller-backlog", ConfigValueFactory.fromAnyRef("5s"))
                .withValue("call-gateway.calls.shutdown-grace", ConfigValueFactory.fromAnyRef("500ms"));
        return Gateway.start(GatewaySettings.from(config), config);
    }

    private static URI voiceUrl(int port) {
        return URI.create("http://127.0.0.1:" + port + "/voice");
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
