package callgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.WavFile;
import callgateway.demo.Figures.TurnTime;
import callgateway.demo.Moment.Kind;
import callgateway.demo.report.ReportFiles;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.omni.AgentScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo, over real sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DemoTest {
    @TempDir
    private Path directory;

    @Test
    void theCallGoesAsPromisedAndNothingIsLeftRunning() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<Moment> live = new ArrayList<>();

        CallReport report = Demo.hotel().run(live::add);

        assertThat(report.checks())
                .allSatisfy(
                        check -> assertThat(check.passed()).as(check.toString()).isTrue());
        assertThat(report.figures().turns()).hasSize(5).allMatch(TurnTime::isAnswered);
        assertThat(report.figures().interruption()).isNotNull();
        assertThat(report.utterances())
                .hasSize(8)
                .filteredOn(Utterance::interrupted)
                .hasSize(1);
        List<Kind> order = List.of(
                Kind.CALL,
                Kind.TWIML,
                Kind.STREAM,
                Kind.HELLO,
                Kind.CONFIGURED,
                Kind.FLUSH,
                Kind.KEY,
                Kind.KEY_ARRIVED,
                Kind.END_CALL,
                Kind.STREAM_END,
                Kind.HANG_UP);
        assertThat(report.moments()).extracting(Moment::kind).containsSubsequence(order);
        assertThat(live).extracting(Moment::kind).containsSubsequence(order);
        assertThat(report.moments()).extracting(Moment::kind).doesNotContain(Kind.TROUBLE);
        theFilesAgreeWith(report);
        Awaitility.await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> name.matches("(?i).*(demo|gateway|loop|netty|pekko).*"))
                        .collect(Collectors.toSet()))
                .isEmpty());
    }

    @Test
    void aCallThatGoesWrongFailsWithTheReason() throws Exception {
        CallerScript hangsUpEarly =
                CallerScript.builder().waitForAgent().press('7').hangUp().build();
        AgentScript greetsOnly = new AgentScript(
                AgentScript.Reply.say("agent-greeting", "Hello"), List.of(), Map.of(), AgentScript.notUnderstood());

        CallReport report =
                Demo.of(new Conversation(hangsUpEarly, greetsOnly, '1')).run(moment -> {});

        assertThat(report.passed()).isFalse();
        assertThat(report.checks())
                .filteredOn(check -> !check.passed())
                .extracting(Check::claim)
                .contains("The agent learns of the key", "The agent ends the call");
        assertThat(ReportFiles.write(report, directory)).allMatch(Files::exists);
    }

    private void theFilesAgreeWith(CallReport report) throws Exception {
        List<Path> files = ReportFiles.write(report, directory);
        WavFile wav = WavFile.read(files.get(1));
        double wavMs = wav.samplesPerChannel() * 1000.0 / wav.rateHz();
        assertThat(wavMs).isEqualTo(report.figures().lengthMs());
        assertThat(report.moments().get(report.moments().size() - 1).atMs()).isLessThanOrEqualTo(wavMs);
        assertThat(Files.readString(files.get(0)))
                .doesNotContainPattern("https?://")
                .doesNotContain("NaN");
    }
}
