package callgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The container image as {@code pom.xml} describes it, against the launcher and the manifests. */
class ImageTest {
    private static Element container;
    private static Element project;

    @BeforeAll
    static void read() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse("pom.xml");
        project = pom.getDocumentElement();
        NodeList plugins = project.getElementsByTagName("plugin");
        for (int i = 0; i < plugins.getLength(); i++) {
            Element plugin = (Element) plugins.item(i);
            if (text(plugin, "artifactId").equals("jib-maven-plugin")) {
                container = plugin;
            }
        }
        assertThat(container).isNotNull();
    }

    private static String text(Element in, String name) {
        return in.getElementsByTagName(name).item(0).getTextContent().strip();
    }

    private static List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        NodeList found = container.getElementsByTagName(name);
        for (int i = 0; i < found.getLength(); i++) {
            all.add(found.item(i).getTextContent().strip());
        }
        return all;
    }

    @Test
    void itsBaseIsNamedByDigest() {
        assertThat(container
                        .getElementsByTagName("from")
                        .item(0)
                        .getTextContent()
                        .strip())
                .isEqualTo("${image.base}");
        // The Java release that the sources are compiled for is the one the tests run with.
        assertThat(text(project, "image.base"))
                .matches("[a-z./-]+:" + text(project, "maven.compiler.release") + "-jre@sha256:[0-9a-f]{64}");
    }

    @Test
    void itIsTheSameEachTimeItIsBuilt() {
        assertThat(text(container, "creationTime")).isEqualTo("${project.build.outputTimestamp}");
        assertThat(text(project, "project.build.outputTimestamp")).matches("[0-9TZ:-]+");
    }

    @Test
    void itsFlagsAreThoseOfTheLauncher() throws IOException {
        String launcher = Files.readString(Path.of("bin/call-gateway"));
        Matcher flags =
                Pattern.compile("\nflags=\\(\n(.*?)\n\\)", Pattern.DOTALL).matcher(launcher);
        assertThat(flags.find()).isTrue();

        assertThat(texts("jvmFlag")).containsExactly(flags.group(1).strip().split("\\s+", -1));
        assertThat(launcher).contains(":-" + text(container, "GLIBC_TUNABLES") + "}");
    }

    @Test
    void itIsWhatTheManifestsRun() throws IOException {
        String manifest = Files.readString(Path.of("k8s/base/statefulset.yaml"));
        var reference = ConfigFactory.parseResources("reference.conf").resolve().getConfig("call-gateway");

        assertThat(manifest).contains("image: " + text(container, "to") + "\n");
        assertThat(text(project, "version")).startsWith(text(container, "to").replaceFirst(".*:", ""));
        String user = text(container, "user").replaceFirst(":.*", "");
        assertThat(manifest).contains("runAsUser: " + user + "\n");
        assertThat(texts("port"))
                .containsExactly(reference.getString("public.port"), reference.getString("admin.port"));
    }
}
