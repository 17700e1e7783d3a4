package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings.LabelSource;
import callgateway.routing.Caps;
import callgateway.routing.Guards;
import callgateway.routing.HoldAudio;
import callgateway.routing.Line;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.Pools;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools as an operator writes them; what is wrong is said with its path, its value and what was expected. */
class PoolsReaderTest {
    private static final String WHOLE = """
            agent { persona = "Top", greeting = "Top greeting", voice = v0, language = en }
            pools {
              sales {
                numbers = ["+15550100", "+1555*"]
                cap = 10, reserved = 3, number-cap = 4
                numbers-reserved { "+15550100" = 2 }
                agent {
                  persona = "Sales", greeting = "", consent-line = "Recorded.", language = de
                  agent-id = agent_sales, session-label = agent
                  tools = [{ name = find_slot, description = "Look up", parameters { type = object }, ours = false }]
                }
                line {
                  max-depth = 7, max-wait = 90s, announce-position = on, ring-for = 6s
                  announcements { en = "You are {position}.", de-AT = "Platz {position}." }
                  hold-audio = "https://cdn.example.com/hold.mp3"
                }
                overflow = voicemail
                voicemail { prompt = "Speak.", max-length = 30s }
                guards { max-call = 20m, max-silence = 1m, max-setup = 6s }
                hours { zone = "Europe/Berlin", open = ["Mon-Fri 08:00-18:00"], closed = "message:We are closed." }
              }
              support { numbers = ["*"], cap = 0 }
            }
            """;

    private static Config config(String section) throws SettingsException {
        return ConfigFactory.parseString("call-gateway {\n" + section + "\n}")
                .withFallback(ConfigFiles.load(null, Environment.enough()));
    }

    private static GatewaySettings settings(String section) throws SettingsException {
        return GatewaySettings.from(config(section));
    }

    private static Pools pools(String section) throws SettingsException {
        return settings(section).pools();
    }

    private static List<String> problems(String section) {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> settings(section));
        assertThat(refused).as(section).isNotNull();
        return refused.problems();
    }

    @Test
    void aStoredAgentIsNotMadeTheReferencesAgent() throws SettingsException {
        AgentProfile ofAll = pools("omni.agent-id = agent_7").of("+1").agent().profile();
        assertThat(ofAll.persona()).isNull();
        assertThat(ofAll.greeting()).isNull();

        Pools one = pools("pools { sales { numbers = [\"+15550100\"], agent { agent-id = agent_8 } } }");
        assertThat(one.of("+15550100").agent().profile()).isEqualTo(AgentProfile.DEFAULTS);
        assertThat(one.of("+1").agent().profile().persona()).startsWith("You answer the phone.");
        assertThat(one.of("+1").agent().profile().greeting()).isEqualTo("Hello, how can I help?");
    }

    @Test
    void aStoredAgentIsWhatTheOperatorSaysItIs() throws SettingsException {
        AgentProfile told = pools(
                        "omni.agent-id = agent_7, agent { persona = \"Of sales.\", greeting = \"Good day.\" }")
                .of("+1")
                .agent()
                .profile();

        assertThat(told.persona()).isEqualTo("Of sales.");
        assertThat(told.greeting()).isEqualTo("Good day.");
    }

    @Test
    void everythingThatIsWrittenIsRead() throws SettingsException {
        Pool sales = pools(WHOLE).of("+15550100");

        assertThat(sales.name()).isEqualTo("sales");
        assertThat(sales.caps()).isEqualTo(new Caps(OptionalInt.of(10), 3, OptionalInt.of(4), Map.of("+15550100", 2)));
        AgentProfile profile = sales.agent().profile();
        assertThat(profile.persona()).isEqualTo("Sales");
        assertThat(profile.greeting()).isNull();
        assertThat(profile.consentLine()).isEqualTo("Recorded.");
        assertThat(profile.language()).isEqualTo("de");
        assertThat(profile.voiceId()).isEqualTo("v0");
        assertThat(profile.tools())
                .containsExactly(new AgentProfile.Tool("find_slot", "Look up", "{\"type\":\"object\"}", false));
        assertThat(sales.agent().agentId()).isEqualTo("agent_sales");
        assertThat(sales.agent().label()).isEqualTo(LabelSource.AGENT);
        Line line = sales.line();
        assertThat(line.maxDepth()).isEqualTo(7);
        assertThat(line.maxWait()).isEqualTo(Duration.ofSeconds(90));
        assertThat(line.ringFor()).isEqualTo(Duration.ofSeconds(6));
        assertThat(line.holdAudio()).isEqualTo(new HoldAudio(URI.create("https://cdn.example.com/hold.mp3")));
        assertThat(line.announcement("de-AT", 2)).contains(new Line.Announcement("de-at", "Platz 2."));
        assertThat(line.announcement(null, 2)).contains(new Line.Announcement("en", "You are 2."));
        assertThat(sales.overflow()).isEqualTo(new Overflow.Voicemail("Speak.", Duration.ofSeconds(30)));
        assertThat(sales.guards())
                .isEqualTo(new Guards(Duration.ofMinutes(20), Duration.ofMinutes(1), Duration.ofSeconds(6)));
        assertThat(sales.closedAt(Instant.parse("2026-11-23T12:00:00Z"))).isEmpty();
        assertThat(sales.closedAt(Instant.parse("2026-11-23T20:00:00Z")))
                .contains(new Overflow.Message("We are closed."));
    }

    @Test
    void whatAPoolDoesNotSayIsTheSameForAll() throws SettingsException {
        GatewaySettings settings = settings(WHOLE + "calls.setup-within = 7s, rescue.human-number = \"+15550199\"\n"
                + "pool-defaults { number-cap = 5, line.max-wait = 10m, guards.max-call = 1h }");
        Pool support = settings.pools().of("+4930123456");

        assertThat(support.name()).isEqualTo("support");
        assertThat(support.agent().profile()).isEqualTo(settings.agent());
        assertThat(support.caps().cap()).hasValue(0);
        assertThat(support.caps().numberCap()).hasValue(5);
        assertThat(support.line().maxWait()).isEqualTo(Duration.ofMinutes(10));
        assertThat(support.line().maxDepth()).isEqualTo(20);
        assertThat(support.line().holdAudio()).isEqualTo(HoldAudio.DEFAULT);
        assertThat(support.guards())
                .isEqualTo(new Guards(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofSeconds(7)));
        assertThat(support.overflow()).isEqualTo(new Overflow.Dial("+15550199"));
        assertThat(support.hours()).isNull();
    }

    @Test
    void withoutPoolsThereIsOneWithALineThatEndsWithTheRescue() throws SettingsException {
        GatewaySettings alone = settings("");

        assertThat(alone.pools().all()).hasSize(1);
        Pool pool = alone.pools().of("+15550100");
        assertThat(pool.name()).isEqualTo("default");
        assertThat(pool.caps()).isEqualTo(Caps.NONE);
        assertThat(pool.line().open()).isTrue();
        assertThat(pool.agent().profile()).isEqualTo(alone.agent());
        assertThat(pool.agent().settings(alone.omni())).isSameAs(alone.omni());
        assertThat(pool.overflow())
                .isEqualTo(new Overflow.Message(alone.rescue().apology()));
        assertThat(pools("rescue.human-number = \"+15550199\"").of("x").overflow())
                .isEqualTo(new Overflow.Dial("+15550199"));
    }

    @Test
    void theNumbersThatAreLeftMakeThatPoolToo() throws SettingsException {
        Pools pools = pools("pools.a.numbers = [\"+15550100\"]");

        assertThat(pools.of("+15550100").name()).isEqualTo("a");
        assertThat(pools.of("+15550101").name()).isEqualTo("default");
    }

    @Test
    void aPoolOfTheNameDefaultNeedsNoNumbersAndMayHaveALine() throws SettingsException {
        Pools pools = pools("pools { default { cap = 3 }, a { numbers = [\"+15550100\"] } }");

        assertThat(pools.of("+15550101").caps().cap()).hasValue(3);
        assertThat(pools.of("+15550101").line().open()).isTrue();
        assertThat(pools.all()).extracting(Pool::name).containsExactly("a", "default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                // unknown
                "colour = red | colour: no such setting (expected: one of numbers, numbers-reserved, cap,",
                "agent.personna = x | agent.personna: no such setting (expected: one of persona,",
                "line.maxdepth = 1 | line.maxdepth: no such setting (expected: one of max-depth,",
                "voicemail.length = 1s | voicemail.length: no such setting (expected: one of prompt, max-length)",
                "guards.max-cal = 1s | guards.max-cal: no such setting (expected: one of max-call,",
                "hours { zone = UTC, open = [\"Mon 08:00-18:00\"], opens = [] } | hours.opens: no such setting (expected: one of zone, open, closed)",
                "agent.tools = [{ name = a, nam = x, ours = off }] | agent.tools[0].nam: no such setting (expected: one of name,",
                // of another kind
                "numbers = \"+15550100\" | numbers: \"+15550100\" (expected: a list, [ ... ])",
                "numbers = [{}] | numbers: {} (expected: texts",
                "numbers = [] | numbers: none (expected: at least one",
                "numbers = [12a] | numbers: 12a (expected: a number such as +15550100",
                "numbers = [\"+15550100\", \"+15550100\"] | numbers: +15550100 twice (expected: each number in one pool)",
                "cap = lots | cap: lots (expected: a whole number)",
                "cap = 1.5 | cap: 1.5 (expected: a whole number)",
                "cap = [1] | cap: [1] (expected: a text)",
                "cap = -1 | cap: -1 (expected: 0..1000000)",
                "reserved = \"\" | reserved: not set (expected: a whole number)",
                "reserved = few | reserved: few (expected: a whole number)",
                "cap = 2, reserved = 3 | reserved: 3 (expected: at most the pool's cap, 2)",
                "number-cap = x | number-cap: x (expected: a whole number)",
                "numbers-reserved = 5 | numbers-reserved: 5 (expected: a section, { ... })",
                "numbers-reserved { \"+15550100\" = x } | numbers-reserved.\"+15550100\": x (expected: a whole number)",
                "numbers-reserved { \"+15550999\" = 1 } | numbers-reserved: +15550999 leads to pool default",
                "agent = me | agent: \"me\" (expected: a section, { ... })",
                "agent.session-label = random | agent.session-label: random (expected: one of call, agent)",
                "agent.session-label = agent | agent.session-label: agent (expected: call, unless there is an agent-id)",
                "agent.agent-id = \"\u00e4\" | agent.agent-id: \"",
                "agent.language = [de] | agent.language: [\"de\"] (expected: a text)",
                "agent.language = aaaaaaaaaabbbbbbbbbbccccccccccdddddde | agent.language: 37 characters",
                "agent.tools = find | agent.tools: \"find\" (expected: a list, [ ... ])",
                "agent.tools = [find] | agent.tools: \"find\" (expected: sections, [{ ... }, { ... }])",
                "agent.tools = [{ name = \"a b\" }] | agent.tools[0].tool name: a b (expected: 1 to 64 letters",
                "agent.tools = [{ name = a }, { name = a }] | agent.tools: a twice (expected: distinct names)",
                "agent.tools = [{ name = a, parameters = 5, ours = off }] | agent.tools[0].parameters: 5 (expected: a section",
                "agent.tools = [{ name = a, ours = maybe }] | agent.tools[0].ours: maybe (expected: on or off)",
                "line.max-depth = 5001 | line.max-depth: 5001 (expected: 0..5000)",
                "line.max-wait = soon | line.max-wait: \"soon\" (expected: a time such as 30s, 5m or 2h)",
                "line.max-wait = 30 | line.max-wait: 30 ms (expected: 1s to 4h)",
                "line.announce-position = maybe | line.announce-position: maybe (expected: on or off)",
                "line.announcements.en = \"Wait.\" | line.announcements.en: Wait. (expected: at most 500 characters with {position}",
                "line.announcements.english = \"{position}\" | line.announcements.english: no language",
                "line.ring-for = 2m | line.ring-for: 120000 ms (expected: 0s to 60s)",
                "line.hold-audio = mozart | line.hold-audio: mozart (expected: default, or an address",
                "overflow = fax | overflow: fax (expected: dial:+14155550123, dial:sip:user@host, voicemail, message:TEXT or busy)",
                "overflow = \"dial:anna\" | overflow: dial:anna (expected: digits such as dial:+14155550123)",
                "overflow = \"dial:sip:anna\" | overflow: dial:sip:anna (expected: an address such as dial:sip:",
                "voicemail.prompt = \"\" | voicemail.prompt: 0 characters (expected: 1..3000",
                "voicemail.max-length = 2h | voicemail.max-length: 7200000 ms (expected: 1s to 1h)",
                "guards.max-call = 1s | guards.max-call: 1000 ms (expected: at least 10s, or 0s for no limit)",
                "guards.max-silence = x | guards.max-silence: \"x\" (expected: a time such as",
                "recording.enabled = on | recording.consent: empty, but recording is on (expected: what callers are told",
                "recording { enabled = on, consent = none, format = mp3 } | recording.format: mp3 (expected: mulaw or",
                "recording.keep-for = 5m | recording.keep-for: 300 s (expected: 1h to 3660d)",
                "recording.pause-on-keys = 1h | recording.pause-on-keys: 3600 s (expected: 0s to 10m)",
                "recording.for-ever = on | recording.for-ever: no such setting (expected: one of enabled,",
                "guards.max-setup = 0s | guards.max-setup: 0 ms (expected: > 0)",
                "hours = always | hours: \"always\" (expected: a section, { ... })",
                "hours { open = [\"Mon 08:00-18:00\"] } | hours.zone:  (expected: a place such as Europe/Berlin",
                "hours { zone = Berlin, open = [\"Mon 08:00-18:00\"] } | hours.zone: Berlin (expected: a place such as",
                "hours { zone = UTC } | hours.open: empty (expected: such as [\"Mon-Fri 08:00-18:00\"])",
                "hours { zone = UTC, open = [\"Mo 08-18\"] } | hours.open: Mo 08-18 (expected: days and times such as",
                "hours { zone = UTC, open = [\"Mon 08:00-18:00\"], closed = gone } | hours.closed: gone (expected: dial:",
            })
    void whatIsWrongIsNamedWithWhatWasExpected(String text, String line) {
        String numbers = text.startsWith("numbers =") ? "" : "numbers = [\"+15550100\"]\n";

        List<String> problems = problems("pools.sales {\n" + numbers + text + "\n}");

        assertThat(problems).hasSize(1).first().asString().startsWith("call-gateway.pools.sales." + line);
        assertThat(problems.get(0)).doesNotContain("\n").hasSizeLessThan(300);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        List<String> problems = problems("""
                calls.max-calls = 0
                pools {
                  "bad name" { numbers = ["+15550100"] }
                  a { numbers = ["+15550101"], cap = lots, overflow = fax, colour = red }
                  b { numbers = ["+15550101"], line.max-depth = -1, hours { zone = Berlin, open = [x, y] } }
                }
                """);

        for (String expected : List.of(
                "calls: max-calls: 0",
                "pools.\"bad name\".name: bad name (expected: 1 to 32",
                "pools.a.cap: lots",
                "pools.a.overflow: fax",
                "pools.a.colour: no such setting",
                "pools.b.numbers: +15550101 is in pool a too",
                "pools.b.line.max-depth: -1",
                "pools.b.hours.open: x",
                "pools.b.hours.open: y")) {
            assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(expected));
        }
        assertThat(problems).doesNotHaveDuplicates();
    }

    @Test
    void aWrongDefaultIsNamedAsThatAndNumbersAreNotOne() {
        assertThat(problems("pool-defaults.line.max-depth = -1"))
                .containsExactly("call-gateway.pool-defaults.line.max-depth: -1 (expected: 0..5000)");
        assertThat(problems("pool-defaults.numbers = [\"*\"]"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("call-gateway.pool-defaults.numbers: no such setting");
    }

    @Test
    void aPoolOfTheNameDefaultThatLeavesNumbersOutIsAMistake() {
        assertThat(problems("pools.default.numbers = [\"+15550100\"]"))
                .containsExactly(
                        "call-gateway.pools.default.numbers: without * (expected: * in it, or another name for this pool)");
    }

    @Test
    void aMistakeIsOneLineHoweverManyItsValueHas() {
        String text = "x\\n".repeat(2000);

        assertThat(problems("pools.a { numbers = [\"*\"], overflow = \"" + text + "\", line.announcements.en = \""
                        + text + "\", cap = \"" + text + "\" }"))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).doesNotContain("\n").hasSizeLessThan(300));
    }

    @Test
    void oneStarIsEnough() {
        assertThat(problems("pools { a.numbers = [\"*\"], b.numbers = [\"*\"] }"))
                .containsExactly(
                        "call-gateway.pools.b.numbers: * is in pool a too (expected: each number in one pool)");
    }

    @Test
    void noMoreCanBeReservedThanThePlanHas() throws SettingsException {
        String section =
                "pools { a { numbers = [\"*\"], reserved = 6 }, b { numbers = [\"+15550100\"], reserved = 5 } }\n";

        assertThat(problems(section + "plan.concurrency = 10"))
                .containsExactly("call-gateway.pools: 11 reserved by all of them together"
                        + " (expected: at most plan.concurrency, 10)");
        assertThat(settings(section + "plan.concurrency = 11").planConcurrency())
                .hasValue(11);
        assertThat(settings(section).planConcurrency()).isEmpty();
    }

    @Test
    void thePlanMayComeFromTheEnvironment() throws SettingsException {
        assertThat(Environment.settings(Environment.with("PLAN_CONCURRENCY", "50"))
                        .planConcurrency())
                .hasValue(50);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan.concurrency = 0 | plan.concurrency: 0 (expected: > 0",
                "plan.concurrency = many | plan.concurrency",
                "admission.unconfirmed-for = 0s | unconfirmed-for: 0 ms (expected: > 0)",
                "admission.unseen-for = 0s | unseen-for: 0 ms (expected: > 0)",
                "admission.renew-every = 0s | renew-every: 0 ms (expected: > 0)",
                "admission.renew-every = 40s | unrenewed-for: 60000 ms (expected: at least twice renew-every, 40000 ms)",
                "pools = 5 | call-gateway.pools",
                "pools.a = 5 | call-gateway.pools.a: 5 (expected: a section, { ... })",
            })
    void whatIsWrongAroundThePoolsIsNamedToo(String text, String line) {
        assertThat(problems(text)).isNotEmpty().anySatisfy(problem -> assertThat(problem)
                .startsWith("call-gateway.")
                .contains(line));
    }

    @Test
    void howLongAdmissionBelievesHasDefaults() throws SettingsException {
        assertThat(settings("").admission())
                .isEqualTo(new AdmissionSettings(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(60)));
    }
}
