package callgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void settingsThatAreMissingExitWith2AndAreNamed() {
        assertThat(run("--config", folder.resolve("none.conf").toString())).isEqualTo(2);

        assertThat(out.toString()).contains("wrong    configuration").contains("none.conf");
    }

    @Test
    void oneCheckAloneExitsWith0WhenItIsWell() throws Exception {
        assertThat(run("--config", settings(), "--only", "bridge,jvm")).isZero();

        assertThat(out.toString())
                .contains("ok       bridge")
                .contains("ok       jvm")
                .contains("2 checks: 2 ok");
    }

    @Test
    void aProblemExitsWith1AndTheDocumentSaysSo() throws Exception {
        assertThat(run("--config", settings(), "--only", "public-host", "--json"))
                .isEqualTo(1);

        assertThat(out.toString()).startsWith("{").contains("\"exitCode\" : 1").contains("cannot be resolved");
    }

    @Test
    void aCheckThatDoesNotExistIsAMistakeOfUsage() throws Exception {
        assertThat(run("--config", settings(), "--skip", "tsl")).isEqualTo(2);

        assertThat(err.toString()).contains("no such check: tsl").contains("voice-webhook");
    }

    private String settings() throws Exception {
        return Files.writeString(folder.resolve("gateway.conf"), """
                call-gateway {
                  public { host = "nowhere.invalid", port = 0 }
                  twilio.auth-token = "token"
                  omni.api-key = "key"
                }
                """).toString();
    }

    private int run(String... args) {
        return new CommandLine(new DoctorCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
