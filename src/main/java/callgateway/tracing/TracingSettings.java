package callgateway.tracing;

import java.net.URI;
import java.util.Map;

/**
 * Where traces go.
 *
 * @param endpoint of OTLP over HTTP, with its path
 * @param headers sent along; may hold a key
 * @param service the name under which this gateway is known there
 * @param node the name of this node
 * @param share of calls that are traced, 0 to 1
 */
public record TracingSettings(URI endpoint, Map<String, String> headers, String service, String node, double share) {
    /** Holds the ranges. */
    public TracingSettings {
        headers = Map.copyOf(headers);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("sample: " + share + " (expected: 0..1)");
        }
        if (service.isBlank()) {
            throw new IllegalArgumentException("service-name: empty (expected: a name)");
        }
    }

    /** Without the headers. */
    @Override
    public String toString() {
        return "TracingSettings[" + endpoint + "]";
    }
}
