package callgateway.cli;

import callgateway.load.LoadChart;
import callgateway.load.LoadResult;
import callgateway.load.LoadRun;
import callgateway.load.LoadSettings;
import callgateway.load.LoadText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway load}: many paced calls against a gateway, and what they measure. */
@Command(
        name = "load",
        description = {
            "Places many paced calls at a gateway and measures calls per core, delivered audio, added latency and set-up.",
            "The gateway's agent has to echo: point PYAI_BASE_URL of the gateway at the built-in service, which listens on"
                    + " 127.0.0.1 at --omni-port. Ends with 1 if this generator, not the gateway, was the bottleneck."
        },
        mixinStandardHelpOptions = true,
        subcommands = {LoadWebhooksCommand.class, LoadStormCommand.class, LoadCapacityCommand.class},
        sortOptions = false)
final class LoadCommand implements Callable<Integer> {
    @Option(names = "--calls", description = "Calls at once. Default: ${DEFAULT-VALUE}.", defaultValue = "100")
    private int calls;

    @Option(names = "--seconds", description = "How long is measured. Default: ${DEFAULT-VALUE}.", defaultValue = "20")
    private int seconds;

    @Option(
            names = "--warm",
            description = "Seconds from when all calls are placed to when measuring begins. Default: ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private int warmSeconds;

    @Option(names = "--ramp", description = "Calls placed per second. Default: ${DEFAULT-VALUE}.", defaultValue = "50")
    private int ramp;

    @Option(
            names = "--voice-url",
            description = "The gateway's webhook, as reached from here. Default: ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:8080/voice")
    private URI voiceUrl = URI.create("http://127.0.0.1:8080/voice");

    @Option(
            names = "--public-host",
            description = "The gateway's PUBLIC_HOST, which signatures are made over. Default: that variable.")
    private @Nullable String publicHost;

    @Option(
            names = "--omni-port",
            description = "Port of the built-in agent service. Default: ${DEFAULT-VALUE}.",
            defaultValue = "9099")
    private int omniPort;

    @Option(names = "--no-omni", description = "Starts no agent service: the gateway has one elsewhere, which echoes.")
    private boolean noOmni;

    @Option(
            names = "--chunk",
            description = "The agent speaks in pieces of so many ms; 0 echoes each frame. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int chunkMs;

    @Option(names = "--pid", description = "The gateway's process, if it runs here, for calls per core and memory.")
    private @Nullable Long pid;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the run as an HTML page with charts.")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    /** With the process's environment. */
    LoadCommand() {
        this(System.getenv());
    }

    LoadCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = spec == null ? new CommandLine(this) : spec.commandLine();
        PrintWriter output = command.getOut();
        PrintWriter err = command.getErr();
        LoadSettings settings;
        try {
            settings = settings();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return Main.EXIT_USAGE;
        }
        try (LoadRun run = LoadRun.prepare(settings, second -> {
            output.println(second);
            output.flush();
        })) {
            if (!noOmni) {
                output.println("the agent service echoes at http://127.0.0.1:" + run.omniPort());
            }
            output.println("placing " + calls + " calls at " + voiceUrl + ", " + ramp + " a second");
            output.flush();
            return report(run.measure(), output, err);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return Main.EXIT_USAGE;
        } catch (IOException e) {
            err.println("The load test cannot start: " + e.getMessage());
            return Main.EXIT_FAILED;
        }
    }

    private LoadSettings settings() {
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
        return new LoadSettings(
                voiceUrl, host, token, calls, ramp, warmSeconds, seconds, noOmni ? null : omniPort, chunkMs, pid);
    }

    private int report(LoadResult result, PrintWriter output, PrintWriter err) throws IOException {
        output.println();
        LoadText.lines(result).forEach(output::println);
        if (out != null) {
            LoadChart.write(result, out);
            output.println("chart     " + out.toAbsolutePath());
        }
        output.flush();
        if (result.open() == 0) {
            err.println("no call was open while measuring; is the gateway at " + voiceUrl
                    + ", with the same PUBLIC_HOST and TWILIO_AUTH_TOKEN?");
            return Main.EXIT_FAILED;
        }
        return result.generatorWasBottleneck() ? Main.EXIT_FAILED : 0;
    }
}
