package callgateway.endtoend;

import callgateway.endtoend.ClusterHistory.Caller;
import callgateway.endtoend.ClusterHistory.Mark;
import callgateway.endtoend.ClusterHistory.Node;
import callgateway.simulator.caller.CallerEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a {@link ClusterHistory} and says what it has checked, how much of it, and what is wrong. */
final class HistoryChecker {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterHistory history;
    private final List<String> checked = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    private HistoryChecker(ClusterHistory history) {
        this.history = history;
    }

    /**
     * What was found.
     *
     * @param checked one line for each thing that was looked at, with how much of it there was
     * @param wrong one line for each fault; empty when all is well
     */
    record Findings(List<String> checked, List<String> wrong) {
        /** For whoever reads the output of a test. */
        String text() {
            List<String> lines = new ArrayList<>(checked);
            wrong.forEach(line -> lines.add("WRONG: " + line));
            return String.join("\n", lines);
        }
    }

    static Findings check(ClusterHistory history) {
        HistoryChecker checker = new HistoryChecker(history);
        checker.sessions();
        checker.outcomes();
        checker.slots();
        return new Findings(List.copyOf(checker.checked), List.copyOf(checker.wrong));
    }

    // -- no cap is exceeded, at no instant

    private void sessions() {
        Map<String, Caller> callers =
                history.callers().stream().collect(Collectors.toMap(Caller::callSid, Function.identity()));
        Map<String, Set<String>> live = new TreeMap<>();
        Map<String, Integer> most = new TreeMap<>();
        Map<String, Integer> beyond = new HashMap<>();
        history.caps().keySet().forEach(scope -> live.put(scope, new HashSet<>()));
        for (Mark mark : history.marks()) {
            Caller caller = callers.get(mark.callSid());
            if (caller == null) {
                wrong.add(at(mark) + ": session " + mark.session() + " is nobody's who has called");
                continue;
            }
            for (Map.Entry<String, Set<String>> scope : live.entrySet()) {
                String name = scope.getKey();
                if (!name.equals(ClusterHistory.PLAN) && !caller.scopes().contains(name)) {
                    continue;
                }
                Set<String> sessions = scope.getValue();
                if (mark.begins() ? !sessions.add(mark.session()) : !sessions.remove(mark.session())) {
                    wrong.add(at(mark) + ": session " + mark.session() + (mark.begins() ? " begins" : " ends")
                            + " a second time");
                }
                most.merge(name, sessions.size(), Math::max);
                int cap = cap(name);
                if (mark.begins() && sessions.size() > cap && beyond.merge(name, 1, Integer::sum) == 1) {
                    wrong.add(at(mark) + ": " + sessions.size() + " sessions of " + name + ", whose cap is " + cap);
                }
            }
        }
        beyond.forEach((scope, times) -> wrong.add(times + " sessions began beyond the cap of " + scope));
        Set<String> open = live.getOrDefault(ClusterHistory.PLAN, Set.of());
        if (!open.isEmpty()) {
            wrong.add(open.size() + " sessions have not ended");
        }
        int peak = most.getOrDefault(ClusterHistory.PLAN, 0);
        if (peak != history.peak()) {
            wrong.add("the agent's service counted up to " + history.peak() + " at once, its history has " + peak);
        }
        checked.add(history.marks().stream().filter(Mark::begins).count()
                + " sessions, at every beginning and end; the most at once: "
                + most.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue() + " of " + cap(one.getKey()))
                        .collect(Collectors.joining(", ")));
    }

    private int cap(String scope) {
        return Objects.requireNonNull(history.caps().get(scope));
    }

    private static String at(Mark mark) {
        return String.format(Locale.ROOT, "at %.3f s", mark.atMs() / 1000);
    }

    // -- everybody has an outcome, nobody hears an error

    private void outcomes() {
        Map<CallerOutcome, Integer> outcomes = new TreeMap<>();
        int moved = 0;
        int errors = 0;
        for (Caller caller : history.callers()) {
            for (CallerEvent event : caller.events()) {
                if (event.kind() == CallerEvent.Kind.APPLICATION_ERROR) {
                    errors++;
                    wrong.add(caller.callSid() + " heard an error: " + event.detail());
                }
            }
            CallerOutcome outcome = CallerOutcome.of(caller.events());
            outcomes.merge(outcome, 1, Integer::sum);
            if (outcome == CallerOutcome.NONE) {
                wrong.add(caller.callSid() + " has no outcome: " + caller.events());
            }
            moved += CallerOutcome.streams(caller.events()) > 1 ? 1 : 0;
        }
        checked.add(history.callers().size() + " callers: "
                + outcomes.entrySet().stream()
                        .map(one -> one.getValue() + " " + one.getKey().words())
                        .collect(Collectors.joining(", "))
                + "; " + moved + " of them had another stream, " + errors + " heard an error");
    }

    // -- every slot is back, on every node

    private void slots() {
        int scopes = 0;
        Set<String> names = history.nodes().stream().map(Node::name).collect(Collectors.toSet());
        for (Node node : history.nodes()) {
            JsonNode capacity = read(node);
            for (JsonNode scope : capacity.path("scopes")) {
                scopes++;
                nothingOf(node, scope, "unconfirmed", "live", "waiting");
            }
            JsonNode cluster = capacity.path("cluster");
            if (!cluster.path("valid").asBoolean()) {
                wrong.add(node.name() + " may not admit");
            }
            Set<String> holders = new HashSet<>();
            for (JsonNode other : cluster.path("nodes")) {
                holders.add(other.path("node").asText());
                nothingOf(node, other, "used", "waiting");
            }
            if (!holders.equals(names)) {
                wrong.add(node.name() + " knows of shares of " + holders + ", there are " + names);
            }
            Set<String> known = new HashSet<>();
            for (JsonNode scope : cluster.path("scopes")) {
                scopes++;
                String name = scope.path("scope").asText();
                known.add(name);
                nothingOf(node, scope, "used");
                int cap = scope.path("cap").asInt();
                if (history.caps().getOrDefault(name, cap) != cap
                        || scope.path("lent").asInt() > cap) {
                    wrong.add(node.name() + ": " + scope + " of a cap of "
                            + history.caps().get(name));
                }
            }
            if (!known.contains(ClusterHistory.PLAN)) {
                wrong.add(node.name() + " knows nothing of the cluster's plan");
            }
            if (node.had() != cap(ClusterHistory.PLAN)) {
                wrong.add(
                        "of " + cap(ClusterHistory.PLAN) + " slots " + node.had() + " could be had on " + node.name());
            }
        }
        checked.add(history.nodes().size() + " nodes after the last call: nothing taken in " + scopes
                + " scopes, and slots that could be had on each: "
                + history.nodes().stream()
                        .map(node -> String.valueOf(node.had()))
                        .collect(Collectors.joining(", ")));
    }

    private void nothingOf(Node node, JsonNode row, String... counts) {
        for (String count : counts) {
            if (row.path(count).asInt(-1) != 0) {
                wrong.add(node.name() + " has " + row.path(count) + " " + count + " although nobody is left: " + row);
            }
        }
    }

    private static JsonNode read(Node node) {
        try {
            return JSON.readTree(node.capacity());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(node.name() + " answers no JSON: " + node.capacity(), e);
        }
    }
}
