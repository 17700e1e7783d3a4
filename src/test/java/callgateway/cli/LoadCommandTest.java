package callgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LoadCommandTest {
    private static final Map<String, String> SET =
            Map.of("TWILIO_AUTH_TOKEN", "secret-token", "PUBLIC_HOST", "gw.example");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutATokenItSaysWhichVariableToSet() {
        assertThat(run(Map.of("PUBLIC_HOST", "gw.example"))).isEqualTo(Main.EXIT_USAGE);
        assertThat(err.toString()).contains("set TWILIO_AUTH_TOKEN");
    }

    @Test
    void withoutAHostItSaysWhichOptionToSet() {
        assertThat(run(Map.of("TWILIO_AUTH_TOKEN", "t"))).isEqualTo(Main.EXIT_USAGE);
        assertThat(err.toString()).contains("set --public-host, or PUBLIC_HOST");
    }

    @Test
    void numbersOutOfRangeAreSaidWithTheRange() {
        assertThat(run(SET, "--calls", "0")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--ramp", "0")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--seconds", "3601")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--chunk", "-1")).isEqualTo(Main.EXIT_USAGE);
        assertThat(err.toString())
                .contains(
                        "calls: 0 (expected: 1 to 100000)",
                        "ramp: 0",
                        "seconds: 3601",
                        "chunk: -1 (expected: 0 to 1000)")
                .doesNotContain("secret-token");
    }

    @Test
    void aProcessThatIsNotThereIsSaid() {
        assertThat(run(SET, "--pid", Long.toString(Long.MAX_VALUE))).isEqualTo(Main.EXIT_USAGE);
        assertThat(err.toString()).contains("no process " + Long.MAX_VALUE);
    }

    @Test
    void aTakenAgentPortIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(SET, "--omni-port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(Main.EXIT_FAILED);
        }
        assertThat(err.toString()).contains("The load test cannot start");
    }

    @Test
    void aGatewayThatIsNotThereIsSaidAndTheRunStillWritten(@TempDir Path directory) throws IOException {
        int nobody = FreePort.next();
        Path page = directory.resolve("load.html");

        int exit = run(
                SET,
                "--calls=2",
                "--seconds=1",
                "--warm=0",
                "--no-omni",
                "--voice-url=http://127.0.0.1:" + nobody + "/voice",
                "--out=" + page);

        assertThat(exit).isEqualTo(Main.EXIT_FAILED);
        assertThat(err.toString()).contains("no call was open while measuring; is the gateway at http://127.0.0.1:");
        assertThat(out.toString()).contains("0 of 2 open", "2 x webhook: ");
        assertThat(Files.readString(page)).contains("0 of 2 open");
    }

    private int run(Map<String, String> environment, String... args) {
        return new CommandLine(new LoadCommand(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
