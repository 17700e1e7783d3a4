package callgateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.operations.GatewayMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name exists. */
class DocumentsTest {
    private static final Path ROOT = Path.of("");

    @Test
    void everyCommandIsOne() throws IOException {
        String main = Files.readString(ROOT.resolve("src/main/java/callgateway/cli/Main.java"));
        Set<String> commands = new TreeSet<>();
        for (Path document : documents()) {
            commands.addAll(found(document, "bin/call-gateway ([a-z]+)"));
        }

        assertThat(commands).contains("demo", "serve", "simulate", "load").allSatisfy(command -> {
            String type = Character.toUpperCase(command.charAt(0)) + command.substring(1) + "Command.class";
            assertThat(main).contains(type);
        });
    }

    @Test
    void everyTestThatIsNamedIsOneAndReadsWhatItIsGiven() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> tests = Files.walk(ROOT.resolve("src/test/java"))) {
            for (Path test :
                    tests.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                sources.put(
                        test.toAbsolutePath().getFileName().toString().replace(".java", ""), Files.readString(test));
            }
        }
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        for (Path document : documents()) {
            for (String command : found(document, "(mvn .*-Dtest=.*)")) {
                Matcher named = Pattern.compile("-Dtest=([A-Za-z]+)").matcher(command);
                assertThat(named.find()).as(command).isTrue();
                String source = sources.get(named.group(1));
                assertThat(source).as(command).isNotNull();
                assertThat(Pattern.compile("-D([a-z][a-z.]*)=").matcher(command).results())
                        .extracting(given -> given.group(1))
                        .filteredOn(given -> !given.equals("test") && !pom.contains("${" + given + "}"))
                        .as(command)
                        .allSatisfy(given -> assertThat(source).contains("\"" + given + "\""));
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (Path document : documents()) {
            Path folder = document.toAbsolutePath().resolveSibling("");
            assertThat(found(document, "\\]\\(([^)#:]+)\\)"))
                    .as("links of %s", document)
                    .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
        }
    }

    @Test
    void everyEnvironmentVariableOfTheReadmeIsASetting() throws IOException {
        String reference = Files.readString(ROOT.resolve("src/main/resources/reference.conf"));

        assertThat(found(ROOT.resolve("README.md"), "`((?:PYAI|TWILIO|PUBLIC|HUMAN|ADMIN|GREETING|PERSONA)[A-Z_]*)`"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(reference).contains("${?" + name.replaceFirst("_FILE$", "") + "}"));
    }

    @Test
    void everyMetricOfTheOperationsPageIsCounted() throws IOException {
        Path operations = ROOT.resolve("src/main/java/callgateway/operations");
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(operations)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
        }
        String sources = all.toString();
        try (GatewayMetrics metrics = new GatewayMetrics()) {
            String text = metrics.scrape();

            assertThat(found(ROOT.resolve("docs/operations.md"), "`(gateway_[a-z_]+)"))
                    .hasSizeGreaterThan(15)
                    .allSatisfy(name -> assertThat(text.contains(name + " ")
                                    || text.contains(name + "{")
                                    || text.contains(name + "_count")
                                    // Those of the sockets are there once a port is open.
                                    || sources.contains("\"" + name.replaceFirst("_(total|seconds)$", "") + "\"")
                                    || sources.contains("\"" + name + "\""))
                            .as(name)
                            .isTrue());
        }
    }

    private static Set<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Set<Path> all =
                    docs.filter(path -> path.toString().endsWith(".md")).collect(Collectors.toCollection(TreeSet::new));
            all.add(ROOT.resolve("README.md"));
            all.add(ROOT.resolve("ARCHITECTURE.md"));
            all.add(ROOT.resolve("bench/README.md"));
            return all;
        }
    }

    private static Set<String> found(Path document, String pattern) {
        try {
            return Pattern.compile(pattern)
                    .matcher(Files.readString(document))
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
