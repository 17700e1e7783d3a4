package callgateway.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A membership of this node in the cluster: an actor system of its own. It joins when it is started and leaves when it is
 * closed. When the others throw it out it ends, once and for all; a new membership needs a new process.
 */
public final class ClusterNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
    /** The role of members on which what there is once in the cluster may be: all, but those that are being emptied. */
    public static final String COORDINATES = "coordinates";

    private static final String NAME = "call-gateway-cluster";
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(20);

    private final ActorSystem<Void> system;
    private final CompletableFuture<Done> up = new CompletableFuture<>();
    private final CompletableFuture<Done> lost = new CompletableFuture<>();
    private volatile boolean leaving;

    private ClusterNode(ClusterSettings settings, List<Address> members, Config config) {
        this.system = ActorSystem.create(Behaviors.empty(), NAME, config);
        system.getWhenTerminated().thenAccept(done -> {
            if (!leaving) {
                LOG.error(
                        "this node is not a member of the cluster any more: it keeps its calls and takes no new ones");
                lost.complete(done);
            }
        });
        org.apache.pekko.cluster.Cluster.get(Adapter.toClassic(system))
                .registerOnMemberUp(() -> up.complete(Done.done()));
        if (settings.kubernetes()) {
            PekkoManagement.get(system).start();
        }
        if (!members.isEmpty()) {
            Cluster.get(system).manager().tell(new JoinSeedNodes(members));
        } else if (settings.kubernetes()) {
            ClusterBootstrap.get(system).start();
        } else {
            List<Address> seeds = settings.seeds().stream()
                    .map(seed -> seed.split(":", 2))
                    .map(seed -> new Address("pekko", NAME, seed[0], Integer.parseInt(seed[1])))
                    .toList();
            Cluster.get(system).manager().tell(new JoinSeedNodes(seeds));
        }
        LOG.info("joining the cluster as {}", Cluster.get(system).selfMember().uniqueAddress());
    }

    /**
     * Opens the cluster port and begins to join; returns before that is done.
     *
     * @param config the configuration of the process
     * @throws RuntimeException when the port cannot be opened
     */
    public static ClusterNode start(ClusterSettings settings, Config config) {
        return new ClusterNode(settings, List.of(), config(settings, List.of(COORDINATES), config));
    }

    /**
     * As {@link #start}, of a node that is being emptied: a member like the others, but nothing that is there once is on it. It
     * joins the cluster of these members and never begins another one.
     *
     * @param members of the cluster that it has left; at least one
     */
    public static ClusterNode startAside(ClusterSettings settings, List<Address> members, Config config) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("members: none (expected: at least one)");
        }
        return new ClusterNode(settings, members, config(settings, List.of(), config));
    }

    private static Config config(ClusterSettings settings, List<String> roles, Config config) {
        Map<String, Object> own = new HashMap<>();
        own.put("pekko.cluster.roles", roles);
        own.put("pekko.remote.artery.canonical.hostname", settings.host());
        own.put("pekko.remote.artery.canonical.port", settings.port());
        own.put("pekko.management.http.hostname", settings.host());
        own.put("pekko.management.http.port", settings.managementPort());
        String bootstrap = "pekko.management.cluster.bootstrap.contact-point-discovery.";
        own.put(bootstrap + "discovery-method", "kubernetes-api");
        own.put(bootstrap + "service-name", settings.service());
        own.put(bootstrap + "port-name", "management");
        own.put(bootstrap + "required-contact-point-nr", settings.contactPoints());
        own.put("pekko.discovery.kubernetes-api.pod-label-selector", "app.kubernetes.io/name=%s");
        // What an operator's file says under cluster-pekko wins over all: for tests, and for what nobody has thought
        // of.
        Config expert = config.hasPath("cluster-pekko")
                ? config.getConfig("cluster-pekko").atPath("pekko")
                : ConfigFactory.empty();
        return expert.withFallback(ConfigFactory.parseMap(own, "the cluster's settings"))
                .withFallback(ConfigFactory.parseResources(ClusterNode.class.getClassLoader(), "cluster.conf"))
                .withFallback(config)
                .resolve();
    }

    /** The cluster's actor system: for singletons, Distributed Data, the receptionist. */
    public ActorSystem<Void> system() {
        return system;
    }

    /** Starts an actor in the cluster's system. */
    public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        return system.systemActorOf(behavior, name, Props.empty());
    }

    /** Whether it is a member now. */
    public boolean isUp() {
        return !system.getWhenTerminated().toCompletableFuture().isDone()
                && Cluster.get(system).selfMember().status() == MemberStatus.up();
    }

    /** The other members that are up, as far as this one knows. */
    public List<Address> others() {
        Cluster cluster = Cluster.get(system);
        List<Address> others = new ArrayList<>();
        for (Member member : cluster.state().getMembers()) {
            if (member.status().equals(MemberStatus.up())
                    && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
                others.add(member.address());
            }
        }
        return others;
    }

    /** Its address, of the cluster port that was opened. */
    public Address address() {
        return Cluster.get(system).selfMember().address();
    }

    /** Completes when this node has become a member. */
    public CompletionStage<Done> up() {
        return up;
    }

    /** Completes when this node is thrown out of the cluster; never when it leaves by itself. */
    public CompletionStage<Done> lost() {
        return lost;
    }

    /** Leaves the cluster, handing over what is a singleton, and ends its actor system; waits for that, at most 20 s. */
    @Override
    public void close() {
        leaving = true;
        CompletionStage<Done> gone = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.clusterLeavingReason());
        try {
            gone.toCompletableFuture().get(LEAVE_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("could not leave the cluster in order: {}", e.toString());
            system.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
