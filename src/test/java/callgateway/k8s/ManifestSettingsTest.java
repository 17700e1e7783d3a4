package callgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests set, as the gateway reads it. */
class ManifestSettingsTest {
    /** Those of the JVM. */
    private static final Set<String> NOT_OURS = Set.of("JAVA_TOOL_OPTIONS");

    private static final Set<String> CLUSTER = Set.of(
            "CLUSTER_SEEDS",
            "CLUSTER_HOST",
            "CLUSTER_PORT",
            "CLUSTER_CONTACT_POINTS",
            "MANAGEMENT_PORT",
            "STREAM_TOKEN_SECRET_FILE");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsKustomize() {
        assumeTrue(!Manifests.renderer().isEmpty(), "neither kustomize nor kubectl is on the PATH");
    }

    private static Manifests overlay(String name) {
        return Manifests.render(Path.of("k8s/overlays", name));
    }

    private static Container container(Manifests manifests) {
        return manifests
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    /** As in the pod: from the ConfigMap, from its own fields, and the secrets from files. */
    private Map<String, String> environment(Manifests manifests) throws IOException {
        Container gateway = container(manifests);
        Map<String, String> environment = new HashMap<>(manifests
                .named(
                        ConfigMap.class,
                        gateway.getEnvFrom().get(0).getConfigMapRef().getName())
                .getData());
        for (EnvVar variable : gateway.getEnv()) {
            String name = variable.getName();
            if (variable.getValueFrom() != null) {
                String field = variable.getValueFrom().getFieldRef().getFieldPath();
                environment.put(
                        name,
                        switch (field) {
                            case "metadata.name" -> "call-gateway-0";
                            case "status.podIP" -> "10.1.2.3";
                            default -> throw new AssertionError(field + ": not a field that is looked at");
                        });
            } else if (name.endsWith("_FILE")) {
                Path secret = folder.resolve(Path.of(variable.getValue()).getFileName());
                environment.put(
                        name,
                        Files.writeString(secret, "value-of-" + secret.getFileName() + "-0123456789abcdef")
                                .toString());
            } else {
                environment.put(name, variable.getValue());
            }
        }
        return environment;
    }

    private GatewaySettings settings(Manifests manifests) throws Exception {
        String conf =
                manifests.named(ConfigMap.class, "call-gateway-conf").getData().get("gateway.conf");
        return GatewaySettings.from(
                ConfigFiles.load(Files.writeString(folder.resolve("gateway.conf"), conf), environment(manifests)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void everyVariableIsASetting(String overlay) throws IOException {
        String reference = Files.readString(Path.of("src/main/resources/reference.conf"));
        Set<String> unknown = new TreeSet<>();
        for (String name : environment(overlay(overlay)).keySet()) {
            if (!reference.contains("  cluster {") && CLUSTER.contains(name)) {
                continue;
            }
            if (!NOT_OURS.contains(name) && !reference.contains("${?" + name.replaceFirst("_FILE$", "") + "}")) {
                unknown.add(name);
            }
        }

        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void theGatewayTakesThem(String overlay) throws Exception {
        GatewaySettings settings = settings(overlay(overlay));

        assertThat(settings.publicHost()).isEqualTo("gw.example.com");
        assertThat(settings.omni().apiKey()).startsWith("value-of-PYAI_API_KEY");
        assertThat(settings.twilio().authTokens()).hasSize(1);
        assertThat(settings.admin().bind()).isEqualTo("0.0.0.0");
        assertThat(settings.admin().token()).startsWith("value-of-ADMIN_TOKEN");
        assertThat(settings.calls().maxCalls()).isEqualTo(300);
        assertThat(settings.transport().eventLoops()).isEqualTo(2);
        // A call holds one connection, and a webhook comes beside it now and then.
        assertThat(settings.transport().maxConnections())
                .isGreaterThan(2 * settings.calls().maxCalls());
        assertThat(settings.records().folder()).isEqualTo(Path.of("/data"));
        assertThat(settings.records().node()).isEqualTo("call-gateway-0");
        assertThat(settings.records().database()).isNotNull().satisfies(database -> assertThat(database.url())
                .startsWith(overlay.equals("single") ? "jdbc:sqlite:" : "jdbc:postgresql:"));
        if (!overlay.equals("single")) {
            assertThat(settings.records().database())
                    .satisfies(database -> assertThat(database.password()).startsWith("value-of-RECORDS_PASSWORD"));
            assertThat(settings.planConcurrency()).isPresent();
        }
    }

    @Test
    void theOverlayInTheDocumentIsOne() throws Exception {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(document());
        assertThat(example.find()).isTrue();
        Path mine = Files.createDirectories(Path.of("target/overlay-of-the-document"));
        Files.writeString(mine.resolve("kustomization.yaml"), example.group(1).replace("../k8s", "../../k8s"));

        Manifests manifests = Manifests.render(mine);

        assertThat(container(manifests).getImage()).isEqualTo("registry.example.com/call-gateway:0.1.0");
        assertThat(settings(manifests).publicHost()).isEqualTo("calls.example.com");
        assertThat(settings(manifests).calls().maxCalls()).isEqualTo(300);
    }

    @Test
    void theSecretsInTheDocumentAreThoseOfThePods() throws IOException {
        Set<String> mounted = new TreeSet<>();
        environment(overlay("cluster")).keySet().stream()
                .filter(name -> name.endsWith("_FILE"))
                .map(name -> name.replaceFirst("_FILE$", ""))
                .forEach(mounted::add);
        String table = document().replaceFirst("(?s).*\\| key \\| for \\|", "").replaceFirst("(?s)\n\n.*", "");
        Set<String> written = new TreeSet<>();
        Pattern.compile("`([A-Z_]+)`").matcher(table).results().forEach(key -> written.add(key.group(1)));

        assertThat(written).isEqualTo(mounted);
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/cluster.md"));
    }
}
