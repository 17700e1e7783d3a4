package callgateway.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.util.ByteString;

/** The dashboard's page and what it loads: no secrets, so anybody who reaches the port may have them. */
final class DashboardFiles extends AllDirectives {
    private static final String HOME = "/dashboard/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final List<String> OURS = List.of(
            "index.html",
            "style.css",
            "main.js",
            "api.js",
            "feed.js",
            "store.js",
            "dom.js",
            "words.js",
            "header.js",
            "calls.js",
            "detail.js",
            "pools.js",
            "charts.js",
            "latencies.js",
            "tables.js",
            "actions.js");
    private static final List<String> UPLOTS = List.of("uPlot.esm.js", "uPlot.min.css");
    /** Nothing but our own files, and nobody may frame the page to have its buttons pressed. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, HttpResponse> files = new LinkedHashMap<>();

    DashboardFiles() {
        OURS.forEach(name -> files.put(name, response(name, HOME + name)));
        UPLOTS.forEach(name -> files.put(name, response(name, UPLOT + name)));
    }

    Route routes() {
        return get(() -> concat(
                pathEndOrSingleSlash(() -> complete(files.get("index.html"))),
                pathPrefix(
                        "dashboard",
                        () -> path(name -> {
                            HttpResponse file = files.get(name);
                            return file == null ? reject() : complete(file);
                        }))));
    }

    private static HttpResponse response(String name, String resource) {
        return HttpResponse.create()
                .addHeader(RawHeader.create("Content-Security-Policy", POLICY))
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
                .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
                .addHeader(RawHeader.create("Cache-Control", "no-cache"))
                .withEntity(HttpEntities.create(type(name), bytes(resource)));
    }

    private static ContentType type(String name) {
        if (name.endsWith(".js")) {
            return MediaTypes.APPLICATION_JAVASCRIPT.toContentType(HttpCharsets.UTF_8);
        }
        return name.endsWith(".css")
                ? MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8)
                : ContentTypes.TEXT_HTML_UTF8;
    }

    private static ByteString bytes(String resource) {
        try (InputStream in = DashboardFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return ByteString.fromArray(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
