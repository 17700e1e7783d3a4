package callgateway.cli;

import callgateway.omni.Dialect;
import callgateway.omni.OmniHttpAnswers;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.simulator.Metronome;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.Delivery;
import callgateway.simulator.omni.Mishap;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniRefusal;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.Quirk;
import callgateway.simulator.omni.Stall;
import callgateway.simulator.omni.WhenFull;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code call-gateway simulate omni}: a stand-in for the agent's service. */
@Command(
        name = "omni",
        description = {
            "Stands in for Omni: an agent with a voice that greets, listens, answers and can be interrupted.",
            "Start a gateway with PYAI_BASE_URL set to the address this prints; any PYAI_API_KEY will do.",
            "Prints a line when a session begins and ends, and a summary on Ctrl-C.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SimulateOmniCommand implements Callable<Integer> {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where it listens. Default: ${DEFAULT-VALUE}; 0 takes a free port.")
    private int port = 9099;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "At which address. Default: ${DEFAULT-VALUE}, which only this machine reaches.")
    private String address = "127.0.0.1";

    @Option(
            names = "--script",
            paramLabel = "NAME",
            converter = Scripts.class,
            completionCandidates = Scripts.class,
            description = "What the agent does: conversation answers questions, transfer asks for a human."
                    + " Default: conversation.")
    private Script script = Script.CONVERSATION;

    @Option(names = "--echo", description = "The agent repeats what it hears instead.")
    private boolean echo;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            converter = Dialects.class,
            completionCandidates = Dialects.class,
            description = "How messages are framed: ${COMPLETION-CANDIDATES}. Default: tagged, as today's service.")
    private Dialect dialect = Dialect.TAGGED;

    @Option(
            names = "--rate",
            paramLabel = "HZ",
            description = "Sample rate of the agent's audio: 8000, 16000 or 24000. Default: the one asked for.")
    private int rate;

    @Option(names = "--burst", description = "The agent's speech is sent ten times faster than it plays.")
    private boolean burst;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Sessions at a time; one more is refused. Default: no limit.")
    private int concurrency = Integer.MAX_VALUE;

    @Option(
            names = "--when-full",
            paramLabel = "NAME",
            converter = Fulls.class,
            completionCandidates = Fulls.class,
            description = "How: ${COMPLETION-CANDIDATES}. The first four are 429 with a body and Retry-After, or with"
                    + " one or neither; close is 101 and close code 4429. Default: retry-after.")
    private WhenFull whenFull = WhenFull.RETRY_AFTER;

    @Option(
            names = "--announce",
            paramLabel = "N",
            description = "The limit that /v1/me tells, should it not be the real one. Default: --concurrency.")
    private @Nullable Integer announce;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "The only key that is let in; others get 401. Default: everybody is.")
    private @Nullable String apiKey;

    @Option(
            names = "--quirk",
            split = ",",
            paramLabel = "NAME",
            converter = Quirks.class,
            completionCandidates = Quirks.class,
            description = "An oddity of the real service; more than one with commas: ${COMPLETION-CANDIDATES}.")
    private List<Quirk> quirks = List.of();

    @Option(
            names = "--stall",
            paramLabel = "NAME",
            converter = Stalls.class,
            completionCandidates = Stalls.class,
            description = "Where every session gets stuck: ${COMPLETION-CANDIDATES}.")
    private Stall stall = Stall.NOWHERE;

    @Option(
            names = "--refuse",
            paramLabel = "HOW",
            description =
                    "Refuses every session with this HTTP status, such as 500, or as the service does: unauthorized,"
                            + " payment, forbidden, rate, concurrency, daily-cap, unavailable, close-4401, close-4403,"
                            + " close-4429.")
    private @Nullable String refuse;

    @Option(
            names = "--refuse-share",
            paramLabel = "SHARE",
            description = "Refuses only this share of the sessions, chosen at random: 0 to 1. Default: all.")
    private double refuseShare = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed chooses the same sessions. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--close",
            paramLabel = "CODE",
            description = "Closes every session with this code, such as 1011, after --close-after.")
    private int close;

    @Option(
            names = "--close-after",
            paramLabel = "SECONDS",
            description = "Default: ${DEFAULT-VALUE} after the agent is ready.")
    private int closeAfterSeconds = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "Ends by itself after so long. Default: on Ctrl-C.")
    private int seconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call
    private CommandSpec spec;

    private final UntilStopped stopped = new UntilStopped();

    /** What the agent does. */
    enum Script {
        CONVERSATION,
        TRANSFER
    }

    static final class Scripts extends EnumWords<Script> {
        Scripts() {
            super(Script.class);
        }
    }

    static final class Dialects extends EnumWords<Dialect> {
        Dialects() {
            super(Dialect.class);
        }
    }

    static final class Quirks extends EnumWords<Quirk> {
        Quirks() {
            super(Quirk.class);
        }
    }

    static final class Stalls extends EnumWords<Stall> {
        Stalls() {
            super(Stall.class);
        }
    }

    static final class Fulls extends EnumWords<WhenFull> {
        Fulls() {
            super(WhenFull.class);
        }
    }

    static final class Refusals extends EnumWords<OmniRefusal> {
        Refusals() {
            super(OmniRefusal.class);
        }
    }

    /** As Ctrl-C does. */
    void stop() {
        stopped.stop();
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        OmniBehaviour behaviour = behaviour();
        OmniBehaviour refusing = refusing(behaviour);
        OmniSimulatorSettings settings = settings();
        SessionLines lines = new SessionLines(out);
        stopped.listen();
        try (stopped;
                StockLoops loops = StockLoops.start("omni", 2);
                Metronome metronome = Metronome.start("omni-clock");
                OmniSimulator omni = OmniSimulator.start(loops, metronome, settings, lines)) {
            omni.behave(refuseShare == 1 ? refusing : behaviour);
            omni.behaveAtRandom(refusing, refuseShare == 1 ? 0 : refuseShare, seed);
            omni.announceConcurrency(announce);
            lines.listening(omni.baseUri());
            stopped.await(seconds > 0 ? Duration.ofSeconds(seconds) : FOR_EVER);
            lines.summary(omni.accepted(), omni.peak(), omni.refused(), omni.refusals());
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println("Cannot listen on " + address + ":" + port + ": " + e.getMessage());
            return Main.EXIT_FAILED;
        }
    }

    private OmniSimulatorSettings settings() {
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "--port: " + port + " (expected: 0 to 65535)");
        }
        if (concurrency < 1) {
            throw new ParameterException(spec.commandLine(), "--concurrency: " + concurrency + " (expected: > 0)");
        }
        if (announce != null && announce < 1) {
            throw new ParameterException(spec.commandLine(), "--announce: " + announce + " (expected: > 0)");
        }
        if (!(refuseShare >= 0 && refuseShare <= 1)) {
            throw new ParameterException(spec.commandLine(), "--refuse-share: " + refuseShare + " (expected: 0 to 1)");
        }
        AgentScript spoken = script == Script.TRANSFER ? AgentScript.transfer(null) : AgentScript.conversation();
        OmniSimulatorSettings settings = echo ? OmniSimulatorSettings.echo(0) : OmniSimulatorSettings.scripted(spoken);
        settings = settings.at(new InetSocketAddress(address, port))
                .withConcurrency(concurrency)
                .withWhenFull(whenFull);
        return apiKey == null ? settings : settings.withKey(apiKey);
    }

    private OmniBehaviour behaviour() {
        OmniBehaviour behaviour = OmniBehaviour.NORMAL.with(dialect).with(stall);
        try {
            behaviour = behaviour.withOutput(rate, RateForm.FORMAT_AND_RATE);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--rate: " + rate + " (expected: 8000, 16000 or 24000)", e);
        }
        if (burst) {
            behaviour = behaviour.with(Delivery.BURST);
        }
        for (Quirk quirk : quirks) {
            behaviour = behaviour.with(quirk);
        }
        if (close != 0) {
            if (close < 1000 || close > 4999) {
                throw new ParameterException(spec.commandLine(), "--close: " + close + " (expected: 1000 to 4999)");
            }
            behaviour = behaviour.with(Mishap.close(close, "simulated", Duration.ofSeconds(closeAfterSeconds)));
        }
        return behaviour;
    }

    private OmniBehaviour refusing(OmniBehaviour behaviour) {
        if (refuse == null) {
            return behaviour;
        }
        if (!refuse.matches("[0-9]{1,4}")) {
            try {
                return new Refusals().convert(refuse).of(behaviour);
            } catch (TypeConversionException e) {
                throw new ParameterException(
                        spec.commandLine(), "--refuse: " + e.getMessage() + " or an HTTP status", e);
            }
        }
        int status = Integer.parseInt(refuse);
        if (status < 300 || status > 599) {
            throw new ParameterException(spec.commandLine(), "--refuse: " + status + " (expected: 300 to 599)");
        }
        return behaviour.refusing(new StockResponse(
                status,
                List.of(new StockHeader("Content-Type", "application/json")),
                OmniHttpAnswers.error("simulated", "refused on demand")));
    }
}
