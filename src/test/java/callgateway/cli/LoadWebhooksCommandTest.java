package callgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoadWebhooksCommandTest {
    private static final Map<String, String> SET =
            Map.of("TWILIO_AUTH_TOKEN", "secret-token", "PUBLIC_HOST", "gw.example");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutATokenOrAHostItSaysWhatToSet() {
        assertThat(run(Map.of("PUBLIC_HOST", "gw.example"))).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(Map.of("TWILIO_AUTH_TOKEN", "t"))).isEqualTo(Main.EXIT_USAGE);
        assertThat(err.toString()).contains("set TWILIO_AUTH_TOKEN", "set --public-host, or PUBLIC_HOST");
    }

    @Test
    void whatIsOutOfRangeIsSaidWithTheRange() {
        assertThat(run(SET, "--per-second", "0")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--seconds", "3601")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--warm", "-1")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--voice-url", "ftp://127.0.0.1/voice")).isEqualTo(Main.EXIT_USAGE);
        assertThat(err.toString())
                .contains(
                        "per-second: 0 (expected: 1 to 10000)",
                        "seconds: 3601 (expected: 1 to 3600)",
                        "warm: -1 (expected: 0 to 600)",
                        "voice URL: ftp://127.0.0.1/voice")
                .doesNotContain("secret-token");
    }

    @Test
    void aGatewayThatIsNotThereIsSaid() throws IOException {
        int nobody = FreePort.next();

        int exit = run(
                SET, "--per-second=5", "--warm=0", "--seconds=1", "--voice-url=http://127.0.0.1:" + nobody + "/voice");

        assertThat(exit).isEqualTo(Main.EXIT_FAILED);
        assertThat(out.toString()).contains("0 of 5 answered", "5 x voice: ConnectException");
        assertThat(err.toString()).contains("nothing was answered; is the gateway at http://127.0.0.1:");
    }

    @Test
    void itIsPartOfTheLoadCommand() {
        assertThat(new CommandLine(new LoadCommand(SET)).getSubcommands()).containsKey("webhooks");
    }

    private int run(Map<String, String> environment, String... args) {
        return new CommandLine(new LoadWebhooksCommand(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
