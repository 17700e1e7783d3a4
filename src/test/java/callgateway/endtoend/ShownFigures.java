package callgateway.endtoend;

import callgateway.PageBrowser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What an operator is shown: the figures of the dashboard's feed, and what the page makes of them in a browser. */
final class ShownFigures {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ShownFigures() {}

    /** The figures of the next second. */
    static JsonNode feed(GatewayUnderTest gateway) throws IOException, InterruptedException {
        HttpResponse<java.io.InputStream> events = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.adminUri().resolve("/api/events?figures=true"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            boolean next = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (next && line.startsWith("data: ")) {
                    return JSON.readTree(line.substring("data: ".length()));
                }
                next = line.equals("event: figures");
            }
            throw new IOException("the feed has ended");
        }
    }

    /** What a scope has of something: {@code live}, {@code waiting}, {@code effectiveCap}; of the feed's or the API's. */
    static long scope(JsonNode capacity, String scope, String field) throws IOException {
        for (JsonNode row : capacity.path("scopes")) {
            if (row.path("scope").asText().equals(scope)) {
                return row.path(field).asLong(-1);
            }
        }
        throw new IOException("no scope " + scope + ": " + capacity);
    }

    /** Slots that are taken, with a call or for one. */
    static long taken(JsonNode capacity, String scope) throws IOException {
        return scope(capacity, scope, "live") + scope(capacity, scope, "unconfirmed");
    }

    /** How often something of this kind was refused, whatever the reason; empty: of any kind. */
    static long refusals(JsonNode figures, String kind) {
        long count = 0;
        for (JsonNode one : figures.path("refusals")) {
            count += kind.isEmpty() || one.path("kind").asText().equals(kind)
                    ? one.path("count").asLong()
                    : 0;
        }
        return count;
    }

    /** Shows the page, and waits until it has figures. */
    static void look(PageBrowser browser, URI page) {
        browser.go(page, 1400, false);
        browser.until("the page is connected", () -> browser.text("link").contains("Live"));
        browser.until("it has figures", () -> browser.text("t-plan").contains("/"));
    }

    /** The number that an element shows, or the first of several with a stroke between them. */
    static long shown(PageBrowser browser, String id) {
        return Long.parseLong(browser.text(id).replaceFirst("/.*", "").strip());
    }

    /** The sum of the last column of a table. */
    static long column(PageBrowser browser, String id) {
        return (long) browser.number("[...document.querySelectorAll('#" + id
                + " tbody tr')].reduce((sum, row) => sum + Number(row.lastElementChild.textContent || 0), 0)");
    }
}
