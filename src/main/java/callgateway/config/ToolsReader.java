package callgateway.config;

import static java.util.stream.Collectors.toSet;

import callgateway.omni.AgentProfile;
import callgateway.omni.AgentProfile.Tool;
import callgateway.tools.ToolEndpoint;
import callgateway.tools.ToolEndpoint.CallerNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an agent's tools: what the agent is told about them, and where those are that this gateway calls. */
final class ToolsReader {
    private static final String TOOLS = "tools";
    private static final String ENDPOINT = "tool-endpoint";
    private static final String URL = "url";

    private ToolsReader() {}

    /** What the agent is told. */
    static List<Tool> profile(Section agent) {
        List<Tool> tools = new ArrayList<>();
        for (Section one : agent.sections(TOOLS)) {
            one.onlyKnows("name", "description", "parameters", "ours", URL, "idempotent");
            Tool tool = one.build(
                    () -> new Tool(one.text("name"), one.text("description"), one.json("parameters"), isOurs(one)));
            if (tool != null) {
                tools.add(tool);
            }
        }
        return tools;
    }

    /** Where those are that are ours, by name; what is wrong with the tools otherwise has been said. */
    static Map<String, ToolEndpoint> endpoints(Section agent, AgentProfile profile) {
        Section section = agent.inner(ENDPOINT).onlyKnows(URL, "secret", "timeout", "max-response", "caller-number");
        Set<String> names =
                profile.tools().stream().filter(Tool::ours).map(Tool::name).collect(toSet());
        List<Section> ours = agent.sections(TOOLS).stream()
                .filter(one -> names.contains(one.text("name")))
                .toList();
        if (ours.isEmpty() && section.text(URL).isEmpty()) {
            return Map.of();
        }
        ToolEndpoint ofAll = ofAll(section);
        Map<String, ToolEndpoint> endpoints = new HashMap<>();
        for (Section one : ours) {
            ToolEndpoint endpoint = ofAll == null ? null : endpoint(one, section, ofAll);
            if (endpoint != null) {
                endpoints.put(one.text("name"), endpoint);
            }
        }
        return endpoints;
    }

    private static @Nullable ToolEndpoint ofAll(Section section) {
        CallerNumber caller = section.build("caller-number", () -> caller(section.text("caller-number")));
        // Without an address the rest is looked at all the same: each tool may have one of its own.
        String url = section.text(URL).isEmpty() ? "http://localhost/" : section.text(URL);
        return section.build(() -> new ToolEndpoint(
                ToolEndpoint.url(url),
                section.secrets("secret"),
                section.time("timeout"),
                section.bytes("max-response"),
                false,
                Objects.requireNonNullElse(caller, CallerNumber.NONE)));
    }

    private static @Nullable ToolEndpoint endpoint(Section tool, Section section, ToolEndpoint ofAll) {
        String own = tool.text(URL);
        if (own.isEmpty() && section.text(URL).isEmpty()) {
            tool.problem(
                    URL, "not set (expected: an address here or in tool-endpoint, or ours = false for one of Omni's)");
            return null;
        }
        boolean idempotent = tool.has("idempotent") && tool.flag("idempotent");
        return tool.build(() -> ofAll.with(own.isEmpty() ? ofAll.url() : ToolEndpoint.url(own), idempotent));
    }

    private static boolean isOurs(Section tool) {
        return !tool.has("ours") || tool.flag("ours");
    }

    private static CallerNumber caller(String written) {
        return switch (written.toLowerCase(Locale.ROOT)) {
            case "masked" -> CallerNumber.MASKED;
            case "full" -> CallerNumber.FULL;
            case "none" -> CallerNumber.NONE;
            default -> throw new IllegalArgumentException(written + " (expected: one of masked, full, none)");
        };
    }
}
