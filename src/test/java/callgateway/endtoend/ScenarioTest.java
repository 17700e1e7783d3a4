package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of {@code src/test/resources/scenarios}, each with a gateway of its own, many at a time. docs/scenarios.md tells
 * how to write one. {@code -Dscenario=barge} plays only those whose names contain that.
 */
class ScenarioTest {
    static final Path FOLDER = Path.of("src/test/resources/scenarios");
    /** They mostly wait. */
    private static final int AT_A_TIME = 12;

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final Cast CAST = new Cast();
    private static FarEnds far;
    private static ExecutorService stages;

    @BeforeAll
    static void start() throws IOException {
        far = new FarEnds(new OmniSimulatorSettings(
                OmniSimulatorSettings.loopback(0),
                GatewayUnderTest.API_KEY,
                null,
                0,
                Integer.MAX_VALUE,
                WhenFull.RETRY_AFTER,
                60,
                2_000));
        far.omni.cast(CAST);
        stages = Executors.newFixedThreadPool(AT_A_TIME);
    }

    @AfterAll
    static void stop() {
        stages.shutdownNow();
        far.close();
    }

    @TestFactory
    Stream<DynamicTest> everyScenarioIsAsItIsWritten() throws IOException {
        // All are begun before the first is looked at.
        List<Future<List<String>>> begun = new ArrayList<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files()) {
            Future<List<String>> played = begin(file);
            begun.add(played);
            tests.add(DynamicTest.dynamicTest(name(file), file.toUri(), () -> judge(file, played, begun)));
        }
        return tests.stream();
    }

    /** {@code -Dscenario.crowd=200} for a bigger one than fits into every build. */
    @TestFactory
    Stream<DynamicTest> aScenarioIsTheSameInACrowd() throws IOException {
        int crowd = Integer.getInteger("scenario.crowd", 20);
        return files().stream()
                .map(Scenario::read)
                .filter(Scenario::inACrowd)
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name() + " among " + crowd, () -> judged(stages.submit(() -> report(scenario, crowd)))
                                .run()));
    }

    @Test
    void everyScenarioIsInTheDocument() throws IOException {
        String table = files("").stream()
                .map(Scenario::read)
                .map(scenario -> "| " + scenario.name() + " | " + scenario.about() + " | "
                        + String.join(", ", scenario.proves()) + " |\n")
                .collect(Collectors.joining());

        assertThat(Files.readString(Path.of("docs/scenarios.md"))).contains(table);
    }

    /** All that were seen in real code, every row of the guide's troubleshooting, and every fault of a line. */
    @Test
    void everyKnownMistakeHasAScenario() throws IOException {
        Set<String> proved = files("").stream()
                .flatMap(file -> Scenario.read(file).proves().stream())
                .collect(Collectors.toSet());

        assertThat(proved)
                .contains(
                        "oddity-audio-out-absent",
                        "oddity-duplicate-tool-call",
                        "guide-silence-both-ways",
                        "guide-caller-hears-nothing",
                        "guide-agent-keeps-talking",
                        "guide-garbled",
                        "guide-omni-closes-at-once",
                        "guide-transfer-does-nothing",
                        "guide-429-under-load",
                        "fault-delay",
                        "fault-stall",
                        "fault-half-open",
                        "fault-reset",
                        "fault-bandwidth")
                .containsAll(IntStream.rangeClosed(1, 25)
                        .mapToObj(row -> "mistake-" + row)
                        .toList());
    }

    /**
     * Twelve scenarios at a time on a small machine may make one of them late that is not. What fails among the others is
     * told, and played once more when they are through: then nothing excuses it.
     */
    private static void judge(Path file, Future<List<String>> played, List<Future<List<String>>> all) throws Exception {
        List<String> report = played.get(5, TimeUnit.MINUTES);
        if (report.isEmpty()) {
            return;
        }
        System.out.println(name(file) + " failed among others and is played alone: " + String.join("\n", report));
        for (Future<List<String>> other : all) {
            other.get(5, TimeUnit.MINUTES);
        }
        judged(begin(file)).run();
    }

    private interface Judgement {
        void run() throws Exception;
    }

    private static Judgement judged(Future<List<String>> played) {
        return () -> {
            List<String> report = played.get(5, TimeUnit.MINUTES);
            if (!report.isEmpty()) {
                throw new AssertionError(String.join("\n", report));
            }
        };
    }

    private static Future<List<String>> begin(Path file) {
        return stages.submit(() -> report(Scenario.read(file), 0));
    }

    /** Empty if all is as it has to be. */
    private static List<String> report(Scenario scenario, int crowd) throws Exception {
        String callSid = String.format(Locale.ROOT, "CA%032x", CALLS.incrementAndGet());
        try (Stage stage = new Stage(far, CAST, scenario, callSid, crowd)) {
            Happened happened = stage.play();
            List<String> differences = Verdict.differences(scenario.expected(), happened);
            return differences.isEmpty()
                    ? List.of()
                    : List.of(
                            scenario.about(),
                            "  " + String.join("\n  ", differences),
                            "what happened:",
                            happened.story());
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replace(".conf", "");
    }

    private static List<Path> files() throws IOException {
        return files(System.getProperty("scenario", ""));
    }

    private static List<Path> files(String chosen) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> name(file).contains(chosen)).sorted().toList();
        }
    }

    @Test
    void aScenarioWhoseExpectationIsFalseFailsAndSaysWhatWas() throws Exception {
        Scenario wrong = Scenario.parse("""
                about = "Nothing of this is so."
                agent = [{ say = 500ms }]
                caller = [hear-agent-out, hang-up]
                expect {
                  ended = agent_lost
                  next = [Dial]
                  heard.tones { 440 = none, 880 = ">= 1s" }
                  at-agent { keys = "12", closed-with = 1011 }
                  rest = ["POST /Calls/$CALL.json Status=completed"]
                  metrics { gateway_flushes_total = 3 }
                  record = [stream_started, agent_lost]
                  slowest-webhook = ">= 60s"
                }
                """, "false");

        String report = String.join("\n", report(wrong, 0));

        assertThat(report)
                .contains("Nothing of this is so.")
                .contains("ended: expected [agent_lost], was [caller_hung_up]")
                .contains("heard tone 440: expected none, was ")
                .contains("heard tone 880: expected >= 1s, was 0")
                .contains("agent 1 keys: expected 12, was ")
                .contains("agent 1 closed with: expected 1011, was 1000")
                .contains("rest: expected [POST /Calls/$CALL.json Status=completed], was []")
                .contains("gateway_flushes_total: expected 3, was 0")
                .contains("record: expected with agent_lost in its place, was [stream_started ")
                .contains("slowest webhook: expected >= 60s, was ")
                .contains("caller  STREAM_STARTED")
                .contains("agent   AGENT_SPEAKS");
    }

    @Test
    void aFileThatIsNoneSaysWhereItIsWrong() {
        assertThatThrownBy(() -> parse("expect {}, surprise = 1"))
                .hasMessageContaining("no such key: surprise")
                .hasMessageContaining("a file");
        assertThatThrownBy(() -> parse("expect { heard { tone = 1 } }")).hasMessageContaining("expect, heard");
        assertThatThrownBy(() -> parse("expect { clears = many }")).hasMessageContaining("many (expected: such as 3");
        assertThatThrownBy(() -> parse("agent = [{ sing = 1s }], expect {}")).hasMessageContaining("agent 1: [sing]");
        assertThatThrownBy(() -> parse("caller = [hear-agent, { speak = 1s, press = 2 }], expect {}"))
                .hasMessageContaining("caller 2");
        assertThatThrownBy(() -> parse("agent-is.quirks = [lazy], expect {}"))
                .hasMessageContaining("lazy (expected: one of");
        assertThatThrownBy(() -> parse("meanwhile = [{ when = later, operator-posts = hangup }], expect {}"))
                .hasMessageContaining("later (expected: one of");
        assertThatThrownBy(() -> parse("twilio.answers = [moody], expect {}"))
                .hasMessageContaining("twilio: moody (expected: busy, ");
        assertThatThrownBy(() -> parse("tools.answers = [{ status = 200 }], expect {}"))
                .hasMessageContaining("tools, answers 1");
        assertThatThrownBy(() -> parse("caller-is.human-who = dozes, expect {}"))
                .hasMessageContaining("dozes (expected: one of");
        assertThatThrownBy(() -> parse("agent = []")).hasMessageContaining("no expect");
    }

    private static Scenario parse(String hocon) {
        return Scenario.parse("about = \"\"\n" + hocon, "a file");
    }
}
