package callgateway.cli;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.transport.stock.StockLoops;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway simulate callers}: calls placed at a gateway the way Twilio places them. */
@Command(
        name = "callers",
        description = {
            "Places calls at a gateway on this machine the way Twilio does, and says what each caller heard.",
            "The gateway's Auth Token is read from TWILIO_AUTH_TOKEN."
        },
        mixinStandardHelpOptions = true)
final class SimulateCallersCommand implements Callable<Integer> {
    private static final String ACCOUNT = "AC00000000000000000000000000000001";
    private static final int MAX_CALLS = 1000;

    enum Script {
        CONVERSATION,
        LISTEN
    }

    @Option(names = "--port", description = "The gateway's public port. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(
            names = "--public-host",
            description = "The gateway's PUBLIC_HOST, which signatures are made over.",
            required = true)
    private String publicHost = "";

    @Option(names = "--calls", description = "How many, at most 1000. Default: ${DEFAULT-VALUE}.")
    private int calls = 1;

    @Option(names = "--rate", description = "Calls placed per second. Default: ${DEFAULT-VALUE}.")
    private int rate = 1;

    @Option(names = "--script", description = "What they do: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Script script = Script.CONVERSATION;

    @Option(
            names = "--listen",
            paramLabel = "SECONDS",
            description = "How long a listening caller stays. Default: ${DEFAULT-VALUE}.")
    private int listenSeconds = 5;

    @Option(names = "--auth-token", defaultValue = "${env:TWILIO_AUTH_TOKEN}", hidden = true)
    private @Nullable String authToken;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (authToken == null || authToken.isBlank()) {
            throw wrong("TWILIO_AUTH_TOKEN is not set: set it to the gateway's Auth Token");
        }
        if (calls < 1 || calls > MAX_CALLS || rate < 1 || listenSeconds < 1) {
            throw wrong("--calls (1 to " + MAX_CALLS + "), --rate and --listen must be more than 0");
        }
        PrintWriter out = Output.of(spec);
        CallerSettings settings = CallerSettings.of(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        "https://" + publicHost,
                        authToken,
                        ACCOUNT)
                .withStatusPath("/voice/status");
        CallerScript does = script == Script.LISTEN
                ? CallerScript.listen(Duration.ofSeconds(listenSeconds))
                : CallerScript.conversation();
        try (StockLoops loops = StockLoops.start("callers", 1);
                Metronome beat = Metronome.start("callers-clock");
                CallerSimulator callers = new CallerSimulator(loops, beat, settings)) {
            List<CompletableFuture<CallerResult>> placed = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                if (i > 0) {
                    TimeUnit.NANOSECONDS.sleep(1_000_000_000L / rate);
                }
                placed.add(callers.call(does));
            }
            int good = 0;
            for (CompletableFuture<CallerResult> one : placed) {
                CallerResult result = one.join();
                out.println(line(result));
                good += result.isGood() ? 1 : 0;
            }
            out.println(good + " of " + calls + " calls were good");
            return good == calls ? 0 : Main.EXIT_FAILED;
        }
    }

    private static String line(CallerResult call) {
        String what = call.isGood() ? "good" : "bad: " + call.problem();
        return String.format(
                Locale.ROOT,
                "%s  %s  stream after %.0f ms, agent heard after %.0f ms, %d turns, %d interruptions, then %s",
                call.callSid(),
                what,
                call.firstMs(CallerEvent.Kind.STREAM_STARTED),
                call.firstMs(CallerEvent.Kind.AGENT_SPEAKS),
                call.turns().size(),
                call.bargeIns().size(),
                call.verbsAfterStream().stream().map(verb -> verb.name()).toList());
    }

    private RuntimeException wrong(String what) {
        return spec == null
                ? new IllegalArgumentException(what)
                : new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
