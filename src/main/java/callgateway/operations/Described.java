package callgateway.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The description of the admin port, {@code openapi.json}. Requests that it does not describe are not served: a route that
 * is left out of it cannot be reached, so that it always describes all there is.
 */
final class Described {
    private static final String FILE = "/callgateway/operations/openapi.json";

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final String text;
    private final List<Operations> paths = new ArrayList<>();

    /** What may be done with a path. */
    private record Operations(Pattern path, Set<String> methods) {}

    private Described(String text, JsonNode description) {
        this.text = text;
        description.get("paths").properties().forEach(path -> {
            Set<String> methods = new TreeSet<>();
            METHODS.stream().filter(path.getValue()::has).forEach(name -> methods.add(name.toUpperCase(Locale.ROOT)));
            paths.add(new Operations(
                    Pattern.compile("\\Q" + path.getKey().replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q") + "\\E"),
                    methods));
        });
    }

    static Described load() {
        try (InputStream in = Described.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Described(text, new ObjectMapper().readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file. */
    String text() {
        return text;
    }

    /** The methods of a path; empty when there is no such path. */
    Set<String> methodsOf(String path) {
        for (Operations one : paths) {
            if (one.path.matcher(path).matches()) {
                return one.methods;
            }
        }
        return Set.of();
    }
}
