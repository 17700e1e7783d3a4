package callgateway.cli;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.caller.HumanStandIn;
import callgateway.simulator.caller.HumanStandIn.Manner;
import callgateway.transport.stock.StockDial;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code call-gateway simulate callers}: people who call a gateway, and Twilio between them and it. */
@Command(
        name = "callers",
        description = {
            "Calls a gateway as Twilio does, with spoken lines, and says what the callers heard.",
            "The gateway must have been started with the same PUBLIC_HOST and the same TWILIO_AUTH_TOKEN.",
            "Prints a line for each call and a summary.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code: 0 every call was good, 1 one was not, 2 used wrongly."})
final class SimulateCallersCommand implements Callable<Integer> {
    private static final String ANY_ACCOUNT = "AC00000000000000000000000000000000";

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "The gateway, as this machine reaches it. Default: ${DEFAULT-VALUE}.")
    private URI gateway = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--public-host",
            paramLabel = "NAME",
            description = "The gateway's PUBLIC_HOST, which signatures are made over. Default: $PUBLIC_HOST.")
    private @Nullable String publicHost;

    @Option(
            names = "--auth-token-file",
            paramLabel = "FILE",
            description =
                    "A file with the token that signs. Default: $TWILIO_AUTH_TOKEN, its first where there are two.")
    private @Nullable Path authTokenFile;

    @Option(names = "--calls", paramLabel = "N", description = "How many calls. Default: ${DEFAULT-VALUE}.")
    private int calls = 1;

    @Option(names = "--rate", paramLabel = "R", description = "How many begin per second. Default: ${DEFAULT-VALUE}.")
    private double rate = 1;

    @Option(
            names = "--script",
            paramLabel = "NAME",
            converter = Scripts.class,
            completionCandidates = Scripts.class,
            description =
                    "What callers do: conversation asks, interrupts, presses a key and says goodbye; listen stays on"
                            + " the line for --listen-for. Default: conversation.")
    private Script script = Script.CONVERSATION;

    @Option(names = "--listen-for", paramLabel = "SECONDS", description = "Default: ${DEFAULT-VALUE}.")
    private int listenSeconds = 10;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long a caller waits, ringing or in a queue, before hanging up. Default: for ever.")
    private @Nullable Integer patienceSeconds;

    @Option(
            names = "--human",
            paramLabel = "NAME",
            converter = Humans.class,
            completionCandidates = Humans.class,
            description =
                    "Who is there when the gateway dials: ${COMPLETION-CANDIDATES}. answers listens and presses 1 where keys"
                            + " are asked for, voicemail picks up and presses nothing, declines picks up and hangs up"
                            + " instead of listening. Default: answers.")
    private Human human = Human.ANSWERS;

    @Option(
            names = "--human-rings",
            paramLabel = "SECONDS",
            description = "How long it rings there first. Default: ${DEFAULT-VALUE}.")
    private int humanRingsSeconds = 2;

    @Option(
            names = "--human-talks",
            paramLabel = "SECONDS",
            description = "How long the human talks. Default: ${DEFAULT-VALUE}.")
    private int humanTalksSeconds = 5;

    @Option(
            names = "--message",
            paramLabel = "SECONDS",
            description = "How long a caller speaks to a voicemail; 0 says nothing. Default: ${DEFAULT-VALUE}.")
    private int messageSeconds = 10;

    @Option(
            names = "--time-scale",
            paramLabel = "SCALE",
            description =
                    "What a second of music, announcement, pause, ringing, talk or message takes; 0.1 is ten times"
                            + " as fast. Streams and --patience are real. Default: ${DEFAULT-VALUE}.")
    private double timeScale = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call
    private CommandSpec spec;

    private final UntilStopped stopped = new UntilStopped();
    private final Map<String, String> environment;

    SimulateCallersCommand() {
        this(System.getenv());
    }

    SimulateCallersCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What callers do. */
    enum Script {
        CONVERSATION,
        LISTEN
    }

    static final class Scripts extends EnumWords<Script> {
        Scripts() {
            super(Script.class);
        }
    }

    /** Who picks up what the gateway dials. */
    enum Human {
        ANSWERS,
        VOICEMAIL,
        DECLINES,
        BUSY,
        NO_ANSWER,
        FAILED
    }

    static final class Humans extends EnumWords<Human> {
        Humans() {
            super(Human.class);
        }
    }

    /** As Ctrl-C does: the callers hang up, and the summary is of what was. */
    void stop() {
        stopped.stop();
    }

    @Override
    public Integer call() throws InterruptedException {
        CallerSettings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        CallerLines lines = new CallerLines(out, calls);
        stopped.listen();
        try (stopped;
                StockLoops loops = StockLoops.start("callers", 2);
                Metronome metronome = Metronome.start("callers-clock");
                CallerSimulator callers = new CallerSimulator(loops, metronome, settings)) {
            lines.calling(gateway);
            place(callers, lines);
            lines.summary();
            return lines.allGood() ? 0 : Main.EXIT_FAILED;
        }
    }

    private void place(CallerSimulator callers, CallerLines lines) throws InterruptedException {
        CallerScript steps = script == Script.LISTEN
                ? CallerScript.listen(Duration.ofSeconds(listenSeconds))
                : CallerScript.conversation();
        long begun = System.nanoTime();
        int placed = 0;
        CountDownLatch over = new CountDownLatch(calls);
        while (placed < calls) {
            // Counted from the first, so that a late one does not make all that follow late.
            long due = begun + (long) (placed * 1e9 / rate) - System.nanoTime();
            if (stopped.await(Duration.ofNanos(Math.max(0, due)))) {
                break;
            }
            int number = ++placed;
            var unused = callers.call(steps).whenComplete((result, impossible) -> {
                if (result != null) {
                    lines.over(number, result);
                }
                over.countDown();
            });
        }
        for (int i = placed; i < calls; i++) {
            over.countDown();
        }
        while (over.getCount() > 0) {
            if (stopped.await(Duration.ofMillis(50))) {
                callers.close();
                over.await();
            }
        }
    }

    private CallerSettings settings() {
        String host = publicHost == null ? environment.getOrDefault("PUBLIC_HOST", "") : publicHost;
        require(!host.isBlank(), "set --public-host, or PUBLIC_HOST, to what the gateway was started with");
        require(
                host.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?"),
                "--public-host: " + host + " (expected: a host name alone)");
        require(calls >= 1, "--calls: " + calls + " (expected: > 0)");
        require(rate > 0 && rate <= 1000, "--rate: " + rate + " (expected: above 0, at most 1000)");
        require(listenSeconds >= 1, "--listen-for: " + listenSeconds + " (expected: > 0)");
        require(patienceSeconds == null || patienceSeconds >= 1, "--patience: " + patienceSeconds + " (expected: > 0)");
        require(humanRingsSeconds >= 0, "--human-rings: " + humanRingsSeconds + " (expected: >= 0)");
        require(humanTalksSeconds >= 0, "--human-talks: " + humanTalksSeconds + " (expected: >= 0)");
        require(messageSeconds >= 0, "--message: " + messageSeconds + " (expected: >= 0)");
        require(timeScale > 0 && timeScale <= 1, "--time-scale: " + timeScale + " (expected: above 0, at most 1)");
        boolean secure = "https".equals(gateway.getScheme());
        require(
                (secure || "http".equals(gateway.getScheme())) && gateway.getHost() != null,
                "--gateway: " + gateway + " (expected: such as http://127.0.0.1:8080)");
        int port = gateway.getPort() > 0 ? gateway.getPort() : secure ? 443 : 80;
        return CallerSettings.of(
                        new InetSocketAddress(gateway.getHost(), port),
                        "https://" + host,
                        authToken(),
                        environment.getOrDefault("TWILIO_ACCOUNT_SID", ANY_ACCOUNT))
                .withStatusPath("/voice/status")
                .withRecordedSeconds(0)
                .withHuman(human())
                .withTimes(times())
                .withTls(secure ? new StockDial.Tls(null) : null);
    }

    private HumanStandIn human() {
        Duration rings = Duration.ofSeconds(humanRingsSeconds);
        HumanStandIn answers = HumanStandIn.answers(rings, Duration.ofSeconds(humanTalksSeconds));
        return switch (human) {
            case ANSWERS -> answers;
            case VOICEMAIL -> answers.withManner(Manner.VOICEMAIL);
            case DECLINES -> answers.withManner(Manner.DECLINES);
            case BUSY, FAILED -> new HumanStandIn(EnumWords.word(human), rings, Duration.ZERO);
            case NO_ANSWER -> HumanStandIn.absent();
        };
    }

    private CallerTimes times() {
        CallerTimes times = CallerTimes.scaled(timeScale).withMessage(Duration.ofSeconds(messageSeconds));
        return patienceSeconds == null ? times : times.withPatience(Duration.ofSeconds(patienceSeconds));
    }

    private String authToken() {
        String tokens;
        try {
            tokens = authTokenFile == null
                    ? environment.getOrDefault("TWILIO_AUTH_TOKEN", "")
                    : Files.readString(authTokenFile);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--auth-token-file: cannot read " + e.getMessage(), e);
        }
        String token = tokens.split(",", -1)[0].strip();
        require(!token.isEmpty(), "set TWILIO_AUTH_TOKEN, or --auth-token-file, to what the gateway was started with");
        return token;
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
