package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.Limits;
import callgateway.admission.PlanLimitSettings;
import callgateway.admission.SharePlan;
import callgateway.admission.cluster.CapacityCoordinator;
import callgateway.admission.cluster.ClusterShares;
import callgateway.admission.share.ShareTimes;
import callgateway.call.Calls;
import callgateway.cluster.ClusterNode;
import callgateway.cluster.ClusterSettings;
import callgateway.cluster.HomeTickets;
import callgateway.cluster.NodeCard;
import callgateway.cluster.PeerDesk;
import callgateway.cluster.PeerMessage;
import callgateway.cluster.Peers;
import callgateway.operations.ClusterMetrics;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.Readiness;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.transport.PublicPort;
import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a gateway has besides when it is one of several; one that is alone has none of it. */
final class ClusterSide implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSide.class);
    /** Of three nodes two, of more the most of them: a grant survives the loss of a node. */
    private static final int LEAST_RECORDERS = 2;

    /** When others have been told to stop at the same time as this node, it has heard so by then. */
    private static final Duration OTHERS_WITHIN = Duration.ofSeconds(3);

    private static final Set<String> OVER = Set.of("completed", "busy", "failed", "no-answer", "canceled");

    private final NodeCard card;
    private final HomeTickets tickets;
    private final Peers peers = new Peers(System::nanoTime);
    private final GatewayMetrics metrics;
    private final ClusterMetrics counts;
    private final Neighbours neighbours;
    private final ClusterShares shares = new ClusterShares();
    private final Membership membership;
    private volatile @Nullable ActorRef<PeerDesk.Command> desk;

    /**
     * Joins nothing yet.
     *
     * @param publicPort the port that will be opened; known before, since it is part of every address handed out
     * @param lost run when the other nodes throw this one out
     */
    ClusterSide(ClusterSettings settings, int publicPort, GatewayMetrics metrics, Runnable lost) {
        this.membership = new Membership(settings, lost);
        this.card = NodeCard.fresh(settings.host(), publicPort);
        this.tickets = new HomeTickets(settings.secret(), card);
        this.metrics = metrics;
        this.counts = metrics.cluster();
        this.neighbours = new Neighbours(tickets, peers, counts);
    }

    /** The addresses that the carrier is given. */
    PublicOrigin at(PublicOrigin origin) {
        return origin.withHome(tickets.own());
    }

    /** Where callers stood in line, on whichever node. */
    LinePlaces places() {
        return new LinePlaces(tickets, InstantSource.system());
    }

    /** This node's name, as operators see it. */
    String name() {
        return card.name();
    }

    /** The admin API of the others. */
    AdminPeers admin() {
        return new AdminPeers(card.name(), peers, membership::node);
    }

    /** How admission has its part of the cluster's slots. */
    SharePlan shares() {
        return shares.plan(card.name());
    }

    /**
     * Begins to take part in the cluster's slots; after {@link #join}.
     *
     * @param limits what is configured here
     * @param longestCall after how long a call must have ended
     */
    void lend(
            ActorRef<Admission.Command> admission, Readiness readiness, Supplier<Limits> limits, Duration longestCall) {
        membership.each(node -> shares.start(
                node.system(),
                ClusterNode.COORDINATES,
                admission,
                new CapacityCoordinator.Plan(
                        limits,
                        PlanLimitSettings.defaults(),
                        ShareTimes.of(longestCall),
                        LEAST_RECORDERS,
                        System::nanoTime,
                        InstantSource.system())));
        readiness.watch(state -> admission.tell(
                new Admission.Spare(state == Readiness.State.READY || state == Readiness.State.STARTING)));
    }

    /** Has calls counted over all nodes, in the actor system of each membership. */
    void count(Consumer<ActorSystem<?>> counting) {
        membership.each(node -> counting.accept(node.system()));
    }

    /** Puts itself before what answers for a gateway that is alone. */
    PublicPort before(
            PublicPort local,
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            LivePools pools,
            Readiness readiness,
            RequestSignature signature) {
        PublicPort telling = new Telling(local);
        return new ClusterPort(
                telling,
                tickets,
                neighbours,
                signature,
                new TakeOver(system, calls, admission, pools),
                new Leaving(system, calls, admission, readiness, neighbours, telling),
                counts,
                system.executionContext()::execute);
    }

    /**
     * Joins the cluster, and is ready when it has heard of the other members.
     *
     * @param admin answers requests to the admin API that concern this node
     * @throws IOException when the cluster port cannot be opened
     */
    void join(
            Config config,
            Readiness readiness,
            ActorRef<Calls.Command> calls,
            Function<PeerMessage.AdminAsk, CompletionStage<PeerMessage.AdminAnswer>> admin)
            throws IOException {
        PeerDesk.Plan plan = new PeerDesk.Plan(
                self -> new PeerMessage.Presence(
                        card, readiness.state() == Readiness.State.READY, metrics.live(), self),
                peers,
                callSid -> calls.tell(new Calls.CallOverElsewhere(callSid)),
                admin);
        membership.each(node -> desk = node.spawn(PeerDesk.create(plan), "peers"));
        readiness.watch(state -> {
            ActorRef<PeerDesk.Command> here = desk;
            if (here != null) {
                here.tell(PeerDesk.Changed.NOW);
            }
        });
        ClusterNode node = membership.join(config);
        node.up().thenRun(() -> {
            ActorRef<PeerDesk.Command> here = desk;
            if (here != null) {
                here.tell(new PeerDesk.Acquaint(node::others, readiness::started));
            }
        });
        counts.watch(membership::isUp, peers);
    }

    /**
     * Gives up what only one node of the cluster has, for a node that is going to end when its calls are over; until then its
     * slots go back one by one as before. Does nothing when no other node takes callers: where all are told to stop, some have to
     * stay who know what is lent. Waits for it, at most half a minute.
     */
    void stepAside() {
        try {
            TimeUnit.MILLISECONDS.sleep(OTHERS_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (peers.all().stream().anyMatch(peer -> peer.presence().admits())) {
            membership.stepAside();
        } else {
            LOG.info("no other node takes callers: this one stays the member that it is");
        }
    }

    @Override
    public void close() {
        membership.close();
    }

    /** Where a call is over that is not named as anybody's, all nodes are told: one may have it. */
    private final class Telling implements PublicPort {
        private final PublicPort local;

        Telling(PublicPort local) {
            this.local = local;
        }

        @Override
        public Upgrade upgrade(PlainRequest request) {
            return local.upgrade(request);
        }

        @Override
        public CompletionStage<PlainResponse> answer(PlainRequest request) {
            CompletionStage<PlainResponse> answer = local.answer(request);
            return request.path().equals(VoiceAnswers.STATUS)
                    ? answer.thenApply(response -> {
                        if (response.status() / 100 == 2) {
                            tell(request);
                        }
                        return response;
                    })
                    : answer;
        }

        private void tell(PlainRequest request) {
            ActorRef<PeerDesk.Command> all = desk;
            try {
                FormParams params = FormParams.parse(new String(request.body(), StandardCharsets.UTF_8));
                String callSid = params.first("CallSid");
                String status = params.first("CallStatus");
                boolean named = request.target().contains(PublicOrigin.HOME + "=");
                if (all != null && callSid != null && status != null && OVER.contains(status) && !named) {
                    all.tell(new PeerDesk.TellAll(new PeerMessage.CallGone(callSid)));
                }
            } catch (BadMessage e) {
                LOG.debug("a status that is no form: {}", e.getMessage());
            }
        }
    }
}
