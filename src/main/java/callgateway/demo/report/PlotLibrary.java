package callgateway.demo.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** uPlot, out of its jar, in the version that is there. */
record PlotLibrary(String version, String script, String style, String copyright) {
    private static final String PROPERTIES = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    /** @throws IllegalStateException if the jar is not on the class path */
    static PlotLibrary load() {
        Properties properties = new Properties();
        try (InputStream in = PlotLibrary.class.getResourceAsStream(PROPERTIES)) {
            if (in == null) {
                throw new IllegalStateException("uPlot is not on the class path (org.webjars.npm:uplot)");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("version");
        String home = "/META-INF/resources/webjars/uplot/" + version + "/";
        String licence = Resources.text(home + "LICENSE").replace("*/", "* /");
        return new PlotLibrary(
                version,
                // Its comment names its home page; the page must refer to nothing outside, so without the scheme.
                "/*\n" + licence + "\n*/\n"
                        + Resources.text(home + "dist/uPlot.iife.min.js").replace("https://", ""),
                Resources.text(home + "dist/uPlot.min.css"),
                copyright(licence));
    }

    private static String copyright(String licence) {
        return licence.lines()
                .filter(line -> line.startsWith("Copyright"))
                .findFirst()
                .orElse("");
    }

    /** Text files on the class path. */
    static final class Resources {
        private Resources() {}

        static String text(String path) {
            try (InputStream in = PlotLibrary.class.getResourceAsStream(path)) {
                if (in == null) {
                    throw new IllegalStateException("not on the class path: " + path);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
