package callgateway.call;

import callgateway.tools.ToolOutcome;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tool calls of a session that are answered. Ids are kept longer than results: an agent that asks again for a very old
 * result gets none, but the tool is not run again.
 */
final class AnsweredTools {
    static final int MAX_IDS = 1024;
    static final int MAX_CHARS = 256 * 1024;

    private final Map<String, Optional<ToolOutcome>> byId = new LinkedHashMap<>();
    private int chars;

    boolean knows(String toolCallId) {
        return byId.containsKey(toolCallId);
    }

    /** What was answered; nothing when that is forgotten, or nothing was. */
    Optional<ToolOutcome> outcome(String toolCallId) {
        return byId.getOrDefault(toolCallId, Optional.empty());
    }

    void add(String toolCallId, ToolOutcome outcome) {
        byId.put(toolCallId, Optional.of(outcome));
        chars += chars(outcome);
        Iterator<Map.Entry<String, Optional<ToolOutcome>>> oldest =
                byId.entrySet().iterator();
        while (chars > MAX_CHARS && oldest.hasNext()) {
            Map.Entry<String, Optional<ToolOutcome>> one = oldest.next();
            chars -= one.getValue().map(AnsweredTools::chars).orElse(0);
            one.setValue(Optional.empty());
        }
        if (byId.size() > MAX_IDS) {
            Iterator<Optional<ToolOutcome>> first = byId.values().iterator();
            chars -= first.next().map(AnsweredTools::chars).orElse(0);
            first.remove();
        }
    }

    private static int chars(ToolOutcome outcome) {
        return outcome instanceof ToolOutcome.Answered answered
                ? answered.json().length()
                : 0;
    }
}
