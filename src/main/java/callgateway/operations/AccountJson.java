package callgateway.operations;

import callgateway.call.CallAccount;
import callgateway.call.CallView;
import callgateway.records.MomentJson;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** How calls are shown: one live, or all that is known of one. */
final class AccountJson {
    private AccountJson() {}

    /** What a live call is doing. */
    static ObjectNode of(CallView view) {
        ObjectNode call = AdminAnswers.object();
        call.put("callSid", view.callSid());
        call.put("streamSid", view.streamSid());
        call.put("pool", view.pool());
        call.put("from", view.from());
        call.put("to", view.to());
        call.put("state", word(view.state()));
        call.put("startedAt", view.startedAt().toString());
        call.put("agentCallId", view.agentCallId());
        call.put("attempts", view.attempts());
        if (view.agentReadyMs() >= 0) {
            call.put("agentReadyMs", view.agentReadyMs());
        }
        if (view.firstAudioMs() >= 0) {
            call.put("firstAudioMs", view.firstAudioMs());
        }
        return call;
    }

    /** All that is known of a call; its state is {@code away} while it is known and has no stream. */
    static ObjectNode of(CallAccount account) {
        CallView live = account.live();
        ObjectNode call;
        if (live != null) {
            call = of(live);
        } else {
            call = AdminAnswers.object();
            call.put("callSid", account.callSid());
            call.put("pool", account.pool());
            call.put("from", account.from());
            call.put("to", account.to());
            call.put("state", "away");
        }
        call.put("begun", account.begun().toString());
        if (account.ended() != null) {
            call.put("ended", word(account.ended()));
        }
        ArrayNode events = call.putArray("events");
        account.moments().forEach(moment -> events.add(MomentJson.of(moment)));
        call.put("eventsForgotten", account.forgotten());
        return call;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
