package callgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings;
import callgateway.omni.OmniSettings.LabelSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pool a called number belongs to. */
class PoolsTest {
    private static final Line LINE =
            new Line(10, Duration.ofMinutes(1), false, Map.of("en", "{position}"), Duration.ZERO, HoldAudio.DEFAULT);
    private static final Guards GUARDS = new Guards(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(8));

    static Pool pool(String name, String... numbers) {
        return pool(name, null, numbers);
    }

    private static Pool pool(String name, @Nullable PoolHours hours, String... numbers) {
        return new Pool(
                name,
                Arrays.stream(numbers).map(NumberPattern::parse).toList(),
                new PoolAgent(AgentProfile.DEFAULTS, null, null),
                Caps.NONE,
                LINE,
                Overflow.Busy.BUSY,
                GUARDS,
                hours,
                null,
                Transfers.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "+15550100, exact",
        "' +15550100 ', exact",
        "+15550101, long",
        "+155501, long",
        "+15559999, short",
        "+1555, short",
        "+155, rest",
        "+4930123456, rest",
        "4711, rest",
        "sip:desk@pbx.example.com, desk",
        "sip:desk@pbx.example.com:5060, sip",
        "sip:other@pbx.example.com, sip",
        "client:anna, rest",
        "anonymous, rest",
        "'', rest",
    })
    void theVeryNumberWinsThenTheLongestBeginningThenTheStar(String to, String name) {
        Pools pools = new Pools(List.of(
                pool("rest", "*"),
                pool("short", "+1555*"),
                pool("exact", "+15550100"),
                pool("long", "+15550200", "+155501*"),
                pool("sip", "sip:*"),
                pool("desk", "sip:desk@pbx.example.com")));

        assertThat(pools.of(to).name()).isEqualTo(name);
    }

    @Test
    void itIsTheSameAsLookingAtEveryPattern() {
        long seed = 20_261_123;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<NumberPattern> patterns = new ArrayList<>(List.of(NumberPattern.ANY));
            for (int i = 0; i < 12; i++) {
                String digits = "+" + digits(random, 3 + random.nextInt(3));
                NumberPattern pattern = new NumberPattern(digits, random.nextBoolean());
                if (!patterns.contains(pattern)) {
                    patterns.add(pattern);
                }
            }
            List<Pool> all = new ArrayList<>();
            for (NumberPattern pattern : patterns) {
                all.add(pool("p" + all.size(), pattern.toString()));
            }
            Pools pools = new Pools(all);
            for (int i = 0; i < 50; i++) {
                String to = "+" + digits(random, 3 + random.nextInt(4));

                NumberPattern found = pools.of(to).numbers().get(0);

                NumberPattern best = NumberPattern.ANY;
                for (NumberPattern pattern : patterns) {
                    boolean fits = pattern.open() ? to.startsWith(pattern.start()) : to.equals(pattern.start());
                    boolean better = !pattern.open()
                            || (best.open()
                                    && pattern.start().length() > best.start().length());
                    best = fits && better ? pattern : best;
                }
                assertThat(found).as("seed %s, %s among %s", seed, to, patterns).isEqualTo(best);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+15550100", "015550100", "112", "+1*", "1*", "*", "sip:a@b", "sip:*", "client:anna"})
    void aPatternIsShownAsItIsWritten(String written) {
        assertThat(NumberPattern.parse(" " + written + " ")).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "12",
                "+1 555 0100",
                "+1-555-0100",
                "+1*5",
                "**",
                "+*",
                "*1",
                "mailto:a@b",
                "sip:",
                "+1234567890123456"
            })
    void whatIsNoNumberIsRefusedWithWhatIsExpected(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumberPattern.parse(written))
                .withMessageStartingWith(written.strip())
                .withMessageContaining("expected: a number such as +15550100");
    }

    @Test
    void aNumberIsInOnePoolAndANameIsOnePools() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pools(List.of(pool("a", "*", "+15550100"), pool("b", "+15550100"))))
                .withMessageContaining("+15550100 twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pools(List.of(pool("a", "*"), pool("a", "+15550100"))))
                .withMessageContaining("pool a twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pools(List.of(pool("a", "+15550100"))))
                .withMessageContaining("no pool takes *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "a:b", "ä", "a23456789012345678901234567890123"})
    void aNameMustFitIntoScopesAndMetrics(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> pool(name, "*")).withMessageContaining("letters, digits");
    }

    @Test
    void aPoolWithoutANumberIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> pool("a")).withMessageContaining("numbers: none");
    }

    @Test
    void whatIsDifferentIsToldByName() {
        Pools before = new Pools(List.of(pool("gone", "+15550100"), pool("same", "*"), pool("other", "+15550101")));
        Pools after = new Pools(List.of(pool("same", "*"), pool("other", "+15550102"), pool("fresh", "+15550100")));

        assertThat(before.changesTo(after)).containsExactly("fresh added", "gone removed", "other changed");
        assertThat(before.changesTo(before)).isEmpty();
        assertThat(before.named("gone")).isPresent();
        assertThat(after.named("gone")).isEmpty();
        assertThat(after).hasToString("Pools[same, other, fresh]");
    }

    @Test
    void aPoolIsClosedOutsideOfItsHoursOnly() {
        PoolHours hours = new PoolHours(
                new Hours(ZoneOffset.UTC, List.of(OpenSpan.parse("Mon 08:00-18:00"))), new Overflow.Message("Closed."));
        Pool timed = pool("a", hours, "*");
        Instant monday = Instant.parse("2026-11-23T12:00:00Z");

        assertThat(timed.closedAt(monday)).isEmpty();
        assertThat(timed.closedAt(monday.plus(Duration.ofHours(6)))).contains(new Overflow.Message("Closed."));
        assertThat(pool("b", "*").closedAt(monday.plus(Duration.ofHours(6)))).isEmpty();
    }

    @Test
    void anAgentOfItsOwnHasItsOwnSettings() {
        OmniSettings ofAll = OmniSettings.of(URI.create("https://api.example.com"), "key");
        AgentProfile profile = AgentProfile.DEFAULTS;

        assertThat(new PoolAgent(profile, null, null).settings(ofAll)).isSameAs(ofAll);
        OmniSettings own = new PoolAgent(profile, "agent_sales", LabelSource.AGENT).settings(ofAll);
        assertThat(own.sessionLabel("CA1", 1)).isEqualTo("agent_sales");
        assertThat(new PoolAgent(profile, null, LabelSource.CALL).settings(own).sessionLabel("CA1", 1))
                .isEqualTo("CA1");
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(3));
        }
        return digits.toString();
    }
}
