package callgateway.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has to become of a call. What is not mentioned is not looked at, except for what is never right: complaints of
 * Twilio's, application errors, faults that Omni finds in us, failed actors.
 *
 * @param playedAfterFlush what of the old answer was still played after each interruption; there has to be one
 * @param ended reasons of its streams' ends, in any order
 * @param next verbs after the first stream, in order; null: any
 * @param twimlHas pieces that have to be in the TwiML of the call
 * @param rest what Twilio's REST API has been asked
 * @param toolRequests what the tools' endpoint has been asked; null: anything
 * @param record what the call's record has in it, in this order
 * @param recordings what is on each of its recordings
 * @param problem what the caller complains of; null: nothing
 */
record Expected(
        List<String> ended,
        @Nullable List<String> next,
        @Nullable String callerEnding,
        @Nullable String problem,
        List<String> twimlHas,
        List<String> twimlLacks,
        @Nullable Heard heard,
        List<AtAgent> agents,
        @Nullable Range sessions,
        @Nullable Range refusedSessions,
        @Nullable Range clears,
        @Nullable Range playedAfterFlush,
        @Nullable Range slowestWebhook,
        List<String> rest,
        @Nullable List<String> toolRequests,
        List<String> record,
        List<OnTape> recordings,
        List<String> complaints,
        List<String> applicationErrors,
        Map<String, Range> metrics) {

    /**
     * What is heard.
     *
     * @param tones how long each
     * @param order tones in the order in which they are heard; empty: any
     * @param afterClear how long each is heard after the first {@code clear}
     * @param quietAfter from the last of each tone to the next sound
     * @param keys telephone keys that are heard; null: any
     */
    record Heard(
            Map<Integer, Range> tones,
            List<Integer> order,
            Map<Integer, Range> afterClear,
            Map<Integer, Range> quietAfter,
            @Nullable String keys,
            @Nullable Range sound,
            @Nullable Range longestQuiet,
            @Nullable Range gaps,
            @Nullable Range longestQueue) {
        static Heard read(Page page) {
            return new Heard(
                    tones(page.table("tones")),
                    page.texts("order").stream().map(Integer::valueOf).toList(),
                    tones(page.table("after-clear")),
                    tones(page.table("quiet-after")),
                    page.has("keys") ? page.text("keys") : null,
                    range(page, "sound"),
                    range(page, "longest-quiet"),
                    range(page, "gaps"),
                    range(page, "longest-queue"));
        }

        private static Map<Integer, Range> tones(Map<String, String> table) {
            Map<Integer, Range> tones = new LinkedHashMap<>();
            table.forEach((hz, length) -> tones.put(Integer.valueOf(hz), Range.of(length)));
            return tones;
        }
    }

    /**
     * What one of the call's sessions must have seen.
     *
     * @param told what the configuration has in it
     * @param results answers to tool calls, each as {@code id result} or {@code id error: text}
     */
    record AtAgent(
            @Nullable Heard heard,
            @Nullable String keys,
            @Nullable Range closedWith,
            List<String> told,
            List<String> notTold,
            List<String> results,
            List<String> faults,
            boolean saidGoodbye) {
        static AtAgent read(Page page) {
            return new AtAgent(
                    page.section("heard", Heard::read),
                    page.has("keys") ? page.text("keys") : null,
                    range(page, "closed-with"),
                    page.texts("told"),
                    page.texts("not-told"),
                    page.texts("tool-results"),
                    page.texts("faults"),
                    page.text("goodbye", "no").equals("yes"));
        }
    }

    /** What is on a recording: of the caller, and of what the caller heard. */
    record OnTape(@Nullable Heard left, @Nullable Heard right) {
        static OnTape read(Page page) {
            return new OnTape(page.section("left", Heard::read), page.section("right", Heard::read));
        }
    }

    static Expected read(Page page) {
        List<AtAgent> agents = new ArrayList<>();
        AtAgent only = page.section("at-agent", AtAgent::read);
        if (only != null) {
            agents.add(only);
        }
        agents.addAll(page.list("at-agents", AtAgent::read));
        Map<String, Range> metrics = new LinkedHashMap<>();
        page.table("metrics").forEach((name, value) -> metrics.put(name, Range.of(value)));
        return new Expected(
                page.texts("ended"),
                page.has("next") ? page.texts("next") : null,
                page.has("caller-ending") ? page.text("caller-ending") : null,
                page.has("problem") ? page.text("problem") : null,
                page.texts("twiml-has"),
                page.texts("twiml-lacks"),
                page.section("heard", Heard::read),
                agents,
                range(page, "sessions"),
                range(page, "refused-sessions"),
                range(page, "clears"),
                range(page, "played-after-flush"),
                range(page, "slowest-webhook"),
                page.texts("rest"),
                page.has("tool-requests") ? page.texts("tool-requests") : null,
                page.texts("record"),
                page.list("recorded", OnTape::read),
                page.texts("complaints"),
                page.texts("application-errors"),
                metrics);
    }

    private static @Nullable Range range(Page page, String key) {
        return page.has(key) ? Range.of(page.text(key)) : null;
    }
}
