package callgateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.doctor.Finding.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at on this machine, and how it is told. */
class LocalChecksTest {
    @Test
    void tooFewDescriptorsForTheCallsAreAWarningWithTheNumberNeeded() {
        DescriptorsCheck check = new DescriptorsCheck(1000);

        assertThat(check.judge(1024).fix()).contains("ulimit -n 3200");
        assertThat(check.judge(1024).status()).isEqualTo(Status.WARNING);
        assertThat(check.judge(3200).status()).isEqualTo(Status.OK);
    }

    @Test
    void aKernelWithoutHugePagesIsAWarning(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("enabled"), "always madvise [never]\n");

        assertThat(new HugePagesCheck(file).look().get(0).fix()).contains("madvise");
        assertThat(new HugePagesCheck(folder.resolve("none")).look().get(0).status())
                .isEqualTo(Status.OK);
    }

    @Test
    void aFullDiskIsWrong() {
        Path there = Path.of("/data");

        assertThat(DiskCheck.judge(there, 10L << 20).status()).isEqualTo(Status.WRONG);
        assertThat(DiskCheck.judge(there, 100L << 20).status()).isEqualTo(Status.WARNING);
        assertThat(DiskCheck.judge(there, 10L << 30).status()).isEqualTo(Status.OK);
    }

    @Test
    void aClockIsJudgedByHowFarItIsOff() {
        assertThat(ClockCheck.judge("Omni", Duration.ofSeconds(1)).status()).isEqualTo(Status.OK);
        assertThat(ClockCheck.judge("Omni", Duration.ofSeconds(-6)).found()).contains("6 s ahead of Omni's");
        assertThat(ClockCheck.judge("Omni", Duration.ofSeconds(90)).status()).isEqualTo(Status.WRONG);
    }

    @Test
    void secretsAreHiddenAndAShortOneIsNotTakenForALetterOfEveryWord() {
        Masking masking = new Masking(Set.of("t", "0123456789abcdef"));

        assertThat(masking.mask("the token t, and key=0123456789abcdef.")).isEqualTo("the token ***, and key=***.");
    }

    @Test
    void thisBuildBridges() {
        assertThat(new BridgeCheck().look()).singleElement().satisfies(finding -> assertThat(finding.status())
                .isEqualTo(Status.OK));
    }

    @Test
    void aCheckThatDoesNotExistIsNamedWithThoseThatDo() {
        assertThatThrownBy(() -> new Selection(Set.of("tsl"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tsl (expected: some of configuration, jvm");
    }

    @Test
    void theTextHasEachFindingItsFixAndTheSum() {
        Diagnosis diagnosis = new Diagnosis(List.of(
                new CheckReport("tls", List.of(Finding.ok("fine")), Duration.ZERO),
                new CheckReport("plan", List.of(Finding.wrong("too small", "Make it bigger.")), Duration.ZERO),
                new CheckReport("human", List.of(Finding.skipped("not now")), Duration.ZERO)));

        assertThat(DiagnosisText.of(diagnosis)).isEqualTo("""
                ok       tls                fine
                wrong    plan               too small
                                            -> Make it bigger.
                skipped  human: not now

                3 checks: 1 ok, 0 with warnings, 1 wrong, 1 skipped. Calls will not work until what is wrong is put right.""");
        assertThat(diagnosis.exitCode()).isEqualTo(Diagnosis.EXIT_PROBLEMS);
    }

    @Test
    void aCheckThatIsSkippedIsNotReported() throws Exception {
        try (FarSide far = new FarSide()) {
            Set<String> skip = Set.copyOf(Selection.names().stream()
                    .filter(name -> !name.equals("human"))
                    .toList());

            Diagnosis diagnosis = new Doctor(
                            null, far.environment, new Selection(Set.of(), skip), javax.net.ssl.SSLContext.getDefault())
                    .examine();

            assertThat(diagnosis.checks()).extracting(CheckReport::name).containsExactly("human");
            assertThat(diagnosis.checks().get(0).findings().get(0).found())
                    .contains("***")
                    .doesNotContain("5550100042");
        }
    }
}
