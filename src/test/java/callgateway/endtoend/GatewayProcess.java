package callgateway.endtoend;

import callgateway.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code call-gateway serve} in a process of its own. */
final class GatewayProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    final String name;
    final int publicPort;
    final int adminPort;
    private final Ports ports;
    private final Path log;
    private final Process process;

    private GatewayProcess(String name, Ports ports, Path log, Process process) {
        this.name = name;
        this.publicPort = ports.publicPort;
        this.adminPort = ports.admin;
        this.ports = ports;
        this.log = log;
        this.process = process;
    }

    /**
     * What it listens at; a process that comes after another takes over its ports.
     *
     * @param cluster where the other nodes reach it
     * @param bind where it listens to them, which is elsewhere when a relay is between them
     */
    record Ports(int publicPort, int admin, int cluster, int bind) {
        static Ports free() throws IOException {
            int cluster = FreePort.next();
            return new Ports(FreePort.next(), FreePort.next(), cluster, cluster);
        }

        Ports reachedAt(int port) {
            return new Ports(publicPort, admin, port, bind);
        }
    }

    /**
     * Starts one; returns at once.
     *
     * @param folder for its log and settings
     * @param settings HOCON, below {@code call-gateway}
     */
    static GatewayProcess start(Path folder, String name, Ports ports, Map<String, String> environment, String settings)
            throws IOException {
        return start(folder, name, ports, environment, settings, null);
    }

    /**
     * As {@link #start(Path, String, Ports, Map, String)}.
     *
     * @param otherwise classes that take the place of the gateway's own of these names; null: none do
     */
    static GatewayProcess start(
            Path folder,
            String name,
            Ports ports,
            Map<String, String> environment,
            String settings,
            @Nullable Path otherwise)
            throws IOException {
        Path file = Files.writeString(
                folder.resolve(name + ".conf"), "call-gateway {\n" + settings + "\n}\n" + quick(ports));
        Path log = folder.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Djava.net.preferIPv4Stack=true",
                "-Dio.netty.leakDetection.level=disabled",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
        String ours = System.getProperty("java.class.path");
        String classes = otherwise == null ? ours : otherwise + File.pathSeparator + ours;
        command.addAll(List.of("-cp", classes, "callgateway.cli.Main", "serve", "-c", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("PORT", String.valueOf(ports.publicPort));
        builder.environment().put("ADMIN_PORT", String.valueOf(ports.admin));
        builder.environment().put("CLUSTER_PORT", String.valueOf(ports.cluster));
        return new GatewayProcess(name, ports, log, builder.start());
    }

    /** What takes half a minute with patience meant for production is decided in seconds. */
    private static String quick(Ports ports) {
        return """
                cluster-pekko {
                  remote.artery.bind { hostname = "127.0.0.1", port = %d }
                  cluster.failure-detector.acceptable-heartbeat-pause = 4s
                  cluster.split-brain-resolver.stable-after = 4s
                }
                """.formatted(ports.bind);
    }

    Ports ports() {
        return ports;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), publicPort);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether a load balancer would send it callers. */
    boolean isReady() {
        try {
            return get("/readyz").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    HttpResponse<String> post(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + adminPort + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The sum of a metric over its labels, or of those whose labels contain this text. */
    double metric(String name, String labels) throws IOException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    double metric(String name) throws IOException {
        return metric(name, "");
    }

    /** {@code TERM}, {@code KILL}, {@code STOP} or {@code CONT}. */
    void signal(String which) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + which, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor(10, TimeUnit.SECONDS);
    }

    /** Its exit code, once it has ended. */
    int exitCode() throws InterruptedException {
        boolean ended = process.waitFor(GatewayUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            throw new AssertionError(name + " does not end; " + log());
        }
        return process.exitValue();
    }

    String log() throws AssertionError {
        try {
            return name + " says:\n" + Files.readString(log);
        } catch (IOException e) {
            return name + " says nothing: " + e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
