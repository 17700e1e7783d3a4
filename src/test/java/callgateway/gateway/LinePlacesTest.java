package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import callgateway.admission.Admission;
import callgateway.admission.Place;
import callgateway.admission.PlanLimitSettings;
import callgateway.call.CallJournal;
import callgateway.call.CallSettings;
import callgateway.call.Calls;
import callgateway.cluster.Arrival;
import callgateway.cluster.HomeTickets;
import callgateway.cluster.NodeCard;
import callgateway.cluster.PeerMessage;
import callgateway.cluster.Peers;
import callgateway.config.AdmissionSettings;
import callgateway.config.GatewaySettings.RescueSettings;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.Readiness;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.Pools;
import callgateway.transport.IoKind;
import callgateway.transport.Loops;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.transport.PublicServer;
import callgateway.transport.TransportSettings;
import callgateway.twilio.FormParams;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes with one slot each, both taken, as Twilio sees them: who stood in one's line stands in the other's. */
class LinePlacesTest {
    private static final String SECRET = "what the nodes of this test share";
    private static final Pool SALES = Webhooks.pool("sales", "*", 2, new Overflow.Message("Nobody."));
    private static final Pattern ADDRESS = Pattern.compile("(action|waitUrl)=\"([^\"#]*)#[^\"]*\"");

    private final ActorTestKit kit = ActorTestKit.create("line-places", ConfigFactory.load());
    private final Loops loops = Loops.start(IoKind.NIO, 1);
    /** What all clocks say has passed. */
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

    private final Node one = new Node();
    private final Node two = new Node();

    LinePlacesTest() throws Exception {}

    private final class Node {
        final NodeCard card;
        final HomeTickets tickets;
        final Peers peers = new Peers(System::nanoTime);
        final Readiness readiness = new Readiness();
        final GatewayMetrics metrics = new GatewayMetrics();
        final ActorRef<Admission.Command> admission;
        final ClusterPort port;
        final PublicServer server;

        Node() throws Exception {
            card = NodeCard.fresh("127.0.0.1", FreePort.next());
            tickets = new HomeTickets(SECRET, card);
            readiness.become(Readiness.State.READY);
            ActorRef<Calls.Command> calls = kit.spawn(Behaviors.receiveMessage(message -> {
                if (message instanceof Calls.Announce announce) {
                    announce.replyTo().tell(new Calls.Expected("token"));
                } else if (message instanceof Calls.Adopt adopt) {
                    adopt.replyTo().tell(Done.done());
                }
                return Behaviors.same();
            }));
            LivePools pools = new LivePools(
                    new Pools(List.of(SALES)),
                    OptionalInt.of(1),
                    1000,
                    new AdmissionSettings(
                            Duration.ofMinutes(30),
                            Duration.ofMinutes(30),
                            Duration.ofSeconds(15),
                            Duration.ofMinutes(30)));
            admission = kit.spawn(Admission.create(new Admission.Plan(
                    pools.limits(),
                    PlanLimitSettings.defaults(),
                    metrics.admission(readiness),
                    () -> millis.get() * 1_000_000)));
            RequestSignature signature = new RequestSignature(List.of(Webhooks.TOKEN), Webhooks.ORIGIN);
            PublicOrigin origin = PublicOrigin.parse(Webhooks.ORIGIN).withHome(tickets.own());
            VoiceAnswers answers = new VoiceAnswers(
                    origin,
                    new RescueSettings(null, Duration.ofSeconds(20), "Nobody is there."),
                    new LinePlaces(tickets, LinePlacesTest.this::now));
            VoiceDesk desk = new VoiceDesk(
                    kit.system(),
                    calls,
                    admission,
                    pools,
                    answers,
                    new TransferAnswers(origin),
                    CallJournal.NONE,
                    metrics,
                    readiness,
                    LinePlacesTest.this::now,
                    org.slf4j.LoggerFactory.getLogger(VoiceDesk.class));
            GatewayPort local = new GatewayPort(
                    kit.system(),
                    new VoiceRoutes(desk, signature, answers, metrics, null),
                    signature,
                    calls,
                    metrics.calls(),
                    CallSettings.defaults());
            Neighbours neighbours = new Neighbours(tickets, peers, metrics.cluster());
            port = new ClusterPort(
                    local,
                    tickets,
                    neighbours,
                    signature,
                    new TakeOver(kit.system(), calls, admission, pools),
                    new Leaving(kit.system(), calls, admission, readiness, neighbours, local),
                    metrics.cluster(),
                    kit.system().executionContext()::execute);
            server = PublicServer.start(
                    loops,
                    new TransportSettings(
                            "127.0.0.1", card.port(), "nio", 1, 100, 65536, 65536, Duration.ofMinutes(1), null),
                    port);
        }

        /** What this node answers to Twilio. */
        String asked(String target, String callSid, String... more) throws Exception {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("CallSid", callSid);
            all.put("AccountSid", "AC0123");
            all.put("From", "+15550100");
            all.put("To", "+15550199");
            all.put("CallStatus", "in-progress");
            for (int i = 0; i < more.length; i += 2) {
                all.put(more[i], more[i + 1]);
            }
            FormParams form = FormParams.of(all);
            PlainResponse answer = port.answer(new PlainRequest(
                            "POST",
                            target,
                            List.of(
                                    Map.entry("Content-Type", "application/x-www-form-urlencoded"),
                                    Map.entry(
                                            "X-Twilio-Signature",
                                            RequestSignature.sign(Webhooks.TOKEN, Webhooks.ORIGIN + target, form))),
                            form.encoded().getBytes(StandardCharsets.UTF_8),
                            "127.0.0.1:1"))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(200);
            return new String(answer.body(), StandardCharsets.UTF_8);
        }

        /** A caller who has come, and waits. */
        Waiter waits(String callSid) throws Exception {
            return new Waiter(callSid, asked("/voice", callSid));
        }

        void ends(String callSid) {
            admission.tell(new Admission.Over(callSid));
        }
    }

    /** A caller in Twilio's queue. */
    private static final class Waiter {
        final String callSid;
        private String action = "";
        private String waitUrl = "";

        Waiter(String callSid, String twiml) {
            this.callSid = callSid;
            isPutInto(twiml);
        }

        private void isPutInto(String twiml) {
            assertThat(twiml).contains("<Enqueue");
            Matcher addresses = ADDRESS.matcher(twiml);
            while (addresses.find()) {
                String target = addresses.group(2).replace("&amp;", "&").substring(Webhooks.ORIGIN.length());
                if (addresses.group(1).equals("action")) {
                    action = target;
                } else {
                    waitUrl = target;
                }
            }
            assertThat(action).startsWith("/voice?");
            assertThat(waitUrl).startsWith("/voice/wait?");
        }

        /** The hold audio has ended. */
        String hears(Node at) throws Exception {
            return at.asked(waitUrl, callSid, "QueueTime", "0");
        }

        /** Out of the queue, and into another. */
        void leavesAndComesBack(Node at) throws Exception {
            assertThat(hears(at)).contains("<Leave/>");
            isPutInto(at.asked(action, callSid, "QueueResult", "leave", "QueueTime", "20"));
        }

        String home() {
            return action.substring(action.indexOf("at=") + 3);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }

    @BeforeEach
    void bothAreFull() throws Exception {
        hears(one, two);
        hears(two, one);
        assertThat(one.asked("/voice", "CA1")).contains("<Connect");
        assertThat(two.asked("/voice", "CA2")).contains("<Connect");
    }

    private void hears(Node node, Node of) {
        node.peers.heard(new PeerMessage.Presence(of.card, true, 0, kit.system().ignoreRef()));
    }

    @AfterEach
    void stop() {
        one.server.close();
        two.server.close();
        loops.close();
        kit.shutdownTestKit();
    }

    @Test
    void whoseHomeDiesStandsAheadOfThoseWhoCameLater() throws Exception {
        Waiter earliest = two.waits("CA10");
        millis.addAndGet(5_000);
        Waiter early = one.waits("CA11");
        millis.addAndGet(20_000);
        Waiter late = two.waits("CA12");
        Instant came = now().minusSeconds(20);
        one.server.close();

        early.leavesAndComesBack(two);

        assertThat(early.hears(two)).contains("number 2 in line");
        assertThat(earliest.hears(two)).contains("number 1 in line");
        assertThat(late.hears(two)).contains("number 3 in line");
        // What its new addresses say is what the old ones said.
        assertThat(two.tickets.read(early.home())).isEqualTo(two.card);
        assertThat(two.tickets.arrival(early.home())).isEqualTo(new Arrival(came.toEpochMilli(), false));
        two.ends("CA2");
        assertThat(early.hears(two)).contains("number 1 in line");
        two.ends("CA10");
        assertThat(late.hears(two)).doesNotContain("<Leave/>");
        assertThat(early.hears(two)).contains("<Leave/>");
        assertThat(two.asked(early.action, early.callSid, "QueueResult", "leave"))
                .contains("<Connect");
    }

    @Test
    void theLineFormsAnewInTheOrderOfItsCallersWhoeverAsksFirst() throws Exception {
        List<Waiter> line = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            line.add(one.waits("CA1" + i));
            millis.addAndGet(2_000);
        }
        // More than one node's line may hold, and nobody of it is turned away.
        line.add(two.waits("CA18"));
        millis.addAndGet(2_000);
        line.add(two.waits("CA19"));
        one.server.close();

        line.get(1).leavesAndComesBack(two);
        line.get(0).leavesAndComesBack(two);

        for (int i = 0; i < line.size(); i++) {
            assertThat(line.get(i).hears(two)).contains("number " + (i + 1) + " in line");
        }
        assertThat(two.asked("/voice", "CA20")).contains("Nobody.");
    }

    @Test
    void whoseHomeIsBeingEmptiedTakesThePlaceAlong() throws Exception {
        Waiter early = one.waits("CA11");
        millis.addAndGet(20_000);
        Waiter late = two.waits("CA12");
        one.readiness.drainForGood();

        // Twilio asks the node that is being emptied.
        early.leavesAndComesBack(one);

        assertThat(two.tickets.read(early.home())).isEqualTo(two.card);
        assertThat(early.hears(one)).contains("number 1 in line");
        assertThat(late.hears(two)).contains("number 2 in line");
    }

    @Test
    void whatWasWaitedElsewhereCountsToo() throws Exception {
        Waiter early = one.waits("CA11");
        millis.addAndGet(SALES.line().maxWait().toMillis());
        one.server.close();

        assertThat(early.hears(two)).contains("<Leave/>");
        assertThat(two.asked(early.action, early.callSid, "QueueResult", "leave"))
                .contains("Nobody.");
    }

    @Test
    void aClockThatIsAheadPutsNobodyBehindThoseWhoHaveNotComeYet() throws Exception {
        String ahead = one.tickets.own(new Arrival(now().plusSeconds(3600).toEpochMilli(), false));
        one.server.close();

        two.asked("/voice?at=" + ahead, "CA11", "QueueResult", "leave", "QueueTime", "10");
        millis.addAndGet(1_000);
        Waiter late = two.waits("CA12");

        assertThat(late.hears(two)).contains("number 2 in line");
    }

    @Test
    void whoWasTurnedAwayStandsBeforeAllOthersElsewhereToo() throws Exception {
        Waiter late = two.waits("CA12");
        String first = one.tickets.own(new Arrival(now().toEpochMilli(), true));
        one.server.close();

        Waiter turnedAway = new Waiter("CA11", two.asked("/voice?at=" + first, "CA11", "QueueResult", "leave"));

        assertThat(turnedAway.hears(two)).contains("number 1 in line");
        assertThat(late.hears(two)).contains("number 2 in line");
        assertThat(two.tickets.arrival(turnedAway.home())).isNotNull().satisfies(arrival -> assertThat(arrival.first())
                .isTrue());
    }

    @Test
    void aNodeOfAFormerVersionDidNotSaySinceWhenAndTwilioDoes() throws Exception {
        millis.addAndGet(60_000);
        Waiter late = two.waits("CA12");
        one.server.close();

        Waiter early = new Waiter(
                "CA11", two.asked("/voice?at=" + one.tickets.own(), "CA11", "QueueResult", "leave", "QueueTime", "30"));

        assertThat(early.hears(two)).contains("number 1 in line");
        assertThat(late.hears(two)).contains("number 2 in line");
    }

    @Test
    void aPlaceIsNeverFromTheFutureAndNeverOlderThanMayBeWaited() {
        LinePlaces places = new LinePlaces(one.tickets, this::now);
        assertThat(places.of(caller(one.tickets.own(new Arrival(now().toEpochMilli() + 1, false)))))
                .isEqualTo(Place.NEW);
        assertThat(places.of(caller(one.tickets.own(new Arrival(0, false)))))
                .isEqualTo(new Place(SALES.line().maxWait(), false));
        assertThat(places.of(caller(one.tickets.own()))).isEqualTo(Place.NEW);
        assertThat(places.of(caller("nonsense"))).isEqualTo(Place.NEW);
        assertThat(LinePlaces.ALONE.of(caller(one.tickets.own(new Arrival(0, true)))))
                .isEqualTo(Place.NEW);
        assertThat(LinePlaces.ALONE.home(Place.NEW)).isEmpty();
    }

    private static CallerRequest caller(String home) {
        return new CallerRequest(
                new callgateway.call.CallId("CA1", "AC1", "", "", false),
                SALES,
                false,
                FormParams.of(Map.of(PublicOrigin.HOME, home)));
    }
}
