package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.PlanLimitSettings;
import callgateway.call.Calls;
import callgateway.config.ConfigReload;
import callgateway.config.GatewaySettings;
import callgateway.operations.AdminServer;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.LiveView;
import callgateway.operations.OutboundCalls;
import callgateway.operations.Readiness;
import callgateway.rest.RestSettings;
import callgateway.rest.TwilioRest;
import callgateway.routing.Pools;
import callgateway.transport.PublicPort;
import callgateway.transport.PublicServer;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import com.typesafe.config.Config;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway; several may run in one process. */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration START_WITHIN = Duration.ofSeconds(20);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final GatewaySettings settings;
    private final Means means;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Readiness readiness = new Readiness();
    private final LiveView view = new LiveView(metrics, readiness);
    private final ActorSystem<Void> system;
    private final ActorRef<Calls.Command> calls;
    private final ActorRef<Admission.Command> admission;
    private final @Nullable ActorRef<TwilioRest.Command> rest;
    private final TransferAnswers transferAnswers;
    private final LivePools pools;
    private final @Nullable PlanDiscovery discovery;
    private final PublicServer publicServer;
    private final AdminServer adminServer;
    private final ServerBinding adminBinding;
    private final @Nullable ClusterSide cluster;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private boolean closed;

    private Gateway(GatewaySettings settings, Config config) throws IOException {
        this.settings = settings;
        this.cluster = settings.cluster() == null
                ? null
                : new ClusterSide(settings.cluster(), settings.transport().port(), metrics, this::lost);
        this.means = Means.open(settings, metrics, readiness);
        this.pools = new LivePools(
                settings.pools(), settings.planConcurrency(), settings.calls().maxCalls(), settings.admission());
        this.transferAnswers = new TransferAnswers(origin());
        Guardian guardian = new Guardian(
                settings.twilio().rest(),
                means.observation().with(metrics.carrierRequests()),
                transferAnswers,
                new Admission.Plan(
                        pools.limits(),
                        PlanLimitSettings.defaults(),
                        view.admission(),
                        System::nanoTime,
                        cluster == null ? null : cluster.shares()),
                (admitting, redirect) -> new Calls.Plan(
                        means.dialer(),
                        settings.omni(),
                        settings.media(),
                        settings.calls(),
                        admitting,
                        redirect,
                        settings.admission().renewEvery(),
                        means.storedPersonas(),
                        means.tools(),
                        means.recordings(),
                        means.journal(),
                        metrics.calls(),
                        System::nanoTime));
        this.system = ActorSystem.create(
                guardian.create(), "call-gateway", means.loops().dispatchers().withFallback(config));
        PublicServer opened = null;
        try {
            this.calls = guardian.calls();
            this.admission = guardian.admission();
            this.rest = guardian.rest();
            view.start(system, calls);
            if (!settings.warmUp().isZero()) {
                new WarmUp(system, settings, means.dialer(), means.tools(), transferAnswers).run(settings.warmUp());
            }
            opened = openPublicPort();
            this.publicServer = opened;
            metrics.watch(publicServer, means.loops());
            metrics.watch(settings.records().folder());
            this.adminServer = adminServer();
            this.adminBinding = openAdminPort(adminServer);
            if (cluster != null) {
                cluster.join(config, readiness, calls, ask -> AdminPeers.answer(ask, adminServer.own(), system));
                cluster.lend(admission, readiness, pools::limits, longestCall());
                cluster.count(adminServer::countIn);
            } else {
                adminServer.countIn(system);
            }
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            endSystem();
            throw e;
        }
        this.discovery = settings.planConcurrency().isEmpty()
                ? PlanDiscovery.start(settings.omni(), sessions -> admission.tell(new Admission.Discovered(sessions)))
                : null;
        if (cluster == null) {
            readiness.become(Readiness.State.READY);
        }
        LOG.info(
                "listening on {}:{} (public) and {}:{} (admin), {} event loops, {}",
                settings.transport().host(),
                publicServer.port(),
                settings.admin().bind(),
                adminPort(),
                means.loops().count(),
                means.loops().kind());
    }

    /**
     * Starts a gateway.
     *
     * @param settings what the operator wants
     * @param config the configuration it came from, for the actor system
     * @throws IOException when a port cannot be opened; nothing is left running
     */
    public static Gateway start(GatewaySettings settings, Config config) throws IOException {
        return new Gateway(settings, config);
    }

    private PublicServer openPublicPort() throws IOException {
        RequestSignature signature =
                new RequestSignature(settings.twilio().authTokens(), "https://" + settings.publicHost());
        VoiceAnswers answers =
                new VoiceAnswers(origin(), settings.rescue(), cluster == null ? LinePlaces.ALONE : cluster.places());
        VoiceDesk desk = new VoiceDesk(
                system,
                calls,
                admission,
                pools,
                answers,
                transferAnswers,
                means.journal(),
                metrics,
                readiness,
                InstantSource.system(),
                LoggerFactory.getLogger(VoiceDesk.class));
        system.scheduler().scheduleWithFixedDelay(SWEEP_EVERY, SWEEP_EVERY, desk::sweep, system.executionContext());
        VoiceRoutes routes = new VoiceRoutes(
                desk, signature, answers, metrics, settings.twilio().accountSid());
        PublicPort alone = new GatewayPort(system, routes, signature, calls, metrics.calls(), settings.calls());
        return PublicServer.start(
                means.loops(),
                settings.transport(),
                cluster == null ? alone : cluster.before(alone, system, calls, admission, pools, readiness, signature));
    }

    /** What the addresses handed out to Twilio begin with. */
    private PublicOrigin origin() {
        PublicOrigin origin = PublicOrigin.parse("https://" + settings.publicHost());
        return cluster == null ? origin : cluster.at(origin);
    }

    /** The agent's service has sessions for no longer than this; where nobody limits calls, carriers do. */
    private Duration longestCall() {
        List<Duration> longest = settings.pools().all().stream()
                .map(pool -> pool.guards().maxCall())
                .toList();
        return longest.contains(Duration.ZERO) || longest.isEmpty() ? Duration.ofDays(1) : Collections.max(longest);
    }

    private void lost() {
        readiness.drainForGood();
        lost.complete(null);
    }

    /** Completes when the other nodes have thrown this one out: it keeps its calls, takes no more, and should be restarted. */
    public CompletionStage<Void> whenLost() {
        return lost;
    }

    private AdminServer adminServer() {
        return new AdminServer(
                system,
                calls,
                admission,
                metrics,
                readiness,
                view,
                means.records(),
                means.recordings(),
                outbound(),
                settings.admin().token(),
                cluster == null ? null : cluster.admin());
    }

    private ServerBinding openAdminPort(AdminServer server) throws IOException {
        String host = settings.admin().bind();
        int port = settings.admin().port();
        try {
            return server.start(host, port).toCompletableFuture().get(START_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("cannot listen on " + host + ":" + port + " (admin): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }

    private @Nullable OutboundCalls outbound() {
        RestSettings asked = settings.twilio().rest();
        if (rest == null || asked == null) {
            LOG.info("TWILIO_ACCOUNT_SID is not set: calls cannot be placed, or ended when they are not on this node");
            return null;
        }
        PublicOrigin origin = origin();
        return new OutboundCalls(
                rest,
                new SlotsForPlacedCalls(system, admission, pools, metrics),
                URI.create(origin.http(VoiceAnswers.VOICE)),
                URI.create(origin.http(VoiceAnswers.STATUS)),
                asked.ringFor());
    }

    /** The public port that was opened. */
    public int publicPort() {
        return publicServer.port();
    }

    /** The admin port that was opened. */
    public int adminPort() {
        return adminBinding.localAddress().getPort();
    }

    /** Other pools from now on; calls that have begun keep what they began with. */
    public void pools(Pools changed) {
        pools.change(changed, admission::tell);
    }

    /** Counts how reading the configuration again went. */
    public ConfigReload.Monitor reloads() {
        return new ConfigReload.Monitor() {
            @Override
            public void reloaded() {
                metrics.configRead(true);
            }

            @Override
            public void refused() {
                metrics.configRead(false);
            }
        };
    }

    /** What it counts. */
    public GatewayMetrics metrics() {
        return metrics;
    }

    /**
     * Takes no more calls, and waits for those it has and for those it relays.
     *
     * @param enough asked again and again: true to wait no longer
     * @return whether none is left
     */
    public boolean drain(BooleanSupplier enough) throws InterruptedException {
        readiness.drainForGood();
        if (cluster != null && metrics.live() > 0) {
            Thread aside = new Thread(cluster::stepAside, "step-aside");
            aside.setDaemon(true);
            aside.start();
        }
        return new Draining(system, admission, metrics, publicServer).await(enough);
    }

    /**
     * Stops: takes no more calls, ends those that are live into Twilio's question what comes next, stays to answer it, and
     * leaves nothing running.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        readiness.become(Readiness.State.STOPPING);
        int live = metrics.live();
        metrics.forcedEnds(live);
        try {
            AskPattern.ask(calls, Calls.EndAll::new, settings.shutdownGrace(), system.scheduler())
                    .toCompletableFuture()
                    .join();
            if (live > 0) {
                LOG.info(
                        "{} calls ended; waiting {} for Twilio to ask what comes next", live, settings.shutdownGrace());
                TimeUnit.MILLISECONDS.sleep(settings.shutdownGrace().toMillis());
            }
        } catch (CompletionException e) {
            LOG.warn("not all calls ended within {}", settings.shutdownGrace());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (cluster != null) {
            // While the port is still open, so that callers are passed on to others to the last.
            cluster.close();
        }
        publicServer.close();
        closeRecordings();
        view.close();
        if (discovery != null) {
            discovery.close();
        }
        try {
            adminBinding
                    .terminate(Duration.ofSeconds(1))
                    .toCompletableFuture()
                    .get(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the admin port did not close in time: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endSystem();
    }

    /** Files are closed before those are gone who are told of it. */
    private void closeRecordings() {
        means.recordings().close();
        try {
            AskPattern.ask(calls, Calls.ListCalls::new, STOP_WITHIN, system.scheduler())
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            LOG.warn("the last recordings may be missing in their calls' records");
        }
    }

    private void endSystem() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the actor system did not end in time: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The last to be told anything is the registry of calls.
        means.close();
    }
}
