package callgateway.cli;

import callgateway.load.WebhookResult;
import callgateway.load.WebhookRun;
import callgateway.load.WebhookSettings;
import callgateway.load.WebhookText;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway load webhooks}: signed webhooks at a steady rate, and how long their answers take. */
@Command(
        name = "webhooks",
        description = {
            "Lets calls come in at a steady rate, each over as soon as it is answered, and measures how long answers take.",
            "Each call is two webhooks: POST /voice, and the status callback that gives its slot back. Times count from when"
                    + " a call was due. Ends with 1 if this generator itself was late, or nothing was answered."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LoadWebhooksCommand implements Callable<Integer> {
    @Option(names = "--per-second", description = "Calls per second. Default: ${DEFAULT-VALUE}.", defaultValue = "100")
    private int perSecond;

    @Option(names = "--seconds", description = "How long is measured. Default: ${DEFAULT-VALUE}.", defaultValue = "20")
    private int seconds;

    @Option(
            names = "--warm",
            description = "Seconds before measuring begins, at the same rate. Default: ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private int warmSeconds;

    @Option(
            names = "--voice-url",
            description = "The gateway's webhook, as reached from here. Default: ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:8080/voice")
    private URI voiceUrl = URI.create("http://127.0.0.1:8080/voice");

    @Option(
            names = "--public-host",
            description = "The gateway's PUBLIC_HOST, which signatures are made over. Default: that variable.")
    private @Nullable String publicHost;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    /** With the process's environment. */
    LoadWebhooksCommand() {
        this(System.getenv());
    }

    LoadWebhooksCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = spec == null ? new CommandLine(this) : spec.commandLine();
        PrintWriter output = command.getOut();
        PrintWriter err = command.getErr();
        WebhookSettings settings;
        try {
            settings = settings();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return Main.EXIT_USAGE;
        }
        output.println(perSecond + " calls a second come in at " + voiceUrl);
        output.flush();
        WebhookRun run = new WebhookRun(settings, second -> {
            output.println(second);
            output.flush();
        });
        WebhookResult result = run.measure();
        output.println();
        WebhookText.lines(result).forEach(output::println);
        output.flush();
        if (result.answered() == 0) {
            err.println("nothing was answered; is the gateway at " + voiceUrl
                    + ", with the same PUBLIC_HOST and TWILIO_AUTH_TOKEN?");
            return Main.EXIT_FAILED;
        }
        return result.generatorWasLate() ? Main.EXIT_FAILED : 0;
    }

    private WebhookSettings settings() {
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
        return new WebhookSettings(voiceUrl, host, token, perSecond, warmSeconds, seconds);
    }
}
