package callgateway.endtoend;

import callgateway.PageBrowser;
import callgateway.call.EndReason;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.omni.OmniSessionEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every figure of mixed calls that are over, with the witnesses it has. */
final class MixedFigures {
    private MixedFigures() {}

    static void ofCalls(Agreement table, FarSideCounts far, Counters metrics, KeptRecords records, JsonNode feed) {
        table.figure("phone calls", "callers", far.callers().size(), "records", records.size());
        table.figure(
                "streams",
                "callers",
                far.heard(CallerEvent.Kind.STREAM_STARTED),
                "metrics",
                metrics.sum("gateway_calls_started_total"),
                "records",
                records.sum("streams"),
                "feed",
                feed.path("started").asLong());
        table.figure(
                "streams that ended",
                "callers",
                far.heard(CallerEvent.Kind.STREAM_ENDED),
                "metrics",
                metrics.sum("gateway_calls_ended_total"),
                "records",
                records.events("stream_ended"));
        // Who hangs up ends the call; the others end by what was done at the other far end.
        Map<EndReason, Long> ends = new EnumMap<>(EndReason.class);
        Arrays.stream(EndReason.values()).forEach(reason -> ends.put(reason, 0L));
        ends.put(EndReason.CALLER_HUNG_UP, far.heard(CallerEvent.Kind.STREAM_ENDED, "CALLER_HUNG_UP"));
        ends.put(EndReason.CALLER_LOST, far.heard(CallerEvent.Kind.STREAM_ENDED, "CALLER_VANISHED"));
        ends.put(EndReason.AGENT_ENDED, far.did(OmniSessionEvent.Kind.ACTION, "EndCall"));
        ends.put(EndReason.TRANSFER, far.did(OmniSessionEvent.Kind.ACTION, "Transfer"));
        ends.put(EndReason.AGENT_BUSY, far.noRoom());
        ends.forEach((reason, count) -> {
            String word = reason.name().toLowerCase(Locale.ROOT);
            table.figure(
                    "ended: " + word,
                    "far ends",
                    count,
                    "metrics",
                    metrics.sum("gateway_calls_ended_total " + word),
                    "records",
                    records.events(
                            "stream_ended",
                            event -> event.path("reason").asText().equals(word)));
        });
        table.figure("outcome: success", "callers", far.servedToAGoodEnd(), "records", records.outcomes("success"));
        table.figure("outcome: carrier_error", "callers", far.vanished(), "records", records.outcomes("carrier_error"));
        table.figure(
                "outcome: anything else",
                "callers",
                0,
                "records",
                records.size()
                        - records.outcomes("success")
                        - records.outcomes("carrier_error")
                        - records.outcomes("abandoned")
                        - records.outcomes("refused"));
        // Twilio tells of the end of each call, and of each stream that it began and that it ended.
        long told = far.callers().size()
                + far.heard(CallerEvent.Kind.STREAM_STARTED)
                + far.heard(CallerEvent.Kind.STREAM_ENDED);
        table.figure(
                "webhooks",
                "callers",
                far.heard(CallerEvent.Kind.WEBHOOK_SENT) + told,
                "metrics",
                metrics.sum("gateway_webhooks_total"));
    }

    static void ofAgents(Agreement table, FarSideCounts far, Counters metrics, KeptRecords records, JsonNode feed) {
        long lost = far.did(OmniSessionEvent.Kind.MISHAP);
        long lostInMidCall =
                records.events("agent_lost", event -> event.path("inMidCall").asBoolean());
        table.figure("attempts at Omni", "Omni", far.attempts(), "records", records.events("agent_dialled"));
        table.figure(
                "agents that were ready first",
                "Omni",
                far.did(OmniSessionEvent.Kind.CONFIGURED) - lost,
                "metrics",
                metrics.sum("gateway_agent_ready_seconds_count"),
                "records",
                records.events("agent_ready") - lostInMidCall,
                "feed",
                feed.path("agentReady").path("count").asLong());
        table.figure(
                "agents lost and replaced",
                "Omni",
                lost,
                "metrics",
                metrics.sum("gateway_agents_replaced_total"),
                "records",
                lostInMidCall);
        table.figure(
                "streams with an agent heard",
                "callers",
                far.streamsWithAnAgent(),
                "metrics",
                metrics.sum("gateway_first_audio_seconds_count"),
                "records",
                records.streamsWithAnAgent(),
                "feed",
                feed.path("firstAudio").path("count").asLong());
    }

    static void ofConversations(
            Agreement table, FarSideCounts far, Counters metrics, KeptRecords records, JsonNode feed) {
        table.figure(
                "keys",
                "callers",
                far.heard(CallerEvent.Kind.KEY),
                "Omni",
                far.did(OmniSessionEvent.Kind.KEY),
                "records",
                records.sum("keysPressed"));
        table.figure(
                "interruptions",
                "callers",
                far.heard(CallerEvent.Kind.CLEAR),
                "Omni",
                far.did(OmniSessionEvent.Kind.INTERRUPTED),
                "metrics",
                metrics.sum("gateway_flushes_total"),
                "records",
                records.sum("interruptions"));
        table.figure(
                "heard after an interruption",
                "callers",
                far.heard(CallerEvent.Kind.CLEAR),
                "metrics",
                metrics.sum("gateway_heard_after_flush_seconds_count"),
                "records",
                records.events("heard_after_flush"),
                "feed",
                feed.path("heardAfterFlush").path("count").asLong());
        table.figure(
                "turns of the agent",
                "metrics",
                metrics.sum("gateway_turn_latency_seconds_count"),
                "records",
                records.sum("turns"),
                "feed",
                feed.path("turns").path("count").asLong());
        table.figure(
                "callers handed over",
                "callers",
                far.heard(CallerEvent.Kind.DIALLED, "completed"),
                "Omni",
                far.did(OmniSessionEvent.Kind.ACTION, "Transfer"),
                "metrics",
                metrics.sum("gateway_transfers_total answered"),
                "records",
                records.sum("transfers"));
        table.figure("handed over otherwise", "callers", 0, "metrics", otherTransfers(metrics));
    }

    private static double otherTransfers(Counters metrics) {
        return metrics.sum("gateway_transfers_total") - metrics.sum("gateway_transfers_total answered");
    }

    static void ofRefusals(
            Agreement table,
            FarSideCounts far,
            Counters metrics,
            KeptRecords records,
            JsonNode feed,
            @Nullable PageBrowser browser) {
        table.figure(
                "callers told to wait at once",
                "callers",
                far.waitedAtFirst(),
                "metrics",
                metrics.sum("gateway_callers_queued_total"));
        table.figure(
                "times in line",
                "callers",
                far.heard(CallerEvent.Kind.QUEUED),
                "metrics",
                metrics.sum("gateway_webhooks_total queued"));
        table.figure(
                "callers who hung up in line",
                "callers",
                far.leftTheLine(),
                "metrics",
                metrics.sum("gateway_callers_abandoned_total"),
                "records",
                records.outcomes("abandoned"),
                "feed",
                feed.path("abandoned").asLong());
        table.figure(
                "callers sent elsewhere",
                "callers",
                far.refused(),
                "metrics",
                metrics.sum("gateway_callers_overflowed_total"),
                "records",
                records.outcomes("refused"),
                "feed",
                ShownFigures.refusals(feed, "callers_overflowed"));
        table.figure(
                "calls Omni had no room for",
                "Omni",
                far.noRoom(),
                "metrics",
                metrics.sum("gateway_agent_turned_away_total"),
                "records",
                records.events(
                        "stream_ended", event -> event.path("reason").asText().equals("agent_busy")),
                "feed",
                ShownFigures.refusals(feed, "agent_turned_away"));
        long failed = far.noRoom() + far.unavailable();
        table.figure(
                "attempts that failed",
                "Omni",
                failed,
                "metrics",
                metrics.sum("gateway_agent_attempts_failed_total"),
                "records",
                records.events("agent_lost", event -> !event.path("inMidCall").asBoolean()),
                "feed",
                ShownFigures.refusals(feed, "agent_attempts_failed"));
        table.figure(
                "sessions refused or broken",
                "Omni",
                failed + far.did(OmniSessionEvent.Kind.MISHAP),
                "metrics",
                metrics.sum("gateway_agent_refusals_total"),
                "records",
                records.events("agent_lost"));
        long all = far.refused() + far.noRoom() + failed;
        table.figure(
                "refusals in all",
                "far ends",
                all,
                "feed",
                ShownFigures.refusals(feed, ""),
                "page",
                browser == null ? null : (Long) ShownFigures.shown(browser, "t-refusals"),
                "its table",
                browser == null ? null : (Long) ShownFigures.column(browser, "refusals"));
    }
}
