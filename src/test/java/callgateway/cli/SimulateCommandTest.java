package callgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockDial;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockOutcome;
import callgateway.transport.stock.StockResponse;
import callgateway.transport.stock.StockSocket;
import callgateway.transport.stock.StockWebSocketClient;
import callgateway.transport.stock.StockWebSocketServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimulateCommandTest {
    private static final StockLoops LOOPS = StockLoops.start("cli-test", 1);
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");
    private static final String STREAM =
            "<Response><Connect><Stream url='wss://gw.example/media'/></Connect></Response>";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PUBLIC_HOST", "gw.example", "TWILIO_AUTH_TOKEN", "new, old");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Boolean> streamed = new CompletableFuture<>();

    @AfterAll
    static void stop() {
        LOOPS.close();
    }

    @Test
    void theHelpShowsBothEndsAndHowToUseThem() {
        assertThat(run(new SimulateCommand(), "--help")).isZero();

        assertThat(out.toString()).contains("omni", "callers", "PYAI_BASE_URL", "TWILIO_AUTH_TOKEN");
    }

    @Test
    void itIsACommandOfTheProgram() {
        CommandLine simulate = new CommandLine(new SimulateCommand(), CommandLine.defaultFactory());

        assertThat(simulate.getSubcommands()).containsOnlyKeys("omni", "callers");
    }

    @Test
    void oneOfTheEndsHasToBeNamed() {
        assertThat(run(new SimulateCommand())).isEqualTo(Main.EXIT_USAGE);

        assertThat(err.toString()).contains("omni or callers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--dialect=half",
                "--quirk=nice",
                "--stall=somewhere",
                "--script=poem",
                "--rate=44100",
                "--port=70000",
                "--port=x",
                "--concurrency=0",
                "--refuse=7",
                "--refuse=rudely",
                "--refuse-share=1.5",
                "--refuse-share=-1",
                "--seed=x",
                "--when-full=nice",
                "--announce=0",
                "--close=7",
                "--what"
            })
    void aWrongOptionOfOmniIsSaidByNameAndNothingStarts(String option) {
        assertThat(run(new SimulateOmniCommand(), option)).isEqualTo(Main.EXIT_USAGE);

        assertThat(err.toString()).contains(option.split("=", -1)[0]);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--calls=0",
                "--rate=0",
                "--rate=-1",
                "--script=poem",
                "--gateway=127.0.0.1:8080",
                "--gateway=ftp://x",
                "--public-host=https://gw.example",
                "--auth-token-file=/no/such/file",
                "--listen-for=0",
                "--patience=0",
                "--human=sleeps",
                "--human-rings=-1",
                "--human-talks=-1",
                "--message=-1",
                "--time-scale=0",
                "--time-scale=2"
            })
    void aWrongOptionOfCallersIsSaidByNameAndNobodyCalls(String option) {
        assertThat(run(new SimulateCallersCommand(ENVIRONMENT), option)).isEqualTo(Main.EXIT_USAGE);

        assertThat(err.toString()).contains(option.split("=", -1)[0]);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void callersWithoutATokenOrAPublicHostSayWhatIsMissing() {
        assertThat(run(new SimulateCallersCommand(Map.of("PUBLIC_HOST", "gw.example"))))
                .isEqualTo(Main.EXIT_USAGE);
        assertThat(run(new SimulateCallersCommand(Map.of("TWILIO_AUTH_TOKEN", "t"))))
                .isEqualTo(Main.EXIT_USAGE);

        assertThat(err.toString()).contains("set TWILIO_AUTH_TOKEN", "set --public-host");
    }

    @Test
    void omniSaysWhereItIsWhoCameAndASummary() throws Exception {
        SimulateOmniCommand command = new SimulateOmniCommand();
        CompletableFuture<Integer> exit = start(
                command, "--port=0", "--dialect=half-tagged", "--rate=24000", "--quirk=odd-audio", "--concurrency=1");
        URI omni = URI.create(firstAddress() + "/v1/omni?rate=8000&session_label=CA1");

        StockSocket first = open(omni);
        await("c_1 begins: CA1, caller audio at 8000 Hz");
        assertThat(dial(omni)).isInstanceOf(StockOutcome.Refused.class);
        await("refused: GET /v1/omni: HTTP 429");
        first.close(1000, "");
        await("c_1 ends: CA1, close code 1000");
        command.stop();

        assertThat(exit.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString()).contains("1 sessions, at most 1 at a time, 1 refused");
    }

    @Test
    void omniRefusesOnDemand() throws Exception {
        SimulateOmniCommand command = new SimulateOmniCommand();
        CompletableFuture<Integer> exit = start(command, "--port=0", "--refuse=402", "--api-key=k", "--echo");

        StockOutcome outcome = dial(URI.create(firstAddress() + "/v1/omni"));
        command.stop();

        assertThat(exit.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(outcome).isInstanceOfSatisfying(StockOutcome.Refused.class, refused -> assertThat(
                        refused.response().status())
                .isEqualTo(402));
    }

    @Test
    void omniRefusesAsTheServiceDoesAndSaysHowOften() throws Exception {
        SimulateOmniCommand command = new SimulateOmniCommand();
        CompletableFuture<Integer> exit =
                start(command, "--port=0", "--refuse=daily-cap", "--refuse-share=0.999999", "--seed=7");

        StockOutcome outcome = dial(URI.create(firstAddress() + "/v1/omni"));
        command.stop();

        assertThat(exit.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(outcome).isInstanceOfSatisfying(StockOutcome.Refused.class, refused -> assertThat(
                        refused.response().text())
                .contains("daily_cap_exceeded"));
        assertThat(out.toString()).contains("1 refused", "daily-cap    1");
    }

    @Test
    void omniClosesWhatIsTooMuchIfToldSo() throws Exception {
        SimulateOmniCommand command = new SimulateOmniCommand();
        CompletableFuture<Integer> exit =
                start(command, "--port=0", "--concurrency=1", "--when-full=close", "--announce=5");
        URI omni = URI.create(firstAddress() + "/v1/omni?session_label=CA1");

        StockSocket first = open(omni);
        open(URI.create(firstAddress() + "/v1/omni?session_label=CA2"));
        await("c_2 ends: CA2");
        first.close(1000, "");
        command.stop();

        assertThat(exit.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString()).contains("close-4429   1");
    }

    @Test
    void omniEndsByItselfWhenItIsToldHowLong() {
        int exit =
                run(new SimulateOmniCommand(), "--port=0", "--seconds=1", "--burst", "--quirk=flush-twice,config-ack");

        assertThat(exit).isZero();
        assertThat(out.toString()).contains("0 sessions");
    }

    @Test
    void omniOnAPortThatIsTakenExitsWith1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(new SimulateOmniCommand(), "--port=" + taken.getLocalPort()))
                    .isEqualTo(Main.EXIT_FAILED);
        }

        assertThat(err.toString()).contains("Cannot listen on 127.0.0.1:");
    }

    @Test
    void callersHaveALineEachAndASummary(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "secret\n");
        try (StockWebSocketServer gateway = gateway("<Response><Hangup/></Response>")) {
            int exit = run(
                    new SimulateCallersCommand(Map.of()),
                    "--gateway=http://127.0.0.1:" + gateway.port(),
                    "--public-host=gw.example",
                    "--auth-token-file=" + token,
                    "--calls=2",
                    "--rate=1000",
                    "--script=listen");

            assertThat(exit).isEqualTo(Main.EXIT_FAILED);
        }
        // No stream: the script could not be played.
        assertThat(out.toString()).contains("     1  NOT GOOD", "     2  NOT GOOD", "0 of 2 calls good");
        assertThat(out.toString()).doesNotContain("secret");
    }

    @Test
    void callersWhoseCallsAreGoodExitWith0() throws Exception {
        try (StockWebSocketServer gateway = gateway(STREAM)) {
            int exit = run(
                    new SimulateCallersCommand(ENVIRONMENT),
                    "--gateway=http://127.0.0.1:" + gateway.port(),
                    "--script=listen",
                    "--listen-for=1");

            assertThat(exit).isZero();
        }
        assertThat(out.toString()).contains("     1  good", "1 of 1 calls good", "set-up");
    }

    @Test
    void callersReachAHumanOrGiveUp() throws Exception {
        try (StockWebSocketServer gateway = gateway("<Response><Dial><Number>+1</Number></Dial></Response>")) {
            String at = "--gateway=http://127.0.0.1:" + gateway.port();
            int busy = run(new SimulateCallersCommand(ENVIRONMENT), at, "--human=busy", "--time-scale=0.01");
            int gone = run(
                    new SimulateCallersCommand(ENVIRONMENT),
                    at,
                    "--human=no-answer",
                    "--human-rings=1",
                    "--human-talks=1",
                    "--message=3",
                    "--time-scale=0.01");

            assertThat(List.of(busy, gone)).containsOnly(Main.EXIT_FAILED);
        }
        try (StockWebSocketServer gateway = gateway("<Response><Enqueue>q</Enqueue></Response>")) {
            run(
                    new SimulateCallersCommand(ENVIRONMENT),
                    "--gateway=http://127.0.0.1:" + gateway.port(),
                    "--patience=1");
        }
        assertThat(out.toString()).contains("the call was over before", "the caller gave up after 1000 ms");
    }

    /** What Twilio says of a human who did what this one does: DialCallStatus, DialBridged. */
    @ParameterizedTest
    @CsvSource({
        "answers, completed, true",
        "voicemail, completed, false",
        "declines, completed, false",
        "busy, busy, false",
        "no-answer, no-answer, false",
        "failed, failed, false"
    })
    void theHumanDoesWithATransferWhatIsAskedFor(String human, String status, boolean bridged) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        String dial = "<Response><Dial action='/after'><Number url='/screen'>+15550100</Number></Dial></Response>";
        String screen = "<Response><Gather numDigits='1' timeout='1' action='/taken'><Say>Press 1.</Say></Gather>"
                + "<Hangup/></Response>";
        try (StockWebSocketServer gateway = StockWebSocketServer.bind(
                LOOPS, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), request -> {
                    String twiml =
                            switch (request.path()) {
                                case "/voice" -> dial;
                                case "/screen" -> screen;
                                case "/after" -> {
                                    told.add(new String(request.body(), StandardCharsets.UTF_8));
                                    yield "<Response><Hangup/></Response>";
                                }
                                default -> "<Response/>";
                            };
                    return StockAnswer.respond(StockResponse.of(200, "text/xml", twiml));
                })) {
            run(
                    new SimulateCallersCommand(ENVIRONMENT),
                    "--gateway=http://127.0.0.1:" + gateway.port(),
                    "--human=" + human,
                    "--time-scale=0.01");
        }

        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains("DialCallStatus=" + status, "DialBridged=" + bridged);
    }

    @Test
    void callersThatAreStoppedHangUpAndSaySo() throws Exception {
        try (StockWebSocketServer gateway = gateway(STREAM)) {
            SimulateCallersCommand command = new SimulateCallersCommand(ENVIRONMENT);
            CompletableFuture<Integer> exit = start(
                    command,
                    "--gateway=http://127.0.0.1:" + gateway.port(),
                    "--calls=2",
                    "--rate=0.001",
                    "--script=listen",
                    "--listen-for=600");
            streamed.get(60, TimeUnit.SECONDS);
            command.stop();

            assertThat(exit.get(60, TimeUnit.SECONDS)).isEqualTo(Main.EXIT_FAILED);
        }
        assertThat(out.toString()).contains("1 of 1 calls good", "1 not placed");
    }

    /** Answers every webhook with this document, and takes every stream. */
    private StockWebSocketServer gateway(String twiml) throws Exception {
        return StockWebSocketServer.bind(LOOPS, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), request -> {
            if (request.isUpgrade()) {
                return StockAnswer.accept(new StockListener() {
                    @Override
                    public void opened(StockSocket socket) {
                        streamed.complete(true);
                    }
                });
            }
            return StockAnswer.respond(StockResponse.of(200, "text/xml", twiml));
        });
    }

    private int run(Object command, String... options) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(options);
    }

    private CompletableFuture<Integer> start(Object command, String... options) {
        return CompletableFuture.supplyAsync(() -> run(command, options), task -> new Thread(task, "command").start());
    }

    private void await(String line) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(out.toString())
                .contains(line));
    }

    private String firstAddress() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ADDRESS.matcher(out.toString())
                .find());
        Matcher address = ADDRESS.matcher(out.toString());
        assertThat(address.find()).isTrue();
        return address.group();
    }

    private static StockOutcome dial(URI uri) throws Exception {
        return StockWebSocketClient.connect(LOOPS, StockDial.to(uri), new StockListener() {})
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private static StockSocket open(URI uri) throws Exception {
        StockOutcome outcome = dial(uri);
        if (outcome instanceof StockOutcome.Open open) {
            return open.socket();
        }
        throw new AssertionError(outcome);
    }
}
