package callgateway.omni;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client told Omni besides audio, as a simulator of Omni sees it. */
public sealed interface OmniClientMessage {
    /**
     * The agent to be.
     *
     * @param tools names, in order
     * @param json the whole frame, for checks that these fields are not enough for
     */
    record Configure(
            @Nullable String voiceId,
            @Nullable String persona,
            @Nullable String greeting,
            @Nullable String consentLine,
            @Nullable String language,
            List<String> tools,
            String json)
            implements OmniClientMessage {
        public Configure {
            tools = List.copyOf(tools);
        }
    }

    record Dtmf(String digits) implements OmniClientMessage {}

    /** Exactly one of result and error is given by a correct client. */
    record ToolResult(
            String callId,
            @Nullable String resultJson,
            @Nullable String error) implements OmniClientMessage {}

    record InputText(String text) implements OmniClientMessage {}

    /** The client is about to close. */
    record SessionEnding() implements OmniClientMessage {}

    /** A control frame without meaning to Omni. */
    record Other(String name) implements OmniClientMessage {}
}
