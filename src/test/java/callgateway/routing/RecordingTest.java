package callgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.routing.Recording.Consent;
import callgateway.routing.Recording.Format;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
    private static Recording with(boolean enabled, Consent consent, Duration keep, Duration pause) {
        return new Recording(enabled, Format.MU_LAW, consent, keep, pause);
    }

    @Test
    void nothingIsRecordedUnlessItIsSaidHowCallersKnow() {
        assertThatThrownBy(() -> with(true, Consent.parse(""), Duration.ofDays(1), Duration.ZERO))
                .hasMessage("consent: empty, but recording is on (expected: what callers are told before, or none where"
                        + " they have consented elsewhere)");
        assertThat(with(false, Consent.parse(""), Duration.ofDays(1), Duration.ZERO)
                        .asksConsent())
                .isFalse();
        assertThat(with(true, Consent.parse("None"), Duration.ofDays(1), Duration.ZERO)
                        .asksConsent())
                .isFalse();
        assertThat(with(true, Consent.parse("Recorded."), Duration.ofDays(1), Duration.ZERO)
                        .asksConsent())
                .isTrue();
        assertThat(Recording.OFF.enabled()).isFalse();
    }

    @Test
    void consentIsATextOrAPiece() {
        assertThat(Consent.parse("We record this.")).isEqualTo(new Consent.Said("We record this."));
        assertThat(Consent.parse("https://example.com/consent.mp3"))
                .isEqualTo(new Consent.Played(URI.create("https://example.com/consent.mp3")));
        assertThatThrownBy(() -> Consent.parse("x".repeat(301)))
                .hasMessageStartingWith("consent: 301 characters (expected: at most 300");
    }

    @Test
    void formatsAreTwo() {
        assertThat(Format.parse("MuLaw")).isEqualTo(Format.MU_LAW);
        assertThat(Format.parse("pcm16")).isEqualTo(Format.PCM16);
        assertThatThrownBy(() -> Format.parse("mp3")).hasMessage("format: mp3 (expected: mulaw or pcm16)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59M", "P3661D"})
    void recordingsAreKeptForAnHourAtLeastAndForTenYearsAtMost(String keep) {
        assertThatThrownBy(() -> with(false, Consent.parse("none"), Duration.parse(keep), Duration.ZERO))
                .hasMessageStartingWith("keep-for: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT11M"})
    void aPauseBecauseOfKeysHasAnEnd(String pause) {
        assertThatThrownBy(() -> with(false, Consent.parse("none"), Duration.ofDays(1), Duration.parse(pause)))
                .hasMessageStartingWith("pause-on-keys: ");
    }
}
