package callgateway.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** All records of a gateway, with their events, as its admin port tells them: page by page, and each by itself. */
record KeptRecords(List<JsonNode> records) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 50;

    /** What an admin port answers to a GET. */
    interface Admin {
        String get(String path) throws IOException, InterruptedException;
    }

    static KeptRecords read(Admin admin) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode one : list(admin)) {
            all.add(JSON.readTree(
                    admin.get("/api/records/" + one.path("callSid").asText())));
        }
        return new KeptRecords(all);
    }

    /** Without their events, newest first. */
    static List<JsonNode> list(Admin admin) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonNode page = JSON.readTree(admin.get("/api/records?limit=" + PAGE + after));
            if (!page.path("records").isArray()) {
                throw new IOException("no records: " + page);
            }
            page.path("records").forEach(all::add);
            after = page.has("next") ? "&after=" + page.path("next").asText() : null;
        }
        return all;
    }

    int size() {
        return records.size();
    }

    List<String> callSids() {
        return records.stream().map(one -> one.path("callSid").asText()).toList();
    }

    long outcomes(String outcome) {
        return records.stream()
                .filter(one -> one.path("outcome").asText().equals(outcome))
                .count();
    }

    long open() {
        return records.stream().filter(one -> !one.has("endedAt")).count();
    }

    /** The sum of a figure of theirs. */
    long sum(String field) {
        return records.stream().mapToLong(one -> one.path(field).asLong()).sum();
    }

    long events(String kind) {
        return events(kind, event -> true);
    }

    long events(String kind, Predicate<JsonNode> which) {
        return records.stream().mapToLong(one -> events(one, kind, which)).sum();
    }

    /** Those of one call. */
    KeptRecords of(String callSid) {
        return new KeptRecords(records.stream()
                .filter(one -> one.path("callSid").asText().equals(callSid))
                .toList());
    }

    private static long events(JsonNode record, String kind, Predicate<JsonNode> which) {
        long count = 0;
        for (JsonNode event : record.path("events")) {
            count += event.path("event").asText().equals(kind) && which.test(event) ? 1 : 0;
        }
        return count;
    }

    /** Streams in which an agent was heard. */
    long streamsWithAnAgent() {
        long count = 0;
        for (JsonNode record : records) {
            boolean heard = false;
            for (JsonNode event : record.path("events")) {
                String kind = event.path("event").asText();
                count += kind.equals("agent_heard") && !heard ? 1 : 0;
                heard = kind.equals("agent_heard") || (heard && !kind.equals("stream_started"));
            }
        }
        return count;
    }

    /** What the agent's service calls the sessions. */
    Set<String> agentCallIds() {
        Set<String> ids = new TreeSet<>();
        records.forEach(one -> one.path("agentCallIds").forEach(id -> ids.add(id.asText())));
        return ids;
    }
}
