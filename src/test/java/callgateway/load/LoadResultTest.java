package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class LoadResultTest {
    @Test
    void aGeneratorThatKeptUpSaysNothingAgainstItsFigures() {
        LoadResult result = Results.with(10_000, 0.9, new LoadResult.GatewayUse(0.5, 2.5, 400_000_000));

        assertThat(result.generatorWasBottleneck()).isFalse();
        assertThat(LoadText.lines(result))
                .anyMatch(line -> line.contains("5 of 5 open, 1 lost"))
                .anyMatch(line -> line.contains("1 x closed by the gateway: 1006"))
                .anyMatch(line -> line.contains("0.9980 delivered: 499 of 500 frames, 2 not taken by the gateway"))
                .anyMatch(line -> line.contains("p50 0.90 ms, p90 1.50 ms, p99 7.20 ms, p99.9 12.00 ms"))
                .anyMatch(line -> line.contains("400 calls per core"))
                .noneMatch(line -> line.contains("void"));
    }

    @Test
    void framesThatWereSentLateMakeTheFiguresVoid() {
        LoadResult result = Results.with(10_001, 0.1, null);

        assertThat(result.generatorWasBottleneck()).isTrue();
        assertThat(LoadText.lines(result))
                .last()
                .asString()
                .startsWith("the generator was the bottleneck, figures void");
    }

    @Test
    void aThreadThatWasBusyAllTheTimeMakesTheFiguresVoid() {
        assertThat(Results.with(100, 0.91, null).generatorWasBottleneck()).isTrue();
    }

    @Test
    void settingsThatCannotBeAreSaidWithWhatIsExpected() {
        assertThatThrownBy(() -> settings("ftp://x/voice", 1)).hasMessageContaining("voice URL: ftp://x/voice");
        assertThatThrownBy(() -> settings("http://127.0.0.1:8080", 1)).hasMessageContaining("expected: such as http");
        assertThatThrownBy(() -> settings("/voice", 1)).hasMessageContaining("voice URL: /voice");
        assertThatThrownBy(() -> settings("http://h/voice", 0)).hasMessage("calls: 0 (expected: 1 to 100000)");
        assertThat(Results.SETTINGS.toString()).doesNotContain("secret-token");
    }

    private static LoadSettings settings(String url, int calls) {
        return new LoadSettings(URI.create(url), "gw.example", "t", calls, 1, 0, 1, null, 0, null);
    }
}
