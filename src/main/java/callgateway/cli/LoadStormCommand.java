package callgateway.cli;

import callgateway.load.storm.StormChart;
import callgateway.load.storm.StormResult;
import callgateway.load.storm.StormRun;
import callgateway.load.storm.StormSettings;
import callgateway.load.storm.StormTarget;
import callgateway.load.storm.StormText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway load storm}: far more callers than the plan has sessions, and whether the gateway keeps its word. */
@Command(
        name = "storm",
        description = {
            "Lets far more callers come than the agent service has sessions for, while that turns some away at random.",
            "Start the gateway with PLAN_CONCURRENCY set to --plan, and PYAI_BASE_URL to the built-in agent service, which"
                    + " listens on 127.0.0.1 at --omni-port.",
            "Checks that no more sessions are open at a time than the plan allows, that every caller gets the agent, the"
                    + " overflow or a clean end, that nobody is overtaken in line, and that afterwards nothing is held.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code: 0 every promise was kept, 1 one was broken, 2 used wrongly."})
final class LoadStormCommand implements Callable<Integer> {
    @Option(names = "--callers", paramLabel = "N", description = "How many call. Default: ${DEFAULT-VALUE}.")
    private int callers = 2000;

    @Option(
            names = "--plan",
            paramLabel = "N",
            description = "Sessions that the agent service allows at once. Default: ${DEFAULT-VALUE}.")
    private int plan = 50;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            description = "How many come each second. Default: ${DEFAULT-VALUE}.")
    private int perSecond = 100;

    @Option(
            names = "--refuse-share",
            paramLabel = "SHARE",
            description = "Share of the attempts that the agent service refuses although it has room."
                    + " Default: ${DEFAULT-VALUE}.")
    private double refuseShare = 0.1;

    @Option(
            names = "--seed",
            description = "The same seed makes the same callers and the same refusals. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--talk",
            paramLabel = "SECONDS",
            description = "How long a conversation is, about. Default: ${DEFAULT-VALUE}.")
    private int talkSeconds = 2;

    @Option(
            names = "--time-scale",
            paramLabel = "SCALE",
            description =
                    "What a second of hold audio or announcement takes; 0.1 is ten times as fast. Conversations and"
                            + " patience are real. Default: ${DEFAULT-VALUE}.")
    private double timeScale = 0.2;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description = "A caller who is still there so long after the last one came was forgotten."
                    + " Default: ${DEFAULT-VALUE}.")
    private int withinSeconds = 600;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "The gateway's public port, as reached from here. Default: ${DEFAULT-VALUE}.")
    private URI gateway = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "Its admin port; needs $ADMIN_TOKEN where the gateway has one. Default: ${DEFAULT-VALUE}.")
    private URI admin = URI.create("http://127.0.0.1:9090");

    @Option(
            names = "--public-host",
            paramLabel = "NAME",
            description = "The gateway's PUBLIC_HOST, which signatures are made over. Default: that variable.")
    private @Nullable String publicHost;

    @Option(
            names = "--omni-port",
            paramLabel = "PORT",
            description = "Port of the built-in agent service. Default: ${DEFAULT-VALUE}.")
    private int omniPort = 9099;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the storm as an HTML page with charts.")
    private @Nullable Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call
    private CommandSpec spec;

    private final Map<String, String> environment;

    /** With the process's environment. */
    LoadStormCommand() {
        this(System.getenv());
    }

    LoadStormCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter output = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        StormSettings settings;
        StormTarget target;
        try {
            settings = settings();
            target = target();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return Main.EXIT_USAGE;
        }
        try (StormRun run = StormRun.prepare(settings, second -> {
            output.println(second);
            output.flush();
        })) {
            output.println("the agent service allows " + plan + " sessions at " + run.omni());
            output.println(callers + " callers for " + gateway + ", " + perSecond + " a second");
            output.flush();
            return report(run.blow(target), output);
        } catch (IOException e) {
            err.println("The storm is off: " + e.getMessage());
            return Main.EXIT_FAILED;
        }
    }

    private StormSettings settings() {
        return new StormSettings(
                callers,
                plan,
                perSecond,
                refuseShare,
                seed,
                Duration.ofSeconds(talkSeconds),
                timeScale,
                Duration.ofSeconds(withinSeconds),
                omniPort);
    }

    private StormTarget target() {
        String token = environment
                .getOrDefault("TWILIO_AUTH_TOKEN", "")
                .split(",", -1)[0]
                .strip();
        if (token.isEmpty()) {
            throw new IllegalArgumentException("set TWILIO_AUTH_TOKEN to the token that the gateway was started with");
        }
        String host = publicHost != null ? publicHost : environment.getOrDefault("PUBLIC_HOST", "");
        if (host.isBlank()) {
            throw new IllegalArgumentException(
                    "set --public-host, or PUBLIC_HOST, to what the gateway was started with");
        }
        String adminToken = environment.getOrDefault("ADMIN_TOKEN", "");
        return new StormTarget(gateway, host, token, admin, adminToken.isEmpty() ? null : adminToken);
    }

    private int report(StormResult result, PrintWriter output) throws IOException {
        output.println();
        StormText.lines(result).forEach(output::println);
        if (out != null) {
            StormChart.write(result, out);
            output.println("chart     " + out.toAbsolutePath());
        }
        output.flush();
        return result.broken().isEmpty() ? 0 : Main.EXIT_FAILED;
    }
}
