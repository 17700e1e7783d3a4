package callgateway.simulator.rest;

import callgateway.twilio.FormParams;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The calls of the account and the rules of changing them. Any thread. */
final class RestCalls {
    private static final Set<String> OVER = Set.of("completed", "busy", "failed", "no-answer", "canceled");

    private final String account;
    private final Map<String, Resource> calls = new ConcurrentHashMap<>();
    private volatile BiPredicate<String, String> line = (call, twiml) -> true;
    private final AtomicLong created = new AtomicLong();

    RestCalls(String account) {
        this.account = account;
    }

    private record Resource(String sid, String from, String to, String direction, String status) {
        Resource now(String next) {
            return new Resource(sid, from, to, direction, next);
        }
    }

    void line(BiPredicate<String, String> lines) {
        line = lines;
    }

    void put(String sid, String status) {
        calls.put(sid, new Resource(sid, "+15550123", "+15550100", "inbound", status));
    }

    @Nullable
    String status(String sid) {
        Resource call = calls.get(sid);
        return call == null ? null : call.status;
    }

    HttpAnswer create(FormParams form) {
        String to = form.first("To");
        String from = form.first("From");
        if (to == null) {
            return HttpAnswer.error(400, 21201, "No 'To' number is specified");
        }
        if (from == null) {
            return HttpAnswer.error(400, 21213, "'From' is required");
        }
        if (!to.matches("\\+[1-9][0-9]{6,14}")) {
            return HttpAnswer.error(
                    400, 21211, "The phone number you are attempting to call, " + to + ", is not valid.");
        }
        if (form.first("Url") == null && form.first("Twiml") == null) {
            return HttpAnswer.error(400, 21205, "Url parameter is required.");
        }
        String sid = String.format("CA%032x", created.incrementAndGet());
        Resource call = new Resource(sid, from, to, "outbound-api", "queued");
        calls.put(sid, call);
        return HttpAnswer.json(201, json(call));
    }

    HttpAnswer fetch(String sid) {
        Resource call = calls.get(sid);
        return call == null ? notFound(sid) : HttpAnswer.json(200, json(call));
    }

    HttpAnswer update(String sid, FormParams form) {
        Resource call = calls.get(sid);
        if (call == null) {
            return notFound(sid);
        }
        String status = form.first("Status");
        boolean document = form.first("Url") != null || form.first("Twiml") != null;
        if (status == null && !document) {
            return HttpAnswer.error(400, 20001, "Neither Status, Url nor Twiml is given");
        }
        if (OVER.contains(call.status) || (document && !call.status.equals("in-progress"))) {
            return HttpAnswer.error(400, 21220, "Call is not in-progress. Cannot redirect.");
        }
        String twiml = form.first("Twiml");
        if (twiml != null && twiml.length() > 4000) {
            return HttpAnswer.error(400, 32018, "Twiml is longer than 4000 characters");
        }
        if (twiml != null && !line.test(sid, twiml)) {
            return HttpAnswer.error(400, 21220, "Call is not in-progress. Cannot redirect.");
        }
        Resource next = status == null ? call : call.now(status);
        calls.put(sid, next);
        return HttpAnswer.json(200, json(next));
    }

    private HttpAnswer notFound(String sid) {
        return HttpAnswer.error(
                404,
                20404,
                "The requested resource /2010-04-01/Accounts/" + account + "/Calls/" + sid + ".json was not found");
    }

    private ObjectNode json(Resource call) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sid", call.sid);
        json.put("account_sid", account);
        json.put("api_version", "2010-04-01");
        json.put("from", call.from);
        json.put("from_formatted", call.from);
        json.put("to", call.to);
        json.put("to_formatted", call.to);
        json.put("direction", call.direction);
        json.put("status", call.status);
        json.putNull("parent_call_sid");
        json.putNull("answered_by");
        json.putNull("price");
        json.put("price_unit", "USD");
        json.put("date_created", "Tue, 06 Jan 2026 03:04:05 +0000");
        json.put("uri", "/2010-04-01/Accounts/" + account + "/Calls/" + call.sid + ".json");
        json.putObject("subresource_uris");
        return json;
    }
}
