package callgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests in {@code k8s/}, as kustomize renders them, against Kubernetes' types and against what the gateway reads and serves.
 * Skipped where neither kustomize nor kubectl is installed.
 */
class ManifestsTest {
    private static final Path OVERLAYS = Path.of("k8s/overlays");
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();
    private static final Config REFERENCE =
            ConfigFactory.parseResources("reference.conf").resolve().getConfig("call-gateway");
    private static final Duration DRAIN_MAX =
            REFERENCE.hasPath("drain.max") ? REFERENCE.getDuration("drain.max") : Duration.ofHours(1);
    private static final Pattern SECRET = Pattern.compile(".*(TOKEN|SECRET|KEY|PASSWORD)");

    @BeforeAll
    static void needsKustomize() {
        assumeTrue(!Manifests.renderer().isEmpty(), "neither kustomize nor kubectl is on the PATH");
    }

    private static Manifests overlay(String name) {
        return RENDERED.computeIfAbsent(name, one -> Manifests.render(OVERLAYS.resolve(one)));
    }

    private static PodSpec pod(Manifests manifests) {
        return manifests.one(StatefulSet.class).getSpec().getTemplate().getSpec();
    }

    private static Container container(Manifests manifests) {
        assertThat(pod(manifests).getContainers()).hasSize(1);
        return pod(manifests).getContainers().get(0);
    }

    private static Map<String, String> labels(Manifests manifests) {
        return manifests
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
    }

    private static Map<String, Integer> ports(Manifests manifests) {
        return container(manifests).getPorts().stream()
                .collect(java.util.stream.Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    private static Map<String, String> settings(Manifests manifests) {
        String used = container(manifests).getEnvFrom().get(0).getConfigMapRef().getName();
        return manifests.named(ConfigMap.class, used).getData();
    }

    @Test
    void everyOverlayIsLookedAt() throws IOException {
        try (Stream<Path> folders = Files.list(OVERLAYS)) {
            assertThat(folders.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("single", "cluster", "autoscaled");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {prots: []}",
                "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nmetadata: {name: y}",
                "apiVersion: apps/v1\nkind: StatefulSet\nspec: {template: {spec: {containers: [{imagee: x}]}}}",
                "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nspec: {minReplicas: 1}",
                "apiVersion: apps/v1beta1\nkind: StatefulSet\nmetadata: {name: x}"
            })
    void whatKubernetesDoesNotKnowIsAnError(String text) {
        assertThatThrownBy(() -> Manifests.read(text))
                .isInstanceOfAny(IOException.class, RuntimeJsonMappingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void everythingIsInOneNamespaceAndCarriesTheLabel(String overlay) {
        Manifests manifests = overlay(overlay);

        for (HasMetadata one : manifests.all(HasMetadata.class)) {
            if (!one.getKind().equals("Namespace")) {
                assertThat(one.getMetadata().getNamespace()).as(one.toString()).isEqualTo("call-gateway");
            }
        }
        assertThat(labels(manifests)).containsEntry("app.kubernetes.io/name", "call-gateway");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void portsAreThoseOfTheSettings(String overlay) {
        Map<String, Integer> ports = ports(overlay(overlay));

        assertThat(ports)
                .containsEntry("public", REFERENCE.getInt("public.port"))
                .containsEntry("admin", REFERENCE.getInt("admin.port"));
        if (overlay.equals("single")) {
            assertThat(ports).containsOnlyKeys("public", "admin");
        } else {
            Map<String, String> settings = settings(overlay(overlay));
            assertThat(ports)
                    .containsEntry("remoting", Integer.valueOf(settings.get("CLUSTER_PORT")))
                    .containsEntry("management", Integer.valueOf(settings.get("MANAGEMENT_PORT")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void servicesLeadToPortsOfPodsThatAreThere(String overlay) {
        Manifests manifests = overlay(overlay);

        for (Service service : manifests.all(Service.class)) {
            assertThat(labels(manifests))
                    .as(service.getMetadata().getName())
                    .containsAllEntriesOf(service.getSpec().getSelector());
            for (ServicePort port : service.getSpec().getPorts()) {
                assertThat(ports(manifests)).containsKey(port.getTargetPort().getStrVal());
            }
        }
        String headless = manifests.one(StatefulSet.class).getSpec().getServiceName();
        assertThat(manifests.named(Service.class, headless).getSpec().getClusterIP())
                .isEqualTo("None");
        assertThat(manifests.one(StatefulSet.class).getSpec().getSelector().getMatchLabels())
                .isEqualTo(labels(manifests));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void networkPoliciesNameThePortsThereAre(String overlay) {
        Manifests manifests = overlay(overlay);
        Set<Integer> open = new HashSet<>();

        for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
            assertThat(labels(manifests))
                    .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
            assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
            policy.getSpec().getIngress().stream()
                    .flatMap(rule -> rule.getPorts().stream())
                    .map(NetworkPolicyPort::getPort)
                    .map(IntOrString::getIntVal)
                    .forEach(open::add);
            policy.getSpec().getIngress().stream()
                    .filter(rule -> rule.getFrom().isEmpty())
                    .forEach(rule -> assertThat(rule.getPorts())
                            .as("open to everybody")
                            .extracting(port -> port.getPort().getIntVal())
                            .containsExactly(REFERENCE.getInt("public.port")));
        }

        assertThat(open).containsExactlyInAnyOrderElementsOf(ports(manifests).values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void probesAskWhatTheAdminPortServesToAnybody(String overlay) throws IOException {
        Container gateway = container(overlay(overlay));
        JsonNode paths = openapi().get("paths");

        for (Probe probe :
                List.of(gateway.getStartupProbe(), gateway.getReadinessProbe(), gateway.getLivenessProbe())) {
            HTTPGetAction asked = probe.getHttpGet();
            assertThat(asked.getPort().getStrVal()).isEqualTo("admin");
            JsonNode described = paths.path(asked.getPath()).path("get");
            assertThat(described.path("security").isArray()).as(asked.getPath()).isTrue();
            assertThat(described.path("security")).isEmpty();
        }
        assertThat(gateway.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        // A process that depends on what is down is alive.
        assertThat(gateway.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
        assertThat(gateway.getStartupProbe().getHttpGet().getPath()).isEqualTo("/healthz");
        assertThat(gateway.getLivenessProbe().getTerminationGracePeriodSeconds())
                .isLessThanOrEqualTo(60);
        int patience = gateway.getStartupProbe().getPeriodSeconds()
                * gateway.getStartupProbe().getFailureThreshold();
        assertThat(Duration.ofSeconds(patience))
                .isGreaterThan(REFERENCE.getDuration("public.warm-up").multipliedBy(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void theGraceIsLongerThanAllThatStoppingTakes(String overlay) {
        Manifests manifests = overlay(overlay);
        long pause = container(manifests).getLifecycle().getPreStop().getSleep().getSeconds();

        assertThat(Duration.ofSeconds(pod(manifests).getTerminationGracePeriodSeconds()))
                .isGreaterThan(Duration.ofSeconds(pause)
                        .plus(DRAIN_MAX)
                        .plus(REFERENCE.getDuration("calls.shutdown-grace"))
                        .plusMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void theContainerMayDoNothingItDoesNotNeed(String overlay) {
        PodSpec pod = pod(overlay(overlay));
        SecurityContext gateway = container(overlay(overlay)).getSecurityContext();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(gateway.getReadOnlyRootFilesystem()).isTrue();
        assertThat(gateway.getAllowPrivilegeEscalation()).isFalse();
        assertThat(gateway.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(gateway.getCapabilities().getAdd()).isEmpty();
        // What the namespace lets in: pod-security.kubernetes.io/enforce=restricted.
        assertThat(pod.getVolumes()).allSatisfy(volume -> assertThat(
                        volume.getConfigMap() != null || volume.getSecret() != null || volume.getEmptyDir() != null)
                .isTrue());
        assertThat(pod.getHostNetwork()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void whatTheGatewayWritesCanBeWritten(String overlay) {
        Manifests manifests = overlay(overlay);
        Container gateway = container(manifests);
        List<String> volumes = new ArrayList<>(
                pod(manifests).getVolumes().stream().map(Volume::getName).toList());
        manifests
                .one(StatefulSet.class)
                .getSpec()
                .getVolumeClaimTemplates()
                .forEach(claim -> volumes.add(claim.getMetadata().getName()));

        assertThat(gateway.getVolumeMounts())
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(volumes);
        assertThat(gateway.getVolumeMounts())
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .extracting(VolumeMount::getMountPath)
                .containsExactlyInAnyOrder("/tmp", settings(manifests).get("DATA_DIR"));
        String config = gateway.getArgs().get(gateway.getArgs().indexOf("--config") + 1);
        assertThat(gateway.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains(Path.of(config).getParent().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void noSecretIsWrittenDown(String overlay) {
        Manifests manifests = overlay(overlay);

        for (EnvVar variable : container(manifests).getEnv()) {
            if (SECRET.matcher(variable.getName()).matches()) {
                assertThat(variable.getValue()).as(variable.getName()).isNull();
            }
        }
        for (ConfigMap map : manifests.all(ConfigMap.class)) {
            assertThat(map.getData().keySet())
                    .noneMatch(name -> SECRET.matcher(name).matches());
            assertThat(map.getData().values())
                    .noneMatch(value -> value.matches("(?si).*(token|secret|password|api-key) *[=:] *\"?[^\\s\"]+.*"));
        }
        // The Secret itself is the operator's: Manifests knows no such kind, and every file of it is one that is
        // mounted.
        List<Volume> secrets = pod(manifests).getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .toList();
        assertThat(secrets).hasSize(1);
        String folder = container(manifests).getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(secrets.get(0).getName()))
                .findFirst()
                .orElseThrow()
                .getMountPath();
        assertThat(container(manifests).getEnv())
                .filteredOn(variable -> variable.getName().endsWith("_FILE"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(variable -> assertThat(variable.getValue())
                        .isEqualTo(folder + "/" + variable.getName().replaceFirst("_FILE$", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster", "autoscaled"})
    void callsAndLoopsAreWhatTheMeasuredTableAllows(String overlay) throws IOException {
        Map<String, Quantity> asked = container(overlay(overlay)).getResources().getRequests();
        Map<String, Quantity> limits =
                container(overlay(overlay)).getResources().getLimits();
        Map<String, String> settings = settings(overlay(overlay));
        double processors = asked.get("cpu").getNumericalAmount().doubleValue();
        int calls = Integer.parseInt(settings.get("MAX_CALLS"));
        int loops = Integer.parseInt(settings.get("EVENT_LOOPS"));
        Matcher row = Pattern.compile(
                        "\\*\\*this gateway\\*\\* \\| ([0-9.]+) \\| ([0-9]+) \\|.*\\| ([0-9]+) MB \\| ([0-9]+) kB")
                .matcher(Files.readString(Path.of("docs/performance.md")));
        assertThat(row.find()).isTrue();

        assertThat(calls).isLessThanOrEqualTo((int) (processors * Integer.parseInt(row.group(2)) / 2));
        assertThat(calls / loops).isLessThanOrEqualTo(200);
        assertThat(limits).containsOnlyKeys("memory").containsEntry("memory", asked.get("memory"));
        // As if what the table has at 200 calls were there before the first.
        double megabytes = Integer.parseInt(row.group(3)) + calls * Integer.parseInt(row.group(4)) / 1000.0;
        Duration held = REFERENCE.getDuration("media.max-held");
        double worst = megabytes + calls * held.toSeconds() * 8000 / 1e6;
        assertThat(limits.get("memory").getNumericalAmount().doubleValue() / 1e6)
                .isGreaterThan(2 * worst);
    }

    @Test
    void oneNodeHasNothingOfAClusters() {
        Manifests single = overlay("single");

        assertThat(single.all(PodDisruptionBudget.class)).isEmpty();
        assertThat(single.all(Role.class)).isEmpty();
        assertThat(single.one(StatefulSet.class).getSpec().getReplicas()).isEqualTo(1);
        assertThat(pod(single).getAutomountServiceAccountToken()).isFalse();
        // Nobody else could answer for the calls of the only node while it drains.
        assertThat(single.named(Service.class, "call-gateway-public").getSpec().getPublishNotReadyAddresses())
                .isTrue();
        assertThat(overlay("cluster")
                        .named(Service.class, "call-gateway-public")
                        .getSpec()
                        .getPublishNotReadyAddresses())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "autoscaled"})
    void nodesOfAClusterMayLookAtPodsAndNothingElse(String overlay) {
        Manifests manifests = overlay(overlay);
        PolicyRule rule = manifests.one(Role.class).getRules().get(0);
        RoleBinding binding = manifests.one(RoleBinding.class);

        assertThat(manifests.one(Role.class).getRules()).hasSize(1);
        assertThat(rule.getApiGroups()).containsExactly("");
        assertThat(rule.getResources()).containsExactly("pods");
        assertThat(rule.getVerbs()).containsExactlyInAnyOrder("get", "list", "watch");
        assertThat(binding.getRoleRef().getName())
                .isEqualTo(manifests.one(Role.class).getMetadata().getName());
        assertThat(binding.getSubjects()).hasSize(1);
        assertThat(binding.getSubjects().get(0).getName())
                .isEqualTo(pod(manifests).getServiceAccountName())
                .isEqualTo(manifests.one(ServiceAccount.class).getMetadata().getName());
        assertThat(binding.getSubjects().get(0).getNamespace()).isEqualTo("call-gateway");
        assertThat(pod(manifests).getAutomountServiceAccountToken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "autoscaled"})
    void machinesCanBeEmptiedOneNodeAtATime(String overlay) {
        Manifests manifests = overlay(overlay);
        PodDisruptionBudget budget = manifests.one(PodDisruptionBudget.class);

        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(budget.getSpec().getMinAvailable()).isNull();
        assertThat(labels(manifests))
                .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
        assertThat(pod(manifests).getTopologySpreadConstraints()).isNotEmpty().allSatisfy(spread -> assertThat(
                        labels(manifests))
                .containsAllEntriesOf(spread.getLabelSelector().getMatchLabels()));
    }

    @Test
    void theClusterIsThreeSoThatTwoAreAMajority() {
        assertThat(overlay("cluster").one(StatefulSet.class).getSpec().getReplicas())
                .isEqualTo(3);
    }

    @Test
    void nodesAreAddedByCallsAsTheGatewayCountsThem() throws IOException {
        Manifests manifests = overlay("autoscaled");
        Manifests.ScaledObject scaled = manifests.one(Manifests.ScaledObject.class);
        assertThat(scaled.spec().triggers()).hasSize(1);
        Manifests.ScaledObject.Trigger trigger = scaled.spec().triggers().get(0);
        URI asked = URI.create(trigger.metadata().url());
        // service.namespace.svc
        String[] host = asked.getHost().split("\\.", -1);
        JsonNode load = openapi().get("paths").path(asked.getPath()).path("get");

        assertThat(trigger.type()).isEqualTo("metrics-api");
        assertThat(trigger.metricType()).isEqualTo("AverageValue");
        Service service = manifests.named(Service.class, host[0]);
        assertThat(host[1]).isEqualTo(service.getMetadata().getNamespace());
        assertThat(service.getSpec().getPorts().get(0).getPort()).isEqualTo(asked.getPort());
        assertThat(load.path("security").isArray()).isTrue();
        assertThat(load.path("security")).isEmpty();
        assertThat(load.path("responses").has("503")).isTrue();
        assertThat(openapi().at("/components/schemas/Load/required"))
                .extracting(JsonNode::asText)
                .contains(trigger.metadata().valueLocation());
    }

    @Test
    void theAutoscalerOwnsTheNumberOfNodesAndTakesThemAwaySlowly() {
        Manifests manifests = overlay("autoscaled");
        Manifests.ScaledObject.Spec scaled =
                manifests.one(Manifests.ScaledObject.class).spec();
        StatefulSet target = manifests.one(StatefulSet.class);
        HPAScalingRules down =
                scaled.advanced().horizontalPodAutoscalerConfig().behavior().getScaleDown();
        int perNode = Integer.parseInt(scaled.triggers().get(0).metadata().targetValue());
        int maxCalls = Integer.parseInt(settings(manifests).get("MAX_CALLS"));

        assertThat(target.getSpec().getReplicas()).isNull();
        assertThat(scaled.scaleTargetRef())
                .isEqualTo(new Manifests.ScaledObject.Target(
                        target.getApiVersion(),
                        target.getKind(),
                        target.getMetadata().getName()));
        assertThat(scaled.minReplicaCount())
                .isEqualTo(overlay("cluster").one(StatefulSet.class).getSpec().getReplicas());
        assertThat(scaled.maxReplicaCount()).isGreaterThan(scaled.minReplicaCount());
        // One node less, and the others can carry it.
        assertThat((scaled.minReplicaCount() - 1) * maxCalls)
                .isGreaterThanOrEqualTo(scaled.minReplicaCount() * perNode);
        assertThat(down.getStabilizationWindowSeconds()).isBetween(600, 3600);
        assertThat(down.getPolicies()).hasSize(1);
        assertThat(down.getPolicies().get(0).getType()).isEqualTo("Pods");
        assertThat(down.getPolicies().get(0).getValue()).isEqualTo(1);
        assertThat(scaled.advanced()
                        .horizontalPodAutoscalerConfig()
                        .behavior()
                        .getScaleUp()
                        .getStabilizationWindowSeconds())
                .isZero();
    }

    private static JsonNode openapi() throws IOException {
        return new ObjectMapper()
                .readTree(Path.of("src/main/resources/callgateway/operations/openapi.json")
                        .toFile());
    }
}
