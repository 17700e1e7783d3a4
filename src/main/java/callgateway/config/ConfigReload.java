package callgateway.config;

import callgateway.routing.Pools;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts changed pools into use while calls go on. The files beside the configuration file are looked at every few seconds; once
 * they have changed and then stayed as they are, everything is read again. A file with a mistake is refused whole and the pools
 * stay as they were. Nothing but the pools changes: the rest is said to need a restart.
 *
 * <p>Has one thread of its own, on which the listener is called; {@link #reloadNow} calls it on the caller's.
 */
public final class ConfigReload implements AutoCloseable {
    /** How often the files are looked at; a change is read when the next look finds nothing new. */
    public static final Duration USUAL_PACE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);
    private static final List<String> RELOADABLE = List.of("call-gateway.pools.", "call-gateway.pool-defaults.");

    /** Is told how it went, for counters. */
    public interface Monitor {
        /** Changed pools are in use. */
        void reloaded();

        /** The files have a mistake. */
        void refused();
    }

    /** How a reload went. */
    public sealed interface Outcome {
        /**
         * The files can be used.
         *
         * @param changes what is different from before, a line for each pool; may be empty
         * @param needRestart settings that are different from those the gateway was started with, and are not in use
         */
        record Read(List<String> changes, List<String> needRestart) implements Outcome {}

        /**
         * The files have mistakes, and nothing has changed.
         *
         * @param problems a line each
         */
        record Refused(List<String> problems) implements Outcome {}
    }

    private final Path file;
    private final Map<String, String> environment;
    private final Config started;
    private final PoolBase base;
    private final Consumer<Pools> listener;
    private final Monitor monitor;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread own = new Thread(task, "config-reload");
        own.setDaemon(true);
        return own;
    });

    private Pools current;
    private FolderState known;
    private FolderState last;

    private ConfigReload(
            Path file,
            Map<String, String> environment,
            Config started,
            GatewaySettings settings,
            Consumer<Pools> listener,
            Monitor monitor) {
        this.file = file.toAbsolutePath();
        this.environment = Map.copyOf(environment);
        this.started = started;
        this.base = PoolBase.of(settings);
        this.current = settings.pools();
        this.listener = listener;
        this.monitor = monitor;
        this.known = FolderState.of(this.file);
        this.last = known;
    }

    /**
     * Starts to watch.
     *
     * @param file the configuration file the gateway was started with
     * @param environment the environment variables it was started with
     * @param started the configuration it was started with
     * @param settings what was read from that
     * @param pace how often to look, {@link #USUAL_PACE} in earnest
     * @param listener takes whole, valid pools that differ from the last
     */
    public static ConfigReload watch(
            Path file,
            Map<String, String> environment,
            Config started,
            GatewaySettings settings,
            Duration pace,
            Consumer<Pools> listener,
            Monitor monitor) {
        ConfigReload reload = new ConfigReload(file, environment, started, settings, listener, monitor);
        reload.thread.scheduleWithFixedDelay(reload::look, pace.toMillis(), pace.toMillis(), TimeUnit.MILLISECONDS);
        return reload;
    }

    /** Reads the files at once, changed or not. Blocks on the disk: not for an event loop. */
    public synchronized Outcome reloadNow() {
        known = FolderState.of(file);
        last = known;
        Outcome outcome = read();
        if (outcome instanceof Outcome.Refused refused) {
            monitor.refused();
            LOG.warn("{} is not used, the pools stay as they were: {}", file, String.join("; ", refused.problems()));
        } else if (outcome instanceof Outcome.Read done) {
            if (!done.changes().isEmpty()) {
                monitor.reloaded();
            }
            LOG.info(
                    "{} was read: {}{}",
                    file,
                    done.changes().isEmpty() ? "no pool has changed" : "pools " + String.join(", ", done.changes()),
                    done.needRestart().isEmpty() ? "" : "; needs a restart: " + String.join(", ", done.needRestart()));
        }
        return outcome;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** A change counts once it has settled: files are written piece by piece, and replaced by renaming. */
    private synchronized void look() {
        try {
            FolderState now = FolderState.of(file);
            boolean settled = now.equals(last);
            last = now;
            if (settled && !now.equals(known)) {
                reloadNow();
            }
        } catch (RuntimeException e) {
            // An exception would end the watch for good.
            LOG.error("the configuration could not be looked at", e);
        }
    }

    private Outcome read() {
        try {
            if (!Files.exists(file)) {
                return new Outcome.Refused(List.of("it is not there any more"));
            }
            if (Files.readString(file).isBlank()) {
                return new Outcome.Refused(List.of("it is empty (expected: at least a comment)"));
            }
            Config config = ConfigFiles.load(file, environment);
            // Everything must be fit for the next start, not the pools alone.
            GatewaySettings.from(config);
            Pools pools = PoolsReader.read(config.getConfig("call-gateway"), base);
            List<String> changes = current.changesTo(pools);
            if (!changes.isEmpty()) {
                listener.accept(pools);
                current = pools;
            }
            return new Outcome.Read(changes, needRestart(config));
        } catch (SettingsException e) {
            return new Outcome.Refused(e.problems());
        } catch (IOException e) {
            return new Outcome.Refused(List.of("it cannot be read: " + e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("the pools could not be put into use", e);
            return new Outcome.Refused(List.of("the pools could not be put into use: " + e));
        }
    }

    private List<String> needRestart(Config config) {
        Map<String, ConfigValue> before = fixed(started);
        Map<String, ConfigValue> after = fixed(config);
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        paths.removeIf(path -> {
            ConfigValue one = before.get(path);
            return one != null && one.equals(after.get(path));
        });
        return List.copyOf(paths);
    }

    private static Map<String, ConfigValue> fixed(Config config) {
        Map<String, ConfigValue> values = new HashMap<>();
        config.entrySet().forEach(entry -> {
            if (RELOADABLE.stream().noneMatch(entry.getKey()::startsWith)) {
                values.put(entry.getKey(), entry.getValue());
            }
        });
        return values;
    }
}
