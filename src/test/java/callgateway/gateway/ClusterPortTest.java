package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.FreePort;
import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.admission.Place;
import callgateway.call.CallAccount;
import callgateway.call.CallEvent;
import callgateway.call.CallStory;
import callgateway.call.Calls;
import callgateway.call.EndReason;
import callgateway.cluster.HomeTickets;
import callgateway.cluster.NodeCard;
import callgateway.cluster.PeerClient;
import callgateway.cluster.PeerMessage;
import callgateway.cluster.PeerRequest;
import callgateway.cluster.Peers;
import callgateway.config.AdmissionSettings;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.Readiness;
import callgateway.routing.Overflow;
import callgateway.routing.Pools;
import callgateway.transport.IoKind;
import callgateway.transport.Loops;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.transport.PublicPort;
import callgateway.transport.PublicServer;
import callgateway.transport.TransportSettings;
import callgateway.twilio.FormParams;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes, as far as the carrier's requests go: real ports, and a stub for what answers on each of them. */
class ClusterPortTest {
    private static final String SECRET = "what the nodes of this test share";
    private static final String SID = "CA00000000000000000000000000000001";
    private static final PublicOrigin ORIGIN = PublicOrigin.parse(Webhooks.ORIGIN);

    private final ActorTestKit kit = ActorTestKit.create("cluster-port", ConfigFactory.load());
    private final Loops loops = Loops.start(IoKind.NIO, 1);
    private final Node one = new Node();
    private final Node two = new Node();

    ClusterPortTest() throws Exception {}

    /** One node. */
    private final class Node implements PublicPort {
        final NodeCard card;
        final HomeTickets tickets;
        final Peers peers = new Peers(System::nanoTime);
        final Readiness readiness = new Readiness();
        final GatewayMetrics metrics = new GatewayMetrics();
        final List<String> answered = new CopyOnWriteArrayList<>();
        final List<Calls.Adopt> adopted = new CopyOnWriteArrayList<>();
        final List<Admission.Command> admitted = new CopyOnWriteArrayList<>();
        volatile @Nullable Answer known;
        volatile @Nullable CallAccount account;
        final ClusterPort port;
        PublicServer server;

        Node() throws Exception {
            card = NodeCard.fresh("127.0.0.1", FreePort.next());
            tickets = new HomeTickets(SECRET, card);
            readiness.become(Readiness.State.READY);
            var calls = kit.<Calls.Command>spawn(Behaviors.receiveMessage(message -> {
                if (message instanceof Calls.Adopt adopt) {
                    adopted.add(adopt);
                    adopt.replyTo().tell(Done.done());
                } else if (message instanceof Calls.Describe describe) {
                    describe.replyTo().tell(Optional.ofNullable(account));
                }
                return Behaviors.same();
            }));
            var admission = kit.<Admission.Command>spawn(Behaviors.receiveMessage(message -> {
                admitted.add(message);
                if (message instanceof Admission.ComeBack back) {
                    back.replyTo().tell(new Answer.Granted());
                } else if (message instanceof Admission.Poll poll) {
                    poll.replyTo().tell(new Admission.PollAnswer(known));
                }
                return Behaviors.same();
            }));
            LivePools pools = new LivePools(
                    new Pools(List.of(Webhooks.pool("sales", "*", 20, new Overflow.Message("Nobody.")))),
                    OptionalInt.of(10),
                    1000,
                    new AdmissionSettings(
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(15),
                            Duration.ofSeconds(60)));
            Neighbours neighbours = new Neighbours(tickets, peers, metrics.cluster());
            port = new ClusterPort(
                    this,
                    tickets,
                    neighbours,
                    new RequestSignature(List.of(Webhooks.TOKEN), Webhooks.ORIGIN),
                    new TakeOver(kit.system(), calls, admission, pools),
                    new Leaving(kit.system(), calls, admission, readiness, neighbours, this),
                    metrics.cluster(),
                    kit.system().executionContext()::execute);
            server = open();
        }

        private PublicServer open() throws Exception {
            return PublicServer.start(
                    loops,
                    new TransportSettings(
                            "127.0.0.1", card.port(), "nio", 1, 100, 65536, 65536, Duration.ofMinutes(1), null),
                    port);
        }

        /** The port of a node that is alone. */
        @Override
        public CompletionStage<PlainResponse> answer(PlainRequest request) {
            answered.add(request.path());
            return CompletableFuture.completedStage(PlainResponse.text(200, card.name()));
        }

        @Override
        public Upgrade upgrade(PlainRequest request) {
            return new Refuse(PlainResponse.text(418, "here"));
        }

        /** What this node answers to Twilio about our call. */
        String asked(String path, String ticket, String... more) throws Exception {
            String target = path + (ticket.isEmpty() ? "" : "?" + PublicOrigin.HOME + "=" + ticket);
            return send(target, RequestSignature.sign(Webhooks.TOKEN, ORIGIN.http(target), form(more)), more);
        }

        String send(String target, String signature, String[] more) throws Exception {
            StringBuilder body = new StringBuilder();
            form(more).all().forEach(param -> body.append(body.length() == 0 ? "" : "&")
                    .append(param.name())
                    .append('=')
                    .append(param.value()));
            PlainResponse answer = port.answer(new PlainRequest(
                            "POST",
                            target,
                            List.of(
                                    Map.entry("Content-Type", "application/x-www-form-urlencoded"),
                                    Map.entry("X-Twilio-Signature", signature)),
                            body.toString().getBytes(StandardCharsets.UTF_8),
                            "127.0.0.1:1"))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            return new String(answer.body(), StandardCharsets.UTF_8);
        }

        double counted(String outcome) {
            return metrics.scrape()
                    .lines()
                    .filter(line -> line.startsWith("gateway_cluster_webhooks_total{outcome=\"" + outcome + "\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private static FormParams form(String... more) {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        all.put("CallSid", SID);
        all.put("AccountSid", "AC1");
        all.put("To", "15550100");
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return FormParams.of(all);
    }

    private void hears(Node node, Node of) {
        node.peers.heard(new PeerMessage.Presence(
                of.card,
                of.readiness.state() == Readiness.State.READY,
                0,
                kit.system().ignoreRef()));
    }

    @BeforeEach
    void introduce() {
        hears(one, two);
        hears(two, one);
    }

    @AfterEach
    void stop() {
        one.server.close();
        two.server.close();
        loops.close();
        kit.shutdownTestKit();
    }

    @Test
    void aCallsHomeAnswersWhicheverNodeIsAsked() throws Exception {
        assertThat(one.asked("/voice/after", two.tickets.own())).isEqualTo(two.card.name());
        assertThat(two.asked("/voice/after", two.tickets.own())).isEqualTo(two.card.name());
        assertThat(one.asked("/voice", "")).isEqualTo(one.card.name());
        assertThat(one.asked("/voice", "x.y")).isEqualTo(one.card.name());
        assertThat(two.answered).containsExactly("/voice/after", "/voice/after");
        assertThat(one.counted("home")).isEqualTo(1);
        assertThat(two.counted("for_peer")).isEqualTo(1);
    }

    @Test
    void aCallWhoseHomeIsGoneIsTakenOverBeforeAllWhoWait() throws Exception {
        two.server.close();
        assertThat(one.asked("/voice/after", two.tickets.own(), "CallStatus", "in-progress"))
                .isEqualTo(one.card.name());
        assertThat(one.adopted).singleElement().satisfies(adopt -> {
            assertThat(adopt.id().callSid()).isEqualTo(SID);
            assertThat(adopt.pool()).isEqualTo("sales");
            assertThat(adopt.story()).isNull();
        });
        assertThat(one.admitted).singleElement().isInstanceOf(Admission.ComeBack.class);
        assertThat(one.counted("taken_over")).isEqualTo(1);
        // Whoever only stood in line there asks anew, and whoever has hung up needs nothing.
        assertThat(one.asked("/voice/wait", two.tickets.own())).isEqualTo(one.card.name());
        assertThat(one.asked("/voice/after", two.tickets.own(), "CallStatus", "completed"))
                .isEqualTo(one.card.name());
        assertThat(one.adopted).hasSize(1);
    }

    @Test
    void aCallWhoseHomeStandsStillIsTakenOverToo() throws Exception {
        // Its kernel takes connections, and nobody reads them.
        try (ServerSocket stands = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String ticket = new HomeTickets(SECRET, NodeCard.fresh("127.0.0.1", stands.getLocalPort())).own();

            assertThat(one.asked("/voice/after", ticket, "CallStatus", "in-progress"))
                    .isEqualTo(one.card.name());

            assertThat(one.adopted).hasSize(1);
            assertThat(one.admitted).singleElement().isInstanceOf(Admission.ComeBack.class);
        }
    }

    @Test
    void aProcessThatWasStartedAgainIsNotTheHomeOfItsFormersCalls() throws Exception {
        NodeCard former = NodeCard.fresh(two.card.host(), two.card.port());
        String ticket = new HomeTickets(SECRET, former).own();
        assertThat(one.asked("/voice/after", ticket)).isEqualTo(one.card.name());
        assertThat(one.adopted).hasSize(1);
        assertThat(two.counted("refused")).isEqualTo(1);
        assertThat(two.asked("/voice/after", ticket)).isEqualTo(two.card.name());
        assertThat(two.adopted).hasSize(1);
    }

    @Test
    void whatTwilioHasNotSignedIsTakenOverByNobody() throws Exception {
        two.server.close();
        String target = "/voice/after?" + PublicOrigin.HOME + "=" + two.tickets.own();
        one.send(target, "wrong", new String[0]);
        // The port behind it refuses; here a stub does not.
        assertThat(one.adopted).isEmpty();
        assertThat(one.admitted).isEmpty();
    }

    @Test
    void newCallersOfANodeThatIsEmptiedGoToAnother() throws Exception {
        one.readiness.drainForGood();
        assertThat(one.asked("/voice", "")).isEqualTo(two.card.name());
        one.known = new Answer.Queued(1, 1, Duration.ofSeconds(3), Place.NEW);
        assertThat(one.asked("/voice/wait", one.tickets.own())).contains("<Leave/>");
        assertThat(one.asked("/voice", one.tickets.own(), "QueueResult", "leave"))
                .isEqualTo(two.card.name());
        // It is told, and not waited for.
        await().untilAsserted(() -> assertThat(one.admitted).last().isEqualTo(new Admission.Over(SID)));
        one.known = new Answer.Granted();
        assertThat(one.asked("/voice", one.tickets.own(), "QueueResult", "leave"))
                .isEqualTo(one.card.name());
        assertThat(one.counted("moved")).isEqualTo(2);
        assertThat(two.counted("from_peer")).isEqualTo(2);
    }

    @Test
    void aStreamThatHadToEndGoesOnElsewhereWithItsStory() throws Exception {
        one.readiness.drainForGood();
        one.account = new CallAccount(
                SID,
                "sales",
                "",
                "",
                Instant.EPOCH,
                null,
                EndReason.SHUTDOWN,
                List.of(new CallStory.Moment(Instant.EPOCH, new CallEvent.KeysPressed(3))),
                0);
        assertThat(one.asked("/voice/after", one.tickets.own())).isEqualTo(two.card.name());
        assertThat(two.adopted).singleElement().satisfies(adopt -> assertThat(String.valueOf(adopt.story()))
                .contains("KeysPressed"));
    }

    @Test
    void whereNobodyTakesThemTheyAreAnsweredHere() throws Exception {
        one.readiness.drainForGood();
        two.readiness.drainForGood();
        assertThat(one.asked("/voice", "")).isEqualTo(one.card.name());
        assertThat(one.counted("nobody")).isEqualTo(1);
        assertThat(two.counted("refused")).isEqualTo(1);
    }

    @Test
    void onlyNodesPassRequestsOn() throws Exception {
        byte[] body = new PeerRequest(
                        System.currentTimeMillis(),
                        "POST",
                        "/voice",
                        null,
                        null,
                        new byte[0],
                        new PeerRequest.TakeOver(null))
                .toBytes();
        assertThat(passedOn(body, "wrong").status()).isEqualTo(403);
        byte[] old = new PeerRequest(1, "POST", "/voice", null, null, new byte[0], null).toBytes();
        assertThat(passedOn(old, one.tickets.sign(old)).status()).isEqualTo(403);
        byte[] nonsense = "{]".getBytes(StandardCharsets.UTF_8);
        assertThat(passedOn(nonsense, one.tickets.sign(nonsense)).status()).isEqualTo(400);
        // Signed by a node, but what it passes on is not signed by Twilio.
        assertThat(passedOn(body, one.tickets.sign(body)).status()).isEqualTo(503);
        assertThat(two.answered).isEmpty();
    }

    private PlainResponse passedOn(byte[] body, String mac) throws Exception {
        return two.port
                .answer(new PlainRequest(
                        "POST", PeerClient.PATH, List.of(Map.entry(PeerClient.MAC, mac)), body, "127.0.0.1:1"))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void aMediaSocketIsRelayedToItsHome() {
        String path = "/media/" + two.tickets.own();
        PlainRequest genuine =
                upgrade(path, RequestSignature.sign(Webhooks.TOKEN, ORIGIN.webSocket(path), FormParams.NONE));
        assertThat(one.port.upgrade(genuine)).isEqualTo(new PublicPort.Relay(two.card.host(), two.card.port()));
        assertThat(status(two.port.upgrade(genuine))).isEqualTo(418);
        // Without Twilio's signature it goes the way of all such.
        assertThat(status(one.port.upgrade(upgrade(path, "wrong")))).isEqualTo(418);
        assertThat(status(one.port.upgrade(upgrade("/media", "wrong")))).isEqualTo(418);
        String former = "/media/" + new HomeTickets(SECRET, NodeCard.fresh("127.0.0.1", one.card.port())).own();
        assertThat(status(one.port.upgrade(upgrade(former, "wrong")))).isEqualTo(503);
    }

    private static PlainRequest upgrade(String path, String signature) {
        return new PlainRequest(
                "GET", path, List.of(Map.entry("X-Twilio-Signature", signature)), new byte[0], "127.0.0.1:1");
    }

    private static int status(PublicPort.Upgrade upgrade) {
        assertThat(upgrade).isInstanceOf(PublicPort.Refuse.class);
        return ((PublicPort.Refuse) upgrade).response().status();
    }
}
