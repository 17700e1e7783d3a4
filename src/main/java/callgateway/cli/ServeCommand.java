package callgateway.cli;

import callgateway.config.ConfigFiles;
import callgateway.config.ConfigReload;
import callgateway.config.GatewaySettings;
import callgateway.config.SettingsException;
import callgateway.gateway.Gateway;
import com.typesafe.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway serve}: the gateway, until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the gateway until it is stopped (Ctrl-C or SIGTERM).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    /** Beside the program, wherever it is started from; {@code bin/call-gateway} says where that is. */
    static final Path USUAL_FILE = Path.of(System.getProperty("callgateway.home", "."), "conf", "gateway.conf");

    /** The others have thrown this node out of the cluster; a process that is started anew joins it again. */
    static final int EXIT_LOST = 3;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The settings file. Default: conf/gateway.conf, when there is one.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true, java.nio.charset.StandardCharsets.UTF_8)
                : spec.commandLine().getErr();
        Path used = file != null ? file : Files.exists(USUAL_FILE) ? USUAL_FILE : null;
        Config config;
        GatewaySettings settings;
        try {
            config = ConfigFiles.load(used, System.getenv());
            settings = GatewaySettings.from(config);
        } catch (SettingsException e) {
            err.println("The gateway cannot start:");
            e.problems().forEach(problem -> err.println("  " + problem));
            return Main.EXIT_USAGE;
        }
        Gateway gateway;
        try {
            gateway = Gateway.start(settings, config);
        } catch (IOException | IllegalArgumentException e) {
            err.println("The gateway cannot start: " + e.getMessage());
            return Main.EXIT_FAILED;
        }
        ConfigReload reload = used == null
                ? null
                : ConfigReload.watch(
                        used,
                        System.getenv(),
                        config,
                        settings,
                        ConfigReload.USUAL_PACE,
                        gateway::pools,
                        gateway.reloads());
        StopSignals signals = StopSignals.listen();
        gateway.whenLost().thenRun(signals::stop);
        signals.await();
        boolean lost = gateway.whenLost().toCompletableFuture().isDone();
        try {
            if (reload != null) {
                reload.close();
            }
            // Whoever has been thrown out of the cluster keeps its calls to their end, unless it is told to stop as
            // well.
            gateway.drain(() -> signals.again() || signals.longerAgo(settings.drainMax()));
            gateway.close();
        } finally {
            signals.done();
        }
        return lost ? EXIT_LOST : 0;
    }
}
