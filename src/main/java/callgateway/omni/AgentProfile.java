package callgateway.omni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The whole agent, as one configure frame carries it. A configure replaces what a stored profile had bound, so it is all
 * or nothing: send one full profile. Blank texts count as absent, because Omni takes an empty greeting as "say nothing".
 *
 * @param voiceId Omni's id of the voice, null for its default; names of other vendors' voices leave the call mute
 * @param persona the system prompt, at most 32000 characters
 * @param greeting spoken first, at most 1000 characters
 * @param consentLine recording disclosure spoken before anything else, at most 500 characters
 * @param language such as {@code en}
 * @param callerKey opaque identity of the caller, for continuity between calls
 * @param knowledge where the agent looks things up, null for nowhere
 * @param tools what the agent may call, distinct names
 * @param waits says nothing first, although a stored agent may have a greeting of its own; only without a greeting here
 */
public record AgentProfile(
        @Nullable String voiceId,
        @Nullable String persona,
        @Nullable String greeting,
        @Nullable String consentLine,
        @Nullable String language,
        @Nullable String callerKey,
        @Nullable Knowledge knowledge,
        List<Tool> tools,
        boolean waits) {

    /** Nothing set: Omni's own defaults. */
    public static final AgentProfile DEFAULTS =
            new AgentProfile(null, null, null, null, null, null, null, List.of(), false);

    /** The longest persona, characters. */
    public static final int MAX_PERSONA = 32_000;

    private static final int MAX_ID = 256;
    private static final int MAX_GREETING = 1_000;
    private static final int MAX_CONSENT_LINE = 500;
    private static final int MAX_LANGUAGE = 35;

    public AgentProfile {
        voiceId = optional("voice-id", voiceId, MAX_ID);
        persona = optional("persona", persona, MAX_PERSONA);
        greeting = optional("greeting", greeting, MAX_GREETING);
        consentLine = optional("consent-line", consentLine, MAX_CONSENT_LINE);
        language = optional("language", language, MAX_LANGUAGE);
        callerKey = optional("caller-key", callerKey, MAX_ID);
        tools = List.copyOf(tools);
        waits = waits && greeting == null;
        Set<String> names = new HashSet<>();
        for (Tool tool : tools) {
            if (!names.add(tool.name())) {
                throw new IllegalArgumentException("tools: " + tool.name() + " twice (expected: distinct names)");
            }
        }
    }

    public AgentProfile withVoiceId(@Nullable String other) {
        return new AgentProfile(other, persona, greeting, consentLine, language, callerKey, knowledge, tools, waits);
    }

    public AgentProfile withPersona(@Nullable String other) {
        return new AgentProfile(voiceId, other, greeting, consentLine, language, callerKey, knowledge, tools, waits);
    }

    public AgentProfile withGreeting(@Nullable String other) {
        return new AgentProfile(voiceId, persona, other, consentLine, language, callerKey, knowledge, tools, waits);
    }

    /** One that lets the caller speak first. */
    public AgentProfile waiting() {
        return new AgentProfile(voiceId, persona, null, consentLine, language, callerKey, knowledge, tools, true);
    }

    public AgentProfile withConsentLine(@Nullable String other) {
        return new AgentProfile(voiceId, persona, greeting, other, language, callerKey, knowledge, tools, waits);
    }

    public AgentProfile withLanguage(@Nullable String other) {
        return new AgentProfile(voiceId, persona, greeting, consentLine, other, callerKey, knowledge, tools, waits);
    }

    public AgentProfile withCallerKey(@Nullable String other) {
        return new AgentProfile(voiceId, persona, greeting, consentLine, language, other, knowledge, tools, waits);
    }

    public AgentProfile withKnowledge(@Nullable Knowledge other) {
        return new AgentProfile(voiceId, persona, greeting, consentLine, language, callerKey, other, tools, waits);
    }

    public AgentProfile withTools(List<Tool> other) {
        return new AgentProfile(voiceId, persona, greeting, consentLine, language, callerKey, knowledge, other, waits);
    }

    private static @Nullable String optional(String setting, @Nullable String value, int max) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > max) {
            throw new IllegalArgumentException(
                    setting + ": " + value.length() + " characters (expected: at most " + max + ")");
        }
        return value;
    }

    /**
     * An endpoint that Omni asks on every turn (it waits about 300 ms and goes on without).
     *
     * @param token sent by Omni as a bearer token; never shown by {@link #toString}
     */
    public record Knowledge(URI endpoint, String token) {
        public Knowledge {
            if (!"https".equalsIgnoreCase(endpoint.getScheme()) || endpoint.getHost() == null) {
                throw new IllegalArgumentException("kb-endpoint: " + endpoint + " (expected: an https URL)");
            }
            if (token.isBlank()) {
                throw new IllegalArgumentException("kb-token: blank (expected: the token that the endpoint checks)");
            }
        }

        @Override
        public String toString() {
            return "Knowledge[endpoint=" + endpoint + ", token=***]";
        }
    }

    /**
     * Something the agent may call.
     *
     * @param name 1..64 of letters, digits, underscore and dash
     * @param description tells the agent when to call it
     * @param parametersJson a JSON Schema object; null for a tool without parameters
     * @param ours true: Omni sends a tool call and this gateway answers; false: one of Omni's own
     */
    public record Tool(
            String name, String description, @Nullable String parametersJson, boolean ours) {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

        public Tool {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("tool name: " + Text.clean(name, 80)
                        + " (expected: 1 to 64 letters, digits, underscores and dashes)");
            }
            if (parametersJson != null && !(Json.parse(parametersJson) instanceof ObjectNode)) {
                throw new IllegalArgumentException("tool " + name + ": parameters: " + Text.clean(parametersJson, 80)
                        + " (expected: a JSON Schema object)");
            }
        }
    }
}
