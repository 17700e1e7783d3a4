package callgateway.simulator.caller;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A TwiML verb or noun.
 *
 * @param text of its own, without that of its children, trimmed
 */
public record Verb(String name, Map<String, String> attributes, String text, List<Verb> children) {
    public Verb {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    public @Nullable String attribute(String attribute) {
        return attributes.get(attribute);
    }

    /** The value of an attribute that is a number; this one where there is none, or none that Twilio would read. */
    int number(String attribute, int otherwise) {
        String value = attributes.get(attribute);
        return value != null && value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : otherwise;
    }

    /** The HTTP method that this attribute names; POST without one. */
    String method(String attribute) {
        return attributes.getOrDefault(attribute, "POST");
    }

    /** The first child of this name, or null. */
    public @Nullable Verb child(String childName) {
        return children.stream()
                .filter(child -> child.name.equals(childName))
                .findFirst()
                .orElse(null);
    }
}
