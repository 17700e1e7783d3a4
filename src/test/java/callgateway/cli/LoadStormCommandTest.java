package callgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoadStormCommandTest {
    private static final Map<String, String> SET =
            Map.of("TWILIO_AUTH_TOKEN", "secret-token", "PUBLIC_HOST", "gw.example");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void itIsPartOfTheLoadCommand() {
        assertThat(new CommandLine(new LoadCommand(SET)).getSubcommands()).containsKey("storm");
    }

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
        for (String wrong : new String[] {
            "--callers=0",
            "--plan=0",
            "--per-second=0",
            "--refuse-share=1.1",
            "--refuse-share=NaN",
            "--talk=0",
            "--time-scale=0",
            "--within=0",
            "--omni-port=65536"
        }) {
            assertThat(run(SET, wrong)).as(wrong).isEqualTo(Main.EXIT_USAGE);
        }
        assertThat(err.toString())
                .contains(
                        "callers: 0 (expected: 1 to 100000)",
                        "plan: 0 (expected: 1 to 10000)",
                        "per-second: 0 (expected: 1 to 10000)",
                        "refuse-share: 1.1 (expected: 0 to 1)",
                        "refuse-share: NaN (expected: 0 to 1)",
                        "talk: 0 s (expected: 1 s to 10 min)",
                        "time-scale: 0.0 (expected: above 0, at most 1)",
                        "within: 0 s (expected: 1 s to 4 h)",
                        "omni-port: 65536 (expected: 0 to 65535)")
                .doesNotContain("secret-token");
    }

    @Test
    void addressesThatAreNoneAreSaid() {
        assertThat(run(SET, "--gateway=ftp://gw")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--admin=127.0.0.1")).isEqualTo(Main.EXIT_USAGE);
        assertThat(run(SET, "--public-host=https://gw.example")).isEqualTo(Main.EXIT_USAGE);
        assertThat(err.toString())
                .contains(
                        "gateway: ftp://gw (expected: such as http://127.0.0.1:8080)",
                        "admin: 127.0.0.1 (expected: such as http://127.0.0.1:9090)",
                        "public-host: https://gw.example (expected: a host name alone)");
    }

    @Test
    void aTakenAgentPortIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(SET, "--omni-port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(Main.EXIT_FAILED);
        }
        assertThat(err.toString()).contains("The storm is off: ");
    }

    @Test
    void aGatewayThatIsNotThereIsSaidBeforeAnybodyCalls() throws IOException {
        int nobody = FreePort.next();

        assertThat(run(SET, "--omni-port=0", "--admin=http://127.0.0.1:" + nobody))
                .isEqualTo(Main.EXIT_FAILED);
        assertThat(err.toString()).contains("no answer from the gateway's admin port http://127.0.0.1:" + nobody);
    }

    private int run(Map<String, String> environment, String... args) {
        return new CommandLine(new LoadStormCommand(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
