package callgateway.records;

import callgateway.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL on a free port of this machine, from binaries that the build brings along. It refuses to run as root; then
 * it runs as {@code nobody}.
 */
final class PostgresServer implements AutoCloseable {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private final Path folder;
    private final int port;
    private final Process process;

    private PostgresServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @throws IOException when it cannot be run here; the message says why */
    static PostgresServer start() throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            throw new IOException("there are binaries for Linux on amd64 only");
        }
        Path folder = Files.createTempDirectory("postgres");
        try (InputStream archive = PostgresServer.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new IOException(ARCHIVE + " is not on the class path");
            }
            Process tar = new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString())
                    .redirectErrorStream(true)
                    .start();
            try (XZInputStream unpacked = new XZInputStream(archive);
                    OutputStream to = tar.getOutputStream()) {
                unpacked.transferTo(to);
            }
            ended(tar, "tar");
        }
        Path data = folder.resolve("data");
        if (isRoot()) {
            run(List.of("chown", "-R", "nobody", folder.toString()));
        }
        run(asUser(List.of(
                folder.resolve("bin/initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-N")));
        int port = FreePort.next();
        Process server = new ProcessBuilder(asUser(List.of(
                        folder.resolve("bin/postgres").toString(),
                        "-D",
                        data.toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "shared_buffers=16MB")))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        PostgresServer started = new PostgresServer(folder, port, server);
        Awaitility.await("PostgreSQL answers").ignoreExceptions().until(() -> {
            started.connect().close();
            return true;
        });
        return started;
    }

    /** A new, empty database. */
    DatabaseSettings database(String name) throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute("CREATE DATABASE " + name);
        }
        return new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", "any");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "any");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> asUser(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(Arrays.asList("runuser", "-u", "nobody", "--"));
        }
        whole.addAll(command);
        return whole;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        ended(process, command.get(0));
    }

    private static void ended(Process process, String what) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(what + ": " + said.strip());
        }
    }

    @Override
    public void close() {
        // The user's shell, if there is one between, passes the signal on.
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            run(List.of("rm", "-rf", folder.toString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
