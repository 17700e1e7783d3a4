package callgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Overflow, caps, the line, hold audio and guards: what can be said, and what cannot. */
class WhatPoolsWantTest {
    private static final Overflow.Voicemail VOICEMAIL = new Overflow.Voicemail("Speak.", Duration.ofMinutes(1));
    private static final Map<String, String> TEXTS = Map.of(
            "en", "Number {position}.", "de", "Platz {position}, also {position}.", "pt-br", "Lugar {position}.");

    private static Overflow overflow(String written) {
        return Overflow.parse(written, VOICEMAIL);
    }

    private static Line line(boolean announce, Map<String, String> texts) {
        return new Line(5, Duration.ofMinutes(1), announce, texts, Duration.ZERO, HoldAudio.DEFAULT);
    }

    private static Caps caps(int cap, int reserved, int numberCap, Map<String, Integer> numbers) {
        return new Caps(OptionalInt.of(cap), reserved, OptionalInt.of(numberCap), numbers);
    }

    @Test
    void everyOverflowCanBeWritten() {
        assertThat(overflow("dial:+14155550123")).isEqualTo(new Overflow.Dial("+14155550123"));
        assertThat(overflow("dial: 112")).isEqualTo(new Overflow.Dial("112"));
        assertThat(overflow("dial:sip:desk@pbx.example.com"))
                .isEqualTo(new Overflow.DialSip("sip:desk@pbx.example.com"));
        assertThat(overflow("dial:sips:4711@10.0.0.5:5061;transport=tls"))
                .isEqualTo(new Overflow.DialSip("sips:4711@10.0.0.5:5061;transport=tls"));
        assertThat(overflow("voicemail")).isSameAs(VOICEMAIL);
        assertThat(overflow("message: Please call again: soon."))
                .isEqualTo(new Overflow.Message("Please call again: soon."));
        assertThat(overflow("busy")).isEqualTo(Overflow.Busy.BUSY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fax",
                "Busy",
                "dial",
                "dial:",
                "dial:desk",
                "dial:+1 415 555 0123",
                "dial:+1415555012345678",
                "dial:sip:",
                "dial:sip:desk",
                "dial:sip:@pbx",
                "dial:sip:a b@pbx",
                "dial:sip:desk@",
                "dial:sip:desk@pbx?x",
                "message:",
                "message:   ",
                "voicemail:x",
                "+14155550123"
            })
    void whatIsNoOverflowIsRefusedWithWhatIsExpected(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> overflow(written)).withMessageContaining("(expected: ");
    }

    @Test
    void aTextMayNotBeLongerThanACallerCanBeTold() {
        assertThat(overflow("message:" + "x".repeat(3000))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> overflow("message:" + "x".repeat(3001)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Overflow.Voicemail("", Duration.ofMinutes(1)))
                .withMessageStartingWith("prompt");
        for (Duration length : new Duration[] {Duration.ZERO, Duration.ofSeconds(3601), Duration.ofSeconds(-1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Overflow.Voicemail("Speak.", length))
                    .withMessageStartingWith("max-length");
        }
    }

    @Test
    void noDescriptionShowsAWholeNumber() {
        assertThat(overflow("dial:+14155550123")).hasToString("dial:+*******0123");
        assertThat(overflow("dial:sip:4711@pbx.example.com")).hasToString("dial:sip:***@pbx.example.com");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, en, Number 3.",
                "en, en, Number 3.",
                "en-GB, en, Number 3.",
                "DE, de, 'Platz 3, also 3.'",
                "de-AT, de, 'Platz 3, also 3.'",
                "de_AT, de, 'Platz 3, also 3.'",
                "pt-BR, pt-br, Lugar 3.",
                "pt, en, Number 3.",
                "hi, en, Number 3.",
                "'', en, Number 3."
            })
    void aCallerIsToldThePlaceInTheLanguageOfTheAgent(@Nullable String language, String spoken, String text) {
        assertThat(line(true, TEXTS).announcement(language, 3)).contains(new Line.Announcement(spoken, text));
    }

    @Test
    void placesAreNotAnnouncedUnlessWanted() {
        assertThat(line(false, TEXTS).announcement("en", 3)).isEmpty();
    }

    @Test
    void aLineWithRoomIsOpen() {
        assertThat(line(false, TEXTS).open()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "en, You wait., announcements.en: You wait.",
        "'', {position}, announcements.: no language",
        "english, {position}, announcements.english: no language",
        "de, {position}, announcements: none in en",
    })
    void anAnnouncementThatCannotBeMadeIsRefused(String language, String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> line(true, Map.of(language, text)))
                .withMessageStartingWith(message);
    }

    @Test
    void aLineHasBounds() {
        Duration minute = Duration.ofMinutes(1);
        for (int depth : new int[] {-1, 5001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Line(depth, minute, false, TEXTS, Duration.ZERO, HoldAudio.DEFAULT))
                    .withMessage("max-depth: " + depth + " (expected: 0..5000)");
        }
        for (Duration wait : new Duration[] {Duration.ZERO, Duration.ofMillis(30), Duration.ofHours(5)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Line(1, wait, false, TEXTS, Duration.ZERO, HoldAudio.DEFAULT))
                    .withMessageStartingWith("max-wait: " + wait.toMillis() + " ms");
        }
        for (Duration ring : new Duration[] {Duration.ofSeconds(-1), Duration.ofSeconds(61)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Line(1, minute, false, TEXTS, ring, HoldAudio.DEFAULT))
                    .withMessageStartingWith("ring-for: ");
        }
    }

    @Test
    void capsMustFitIntoEachOther() {
        Caps caps = caps(10, 10, 4, Map.of("+15550100", 4, "+15550101", 3));

        assertThat(caps.reservedFor("+15550100")).isEqualTo(4);
        assertThat(caps.reservedFor("+15550109")).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caps(10, 11, 4, Map.of()))
                .withMessage("reserved: 11 (expected: at most the pool's cap, 10)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caps(10, 0, 4, Map.of("+15550100", 5)))
                .withMessageStartingWith("numbers-reserved.+15550100: 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caps(5, 0, 4, Map.of("+15550100", 4, "+15550101", 2)))
                .withMessageStartingWith("numbers-reserved: 6 together");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caps(-1, 0, 4, Map.of()))
                .withMessageStartingWith("cap: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caps(1, -1, 4, Map.of()))
                .withMessageStartingWith("reserved: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caps(1, 0, 1_000_001, Map.of()))
                .withMessageStartingWith("number-cap: 1000001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caps(1, 0, 1, Map.of("+15550100", -1)))
                .withMessageStartingWith("numbers-reserved.+15550100: -1");
    }

    @Test
    void holdAudioIsOursOrAnAddress() {
        assertThat(HoldAudio.parse("default")).isEqualTo(HoldAudio.DEFAULT);
        assertThat(HoldAudio.parse("HTTPS://cdn.example.com/hold.mp3").url())
                .isEqualTo(URI.create("HTTPS://cdn.example.com/hold.mp3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "/hold.mp3", "ftp://x/hold.mp3", "https:///hold.mp3", "http://a b", "file:/x"})
    void whatTwilioCouldNotFetchIsRefused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldAudio.parse(written))
                .withMessageStartingWith("hold-audio: " + written);
    }

    @ParameterizedTest
    @CsvSource({
        "9, 0, 8, max-call: 9000 ms",
        "-1, 0, 8, max-call: -1000 ms",
        "0, 4, 8, max-silence: 4000 ms",
        "0, -5, 8, max-silence: -5000 ms",
        "0, 0, 0, max-setup: 0 ms",
        "0, 0, -1, max-setup: -1000 ms",
    })
    void aGuardThatEndsEveryCallIsRefused(int call, int silence, int setup, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Guards(Duration.ofSeconds(call), Duration.ofSeconds(silence), Duration.ofSeconds(setup)))
                .withMessageStartingWith(message);
    }
}
