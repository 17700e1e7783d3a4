package callgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a pool is open, by the clocks of a place. */
class HoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Hours berlin(String... spans) {
        return new Hours(BERLIN, Arrays.stream(spans).map(OpenSpan::parse).toList());
    }

    private static boolean openAt(Hours hours, String local) {
        return hours.isOpen(LocalDateTime.parse(local).atZone(hours.zone()).toInstant());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:59:59, false",
        "2026-11-23T08:00:00, true",
        "2026-11-23T17:59:59, true",
        "2026-11-23T18:00:00, false",
        "2026-11-27T12:00:00, true",
        "2026-11-28T08:59:59, false",
        "2026-11-28T09:00:00, true",
        "2026-11-28T13:00:00, false",
        "2026-11-29T12:00:00, false",
        // In summer, when the same instants are an hour later by the clock.
        "2026-07-06T07:59:59, false",
        "2026-07-06T08:00:00, true",
        "2026-07-06T18:00:00, false",
    })
    void aSpanHoldsItsStartAndNotItsEnd(String local, boolean open) {
        assertThat(openAt(berlin("Mon-Fri 08:00-18:00", "Sat 09:00-13:00"), local))
                .isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-27T21:59:59, false",
        "2026-11-27T22:00:00, true",
        "2026-11-28T00:00:00, true",
        "2026-11-28T01:59:59, true",
        "2026-11-28T02:00:00, false",
        // It starts on Fridays only.
        "2026-11-28T22:30:00, false",
        "2026-11-27T01:00:00, false",
    })
    void aSpanOverMidnightBelongsToTheDayItStartsOn(String local, boolean open) {
        assertThat(openAt(berlin("Fri 22:00-02:00"), local)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T23:59:59, true",
        "2026-11-23T03:59:59, true",
        "2026-11-23T04:00:00, false",
        "2026-11-23T23:59:59, false",
    })
    void aSpanMayRunFromSundayIntoMonday(String local, boolean open) {
        assertThat(openAt(berlin("Sun 20:00-04:00"), local)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-21T12:00, true", "2026-11-22T12:00, true", "2026-11-23T12:00, true", "2026-11-24T12:00, false"
    })
    void daysMayRunOverTheWeekend(String local, boolean open) {
        assertThat(openAt(berlin("sat-MON 10:00-14:00"), local)).isEqualTo(open);
    }

    @Test
    void daysMayBeListed() {
        assertThat(OpenSpan.parse("Mon,Wed-Thu,sun 9:00-17:30"))
                .isEqualTo(OpenSpan.parse("Sun,Mon,Wed,Thu 09:00 - 17:30"));
    }

    @Test
    void aDayMayBeOpenToItsEnd() {
        Hours always = berlin("Mon-Sun 00:00-24:00");
        Hours evening = berlin("Mon 20:00-24:00");

        Instant start = Instant.parse("2026-03-27T00:00:00Z");
        for (int minutes = 0; minutes < 5 * 24 * 60; minutes += 10) {
            assertThat(always.isOpen(start.plus(Duration.ofMinutes(minutes)))).isTrue();
        }
        assertThat(openAt(evening, "2026-11-23T23:59:59")).isTrue();
        assertThat(openAt(evening, "2026-11-24T00:00:00")).isFalse();
    }

    @Test
    void theDayThatMissesAnHourOpensAndClosesByTheClock() {
        // On 29 March 2026, 02:00 CET is 03:00 CEST.
        Hours night = berlin("Sat 22:00-06:00");

        assertThat(night.isOpen(Instant.parse("2026-03-28T20:59:59Z"))).isFalse();
        assertThat(night.isOpen(Instant.parse("2026-03-28T21:00:00Z"))).isTrue();
        assertThat(night.isOpen(Instant.parse("2026-03-29T03:59:59Z"))).isTrue();
        assertThat(night.isOpen(Instant.parse("2026-03-29T04:00:00Z"))).isFalse();
    }

    @Test
    void anEdgeThatClocksSkipIsTheMomentTheySkipIt() {
        Hours from = berlin("Sun 02:30-05:00");
        Hours until = berlin("Sun 01:00-02:30");
        Hours within = berlin("Sun 02:10-02:50");
        Instant skip = Instant.parse("2026-03-29T01:00:00Z");

        assertThat(from.isOpen(skip.minusSeconds(1))).isFalse();
        assertThat(from.isOpen(skip)).isTrue();
        assertThat(until.isOpen(skip.minusSeconds(1))).isTrue();
        assertThat(until.isOpen(skip)).isFalse();
        assertThat(within.isOpen(skip.minusSeconds(1))).isFalse();
        assertThat(within.isOpen(skip)).isFalse();
    }

    @Test
    void anHourThatComesTwiceOpensAtItsFirstAndClosesAtItsLast() {
        // On 25 October 2026, 03:00 CEST is 02:00 CET: 02:30 is 00:30Z and 01:30Z.
        Hours until = berlin("Sat 22:00-02:30");
        Hours from = berlin("Sun 02:30-05:00");

        assertThat(until.isOpen(Instant.parse("2026-10-25T00:29:59Z"))).isTrue();
        assertThat(until.isOpen(Instant.parse("2026-10-25T00:45:00Z"))).isTrue();
        assertThat(until.isOpen(Instant.parse("2026-10-25T01:29:59Z"))).isTrue();
        assertThat(until.isOpen(Instant.parse("2026-10-25T01:30:00Z"))).isFalse();
        assertThat(from.isOpen(Instant.parse("2026-10-25T00:29:59Z"))).isFalse();
        assertThat(from.isOpen(Instant.parse("2026-10-25T00:30:00Z"))).isTrue();
        assertThat(from.isOpen(Instant.parse("2026-10-25T01:10:00Z"))).isTrue();
        assertThat(from.isOpen(Instant.parse("2026-10-25T04:00:00Z"))).isFalse();
    }

    @Test
    void onADayWithoutAChangeItIsTheWallClock() {
        Hours hours = berlin("Mon-Fri 08:00-18:00", "Fri 22:00-02:00");
        Instant start = Instant.parse("2026-11-22T23:00:00Z");
        for (int minutes = 0; minutes < 7 * 24 * 60; minutes += 5) {
            Instant instant = start.plus(Duration.ofMinutes(minutes));
            LocalDateTime local = LocalDateTime.ofInstant(instant, BERLIN);
            int day = local.getDayOfWeek().getValue();
            int minute = local.getHour() * 60 + local.getMinute();
            boolean expected = (day <= 5 && minute >= 480 && minute < 1080)
                    || (day == 5 && minute >= 1320)
                    || (day == 6 && minute < 120);

            assertThat(hours.isOpen(instant)).as("%s", local).isEqualTo(expected);
        }
    }

    @Test
    void aZoneWhoseMidnightIsSkippedStillHasThatDay() {
        ZoneId saoPaulo = ZoneId.of("America/Sao_Paulo");
        Hours hours = new Hours(saoPaulo, List.of(OpenSpan.parse("Sun 00:00-24:00")));

        // On 4 November 2018 clocks went from 00:00 to 01:00.
        assertThat(hours.isOpen(Instant.parse("2018-11-04T02:59:59Z"))).isFalse();
        assertThat(hours.isOpen(Instant.parse("2018-11-04T03:00:00Z"))).isTrue();
        assertThat(hours.isOpen(Instant.parse("2018-11-05T01:59:59Z"))).isTrue();
        assertThat(hours.isOpen(Instant.parse("2018-11-05T02:00:00Z"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Mon-Fri",
                "08:00-18:00",
                "Mon-Fri 8-18",
                "Mon-Fri 08:00-25:00",
                "Mon-Fri 08:60-18:00",
                "Mon-Fri 24:00-08:00",
                "Mon-Fri 08:00-24:30",
                "Mon-Wed-Fri 08:00-18:00",
                "Mo-Fr 08:00-18:00",
                "Mon,,Fri 08:00-18:00",
                "Mon- 08:00-18:00",
                "- 08:00-18:00",
                "Mon-Fri 08:00-18:00, Sat 09:00-13:00",
                "Mon-Fri 08:00 bis 18:00"
            })
    void whatIsNoSpanIsRefusedWithWhatIsExpected(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenSpan.parse(written))
                .withMessageStartingWith(written)
                .withMessageContaining("expected: days and times such as Mon-Fri 08:00-18:00");
    }

    @Test
    void aSpanOfNoTimeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenSpan.parse("Mon 08:00-08:00"))
                .withMessageContaining("all day is 00:00-24:00");
    }

    @Test
    void hoursThatNeverComeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hours(ZoneOffset.UTC, List.of()))
                .withMessageStartingWith("open: empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Berlin", "Europe/Atlantis", "CET+1"})
    void whatIsNoPlaceIsRefused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hours.zone(written))
                .withMessageStartingWith("zone: " + written)
                .withMessageContaining("Europe/Berlin");
    }
}
