package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.operations.GatewayMetrics;
import callgateway.routing.Recording;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/recording.md says can be done, and is counted. */
class RecordingPageTest {
    private static final Path PAGE = Path.of("docs/recording.md");

    @Test
    void theExampleRecordsOnePool() throws Exception {
        Matcher block = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();

        GatewaySettings settings = GatewaySettings.from(
                ConfigFactory.parseString(block.group(1)).withFallback(ConfigFiles.load(null, Environment.enough())));

        Recording sales = settings.pools().of("+15550100").recording();
        assertThat(sales.enabled()).isTrue();
        assertThat(sales.asksConsent()).isTrue();
        assertThat(sales.keepFor()).isEqualTo(Duration.ofDays(30));
        assertThat(sales.pauseOnKeys()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.pools().of("+15550199").recording().enabled()).isFalse();
        assertThat(settings.recordings().folder()).isEqualTo(Path.of("/var/lib/call-gateway/recordings"));
        assertThat(settings.recordings().minFreeBytes()).isEqualTo(500L << 20);
    }

    @Test
    void everyMetricIsCountedAndEveryReasonIsOne() throws Exception {
        List<MatchResult> metrics = Pattern.compile("`(gateway_recording[a-z_]+)")
                .matcher(Files.readString(PAGE))
                .results()
                .toList();
        try (GatewayMetrics counted = new GatewayMetrics()) {
            String text = counted.scrape();

            assertThat(metrics).hasSizeGreaterThan(5).allSatisfy(metric -> assertThat(text)
                    .contains("\n" + metric.group(1)));
            assertThat(text)
                    .contains("gateway_recordings_ended_total{reason=\"disk_slow\"}")
                    .contains("gateway_recording_dropped_milliseconds_total{reason=\"late\"}")
                    .contains("gateway_recordings_deleted_total{by=\"retention\"}");
        }
    }
}
