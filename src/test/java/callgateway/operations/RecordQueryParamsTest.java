package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.records.Outcome;
import callgateway.records.RecordQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordQueryParamsTest {
    @Test
    void everythingCanBeAskedFor() {
        RecordQuery query = RecordQueryParams.query(Map.of(
                "limit", List.of("7"),
                "from", List.of("2026-11-23T08:00:00Z"),
                "to", List.of("2026-11-24T08:00:00Z"),
                "pool", List.of("sales"),
                "outcome", List.of("agent_error"),
                "after", List.of("1790000000000-CA12ab")));

        assertThat(query)
                .isEqualTo(new RecordQuery(
                        7,
                        Instant.parse("2026-11-23T08:00:00Z").toEpochMilli(),
                        Instant.parse("2026-11-24T08:00:00Z").toEpochMilli(),
                        "sales",
                        Outcome.AGENT_ERROR,
                        new RecordQuery.Place(1_790_000_000_000L, "CA12ab")));
        assertThat(RecordQueryParams.query(Map.of())).isEqualTo(new RecordQuery(50, null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, 501",
        "limit, many",
        "limit, 99999999999",
        "from, yesterday",
        "to, 2026-13-01T00:00:00Z",
        "from, +1000000000-12-31T23:59:59Z",
        "pool, ' '",
        "outcome, LIVE",
        "outcome, fine",
        "after, 12",
        "after, 12-CA1;DROP",
        "colour, red"
    })
    void whatMakesNoSenseIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> RecordQueryParams.query(Map.of(name, List.of(value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void nothingCanBeAskedForTwice() {
        assertThatThrownBy(() -> RecordQueryParams.query(Map.of("pool", List.of("a", "b"))))
                .hasMessage("pool: 2 times (expected: once)");
    }

    @Test
    void ofTheOutboxTheDeadLettersAreShownUnlessOthersAreAskedFor() {
        assertThat(RecordQueryParams.outbox(Map.of()).state()).isEqualTo("dead");
        assertThat(RecordQueryParams.outbox(Map.of("state", List.of("pending"))).state())
                .isEqualTo("pending");
        assertThatThrownBy(() -> RecordQueryParams.outbox(Map.of("state", List.of("lost"))))
                .hasMessageStartingWith("state: lost");
        assertThatThrownBy(() -> RecordQueryParams.outbox(Map.of("limit", List.of("0"))))
                .hasMessageStartingWith("limit: 0");
    }
}
