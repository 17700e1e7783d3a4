package callgateway.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Pages of charts over time, each one HTML file that needs nothing else. */
public final class ChartPage {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private ChartPage() {}

    /**
     * The page.
     *
     * @param template a resource of this package, with marks where the rest belongs
     * @param columns of numbers, from {@link #column}, in the order that the template's script takes them
     */
    public static String html(String template, String title, List<String> figures, List<String> columns)
            throws IOException {
        return resource("/callgateway/load/" + template)
                .replace("/*UPLOT_CSS*/", resource(UPLOT + "uPlot.min.css"))
                .replace("/*PAGE_CSS*/", resource("/callgateway/load/page.css"))
                .replace("<!--TITLE-->", escaped(title))
                .replace("<!--FIGURES-->", escaped(String.join("\n", figures)))
                .replace("/*DATA*/", "[" + String.join(",", columns) + "]")
                .replace("/*UPLOT_JS*/", resource(UPLOT + "uPlot.iife.min.js"))
                .replace("/*PAGE_JS*/", resource("/callgateway/load/page.js"));
    }

    /** Writes a page, over what is there. */
    public static void write(String html, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, html);
    }

    /** One number of each; NaN is a gap. */
    public static <T> String column(List<T> rows, ToDoubleFunction<T> value) {
        return rows.stream()
                .mapToDouble(value)
                .mapToObj(number -> Double.isNaN(number) ? "null" : String.format(Locale.ROOT, "%.3f", number))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = ChartPage.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException(path + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
