package callgateway.cli;

import callgateway.omni.Dialect;
import callgateway.omni.OmniServerFrames;
import callgateway.simulator.Metronome;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.Delivery;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.Quirk;
import callgateway.simulator.omni.Stall;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway simulate omni}: the agent's service, until it is stopped. */
@Command(
        name = "omni",
        description = {
            "Runs a simulated Omni on loopback until it is stopped (Ctrl-C), and prints a line when its sessions change.",
            "Point a gateway at it with PYAI_BASE_URL=http://127.0.0.1:PORT."
        },
        mixinStandardHelpOptions = true)
final class SimulateOmniCommand implements Callable<Integer> {
    private static final int ECHO_PIECE_MS = 20;

    enum Script {
        CONVERSATION,
        TRANSFER
    }

    @Option(names = "--port", description = "Where to listen; 0 takes any free port. Default: ${DEFAULT-VALUE}.")
    private int port = 9099;

    @Option(
            names = "--script",
            description = "What the agent does: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Script script = Script.CONVERSATION;

    @Option(names = "--echo", description = "The agent sends back what it hears, frame by frame.")
    private boolean echo;

    @Option(names = "--dialect", description = "How it frames: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Dialect dialect = Dialect.TAGGED;

    @Option(
            names = "--output-rate",
            description = "Sample rate it speaks at, Hz: 8000, 16000, 24000. Default: ${DEFAULT-VALUE}.")
    private int outputRate = 8000;

    @Option(names = "--burst", description = "It sends its speech ten times faster than real time.")
    private boolean burst;

    @Option(names = "--concurrency", description = "Sessions at once; one more is refused with 429. Default: no limit.")
    private int concurrency;

    @Option(names = "--api-key", description = "The only key it takes. Default: any.")
    private @Nullable String apiKey;

    @Option(names = "--quirk", split = ",", description = "Odd things it does: ${COMPLETION-CANDIDATES}.")
    private List<Quirk> quirks = List.of();

    @Option(names = "--stall", description = "Where it gets stuck: ${COMPLETION-CANDIDATES}.")
    private @Nullable Stall stall;

    @Option(names = "--seconds", description = "Stop by itself after this long. Default: run until stopped.")
    private int seconds;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Output.of(spec);
        OmniSimulatorSettings settings = (echo
                        ? OmniSimulatorSettings.echo(ECHO_PIECE_MS)
                        : OmniSimulatorSettings.scripted(
                                script == Script.TRANSFER ? AgentScript.transfer(null) : AgentScript.conversation()))
                .at(OmniSimulatorSettings.loopback(port));
        if (concurrency > 0) {
            settings = settings.withConcurrency(concurrency);
        }
        if (apiKey != null) {
            settings = settings.withKey(apiKey);
        }
        CountDownLatch stop = new CountDownLatch(1);
        Thread hook = new Thread(stop::countDown, "stop");
        try (StockLoops loops = StockLoops.start("omni", 1);
                Metronome beat = Metronome.start("omni-clock");
                OmniSimulator omni = OmniSimulator.start(loops, beat, settings)) {
            omni.behave(behaviour());
            Runtime.getRuntime().addShutdownHook(hook);
            out.println("Omni simulator at " + omni.baseUri() + (echo ? ", echoing" : ""));
            watch(omni, out, stop);
            out.println("sessions: " + omni.accepted() + " accepted, " + omni.refused() + " refused, " + omni.peak()
                    + " at once at the most");
        } catch (IOException e) {
            Output.errors(spec).println("cannot listen on port " + port + ": " + e.getMessage());
            return Main.EXIT_FAILED;
        }
        return 0;
    }

    private void watch(OmniSimulator omni, PrintWriter out, CountDownLatch stop) throws InterruptedException {
        long left = seconds > 0 ? seconds : Long.MAX_VALUE;
        String shown = "";
        while (left-- > 0) {
            boolean stopped = stop.await(1, TimeUnit.SECONDS);
            String now = "sessions: " + omni.live() + " live, " + omni.accepted() + " accepted, " + omni.refused()
                    + " refused";
            if (!now.equals(shown)) {
                out.println(now);
                shown = now;
            }
            if (stopped) {
                return;
            }
        }
    }

    private OmniBehaviour behaviour() {
        OmniBehaviour behaviour =
                OmniBehaviour.NORMAL.with(dialect).withOutput(outputRate, OmniServerFrames.RateForm.FORMAT_AND_RATE);
        if (burst) {
            behaviour = behaviour.with(Delivery.BURST);
        }
        for (Quirk quirk : quirks) {
            behaviour = behaviour.with(quirk);
        }
        return stall == null ? behaviour : behaviour.with(stall);
    }
}
