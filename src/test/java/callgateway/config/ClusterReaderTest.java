package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import callgateway.cluster.ClusterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterReaderTest {
    private static Map<String, String> several() {
        Map<String, String> all = Environment.with("CLUSTER_SEEDS", "10.0.0.1:17355, node-2:17355");
        all.put("CLUSTER_HOST", "10.0.0.1");
        all.put("STREAM_TOKEN_SECRET", "cluster-secret-4714");
        return all;
    }

    @Test
    void aNodeIsAloneUnlessToldOtherwise() throws SettingsException {
        GatewaySettings settings = Environment.settings(Environment.enough());
        assertThat(settings.cluster()).isNull();
        assertThat(settings.drainMax()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void seedsMakeAClusterOfIt() throws SettingsException {
        Map<String, String> environment = several();
        environment.put("DRAIN_MAX", "90s");
        GatewaySettings settings = Environment.settings(environment);
        ClusterSettings cluster = Objects.requireNonNull(settings.cluster());
        assertThat(cluster.seeds()).isEqualTo(List.of("10.0.0.1:17355", "node-2:17355"));
        assertThat(cluster.kubernetes()).isFalse();
        assertThat(cluster.port()).isEqualTo(17355);
        assertThat(cluster.managementPort()).isEqualTo(7626);
        assertThat(cluster.toString()).doesNotContain("secret");
        assertThat(settings.drainMax()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void kubernetesSaysWhoIsThere() throws SettingsException {
        Map<String, String> environment = several();
        environment.put("CLUSTER_SEEDS", "kubernetes");
        environment.put("CLUSTER_CONTACT_POINTS", "3");
        ClusterSettings cluster =
                Objects.requireNonNull(Environment.settings(environment).cluster());
        assertThat(cluster.kubernetes()).isTrue();
        assertThat(cluster.service()).isEqualTo("call-gateway");
        assertThat(cluster.contactPoints()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CLUSTER_SEEDS | here | cluster | CLUSTER_SEEDS",
                "CLUSTER_SEEDS | , | cluster.seeds | host:port",
                "CLUSTER_SEEDS | a:99999 | cluster | seeds: 99999",
                "CLUSTER_HOST | 0.0.0.0 | cluster | CLUSTER_HOST",
                "CLUSTER_HOST | '' | cluster | CLUSTER_HOST",
                "CLUSTER_PORT | -1 | cluster | port: -1",
                "CLUSTER_CONTACT_POINTS | 0 | cluster | contact-points",
                "STREAM_TOKEN_SECRET | hidden-4711 | cluster | STREAM_TOKEN_SECRET",
                "PORT | 0 | public.port | fixed port",
            })
    void whatCannotWorkIsSaid(String name, String value, String key, String fix) {
        Map<String, String> environment = several();
        environment.put(name, value);
        SettingsException wrong =
                catchThrowableOfType(SettingsException.class, () -> Environment.settings(environment));
        assertThat(wrong.problems())
                .singleElement()
                .asString()
                .contains("call-gateway." + key)
                .contains(fix);
        assertThat(String.join("\n", wrong.problems())).doesNotContain("4711");
    }

    @Test
    void tlsOnThePublicPortIsNotForSeveral() {
        Map<String, String> environment = several();
        environment.put("TLS_CERTIFICATE", "cert.pem");
        environment.put("TLS_KEY", "key.pem");
        SettingsException wrong =
                catchThrowableOfType(SettingsException.class, () -> Environment.settings(environment));
        assertThat(wrong.problems())
                .singleElement()
                .asString()
                .contains("TLS_CERTIFICATE")
                .contains("load balancer");
    }
}
