package callgateway.doctor;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.config.SettingsException;
import callgateway.transport.IoKind;
import callgateway.transport.Loops;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes all checks at once, each on a thread of its own and within {@link #WITHIN}. */
public final class Doctor {
    /** The most a check may take. */
    public static final Duration WITHIN = Duration.ofSeconds(5);

    private final @Nullable Path file;
    private final Map<String, String> environment;
    private final Selection selection;
    private final SSLContext tls;

    /**
     * One that has not looked yet.
     *
     * @param file the operator's settings, as {@code serve} would be given them
     * @param environment the environment variables
     * @param tls whom to trust
     */
    public Doctor(@Nullable Path file, Map<String, String> environment, Selection selection, SSLContext tls) {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.selection = selection;
        this.tls = tls;
    }

    /** Looks at everything that is wanted. Blocks for {@link #WITHIN} or a little more. */
    public Diagnosis examine() throws InterruptedException {
        Config config;
        GatewaySettings settings;
        try {
            config = ConfigFiles.load(file, environment);
            settings = GatewaySettings.from(config);
        } catch (SettingsException e) {
            return unusable(e.problems());
        }
        Loops loops = Loops.start(IoKind.choose(settings.transport().io()), 1);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        try (OwnPort port = OwnPort.open(settings, loops)) {
            Web web = new Web(tls, InstantSource.system(), threads);
            SetUp setUp = new SetUp(settings, config, file, environment, tls, web, port.state(), loops);
            return new Diagnosis(look(setUp, threads));
        } finally {
            threads.shutdownNow();
            loops.close();
        }
    }

    private Diagnosis unusable(List<String> problems) {
        List<CheckReport> reports = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            boolean first = subject == Subject.CONFIGURATION;
            if (first) {
                reports.add(new CheckReport(
                        subject.word(), Masking.NUMBERS.mask(ConfigurationCheck.unusable(problems)), Duration.ZERO));
            } else if (selection.wants(subject)) {
                reports.add(new CheckReport(
                        subject.word(), List.of(Finding.skipped("needs a usable configuration")), Duration.ZERO));
            }
        }
        return new Diagnosis(reports);
    }

    private List<CheckReport> look(SetUp setUp, ExecutorService threads) throws InterruptedException {
        Masking masking = Masking.of(setUp.settings);
        long began = System.nanoTime();
        Map<Subject, Future<CheckReport>> looking = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            if (selection.wants(subject)) {
                looking.put(subject, threads.submit(() -> report(subject, setUp)));
            }
        }
        List<CheckReport> reports = new ArrayList<>();
        for (Map.Entry<Subject, Future<CheckReport>> one : looking.entrySet()) {
            CheckReport report = await(one.getKey(), one.getValue(), began);
            reports.add(new CheckReport(report.name(), masking.mask(report.findings()), report.took()));
        }
        return reports;
    }

    private static CheckReport report(Subject subject, SetUp setUp) throws Exception {
        long began = System.nanoTime();
        List<Finding> findings = subject.check(setUp).look();
        return new CheckReport(subject.word(), findings, Duration.ofNanos(System.nanoTime() - began));
    }

    private static CheckReport await(Subject subject, Future<CheckReport> look, long began)
            throws InterruptedException {
        try {
            return look.get(Math.max(1, WITHIN.toNanos() - (System.nanoTime() - began)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            Finding late = Finding.wrong(
                    "not done within " + WITHIN.toSeconds() + " s",
                    "Look at this machine's network and load, and try --only " + subject.word() + ".");
            return new CheckReport(subject.word(), List.of(late), WITHIN);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Finding failed = Finding.wrong(
                    "could not be looked at: " + cause, "This is a fault of the doctor's: please report it.");
            return new CheckReport(subject.word(), List.of(failed), Duration.ofNanos(System.nanoTime() - began));
        }
    }
}
