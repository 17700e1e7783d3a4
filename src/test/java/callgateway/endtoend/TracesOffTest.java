package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway without traces, in a process of its own: nothing of OpenTelemetry is even loaded, and lines are JSON on wish. */
class TracesOffTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    void withoutAnEndpointNothingOfOpenTelemetryIsLoaded() throws Exception {
        Path classes = folder.resolve("classes.txt");
        Path log = folder.resolve("log.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "callgateway.cli.Main",
                "serve");
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
        builder.environment()
                .putAll(Map.of(
                        "PUBLIC_HOST", "gw.example",
                        "TWILIO_AUTH_TOKEN", GatewayUnderTest.AUTH_TOKEN,
                        "PYAI_API_KEY", GatewayUnderTest.API_KEY,
                        "PLAN_CONCURRENCY", "1",
                        "RECORDS_DATABASE", "none",
                        "DATA_DIR", folder.toString(),
                        "PORT", "0",
                        "ADMIN_PORT", "0",
                        "LOG_FORMAT", "json"));
        Process gateway = builder.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .directory(folder.toFile())
                .start();
        try {
            GatewayUnderTest.soon().until(() -> Files.readString(log).contains("listening on") || !gateway.isAlive());
        } finally {
            gateway.destroy();
            gateway.waitFor(60, TimeUnit.SECONDS);
        }

        List<String> lines = Files.readAllLines(log);
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"formattedMessage\":\"listening on"));
        String loaded = Files.readString(classes);
        assertThat(loaded).contains("callgateway.gateway.Gateway ");
        assertThat(loaded).doesNotContain("io.opentelemetry", "callgateway.tracing.CallTraces ");
    }
}
