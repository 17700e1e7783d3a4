package callgateway.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an expression of Prometheus asks for: metrics, labels, their values. Refuses what it does not understand. */
final class PromQl {
    /** A metric, and for each label that is asked for the values it may have; none when they are not named one by one. */
    record Selector(String metric, Map<String, List<String>> labels) {}

    private static final Set<String> KNOWN =
            Set.of("sum", "max", "min", "avg", "count", "rate", "increase", "histogram_quantile", "absent");
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|(?<number>[0-9]+(?:\\.[0-9]+)?(?:ms|[smhdwy])?)"
            + "|(?<sign>=~|!~|!=|==|<=|>=|[-+*/%^(){}\\[\\],=<>]))");

    final List<Selector> selectors = new ArrayList<>();
    final Set<String> grouping = new TreeSet<>();
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private PromQl(String expression) {
        Matcher matcher = TOKEN.matcher(expression.strip());
        int end = 0;
        while (end < expression.strip().length() && matcher.find(end) && matcher.start() == end) {
            tokens.add(matcher.group().strip());
            end = matcher.end();
        }
        if (end != expression.strip().length()) {
            throw new IllegalArgumentException(
                    "not understood from here on: " + expression.strip().substring(end));
        }
    }

    static PromQl of(String expression) {
        PromQl query = new PromQl(expression.replace("$__rate_interval", "5m"));
        query.read();
        return query;
    }

    private void read() {
        int open = 0;
        while (at < tokens.size()) {
            String token = tokens.get(at++);
            if (token.equals("(") || token.equals("[")) {
                open++;
            } else if (token.equals(")") || token.equals("]")) {
                open--;
            } else if (isName(token) && !OPERATORS.contains(token)) {
                name(token);
            } else if (token.equals("{") || token.equals("}")) {
                throw new IllegalArgumentException("a selector without a metric");
            }
        }
        if (open != 0) {
            throw new IllegalArgumentException("brackets do not match");
        }
    }

    private void name(String token) {
        if (GROUPING.contains(token)) {
            labels();
        } else if (next().equals("(") || GROUPING.contains(next())) {
            if (!KNOWN.contains(token)) {
                throw new IllegalArgumentException("no such function: " + token);
            }
        } else {
            selectors.add(new Selector(token, next().equals("{") ? matchers() : Map.of()));
        }
    }

    private void labels() {
        expect("(");
        for (String token = tokens.get(at++); !token.equals(")"); token = tokens.get(at++)) {
            if (!token.equals(",")) {
                grouping.add(token);
            }
        }
    }

    private Map<String, List<String>> matchers() {
        Map<String, List<String>> labels = new LinkedHashMap<>();
        expect("{");
        while (!next().equals("}")) {
            String label = tokens.get(at++);
            String how = tokens.get(at++);
            String text = tokens.get(at++);
            String value = text.substring(1, text.length() - 1);
            labels.put(label, how.equals("=~") || how.equals("!~") ? List.of(value.split("\\|", -1)) : List.of(value));
            if (next().equals(",")) {
                at++;
            }
        }
        expect("}");
        return labels;
    }

    private String next() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private void expect(String token) {
        if (!next().equals(token)) {
            throw new IllegalArgumentException("expected " + token + ", not " + next());
        }
        at++;
    }

    private static boolean isName(String token) {
        return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
    }

    // -- against what is there

    /** What of this is not in a scrape; empty when all is. */
    List<String> missingIn(Scrape scrape) {
        List<String> missing = new ArrayList<>();
        for (Selector selector : selectors) {
            if (!scrape.has(selector.metric())) {
                missing.add("metric " + selector.metric());
                continue;
            }
            selector.labels().forEach((label, values) -> {
                for (String value : values) {
                    if (!scrape.has(selector.metric(), label, value)) {
                        missing.add(selector.metric() + "{" + label + "=" + value + "}");
                    }
                }
            });
        }
        for (String label : grouping) {
            if (selectors.stream().noneMatch(selector -> scrape.has(selector.metric(), label))) {
                missing.add("label " + label);
            }
        }
        return missing;
    }

    /** A scrape's metrics, with the values of their labels. */
    static final class Scrape {
        private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? [^ ]+");
        private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
        private final Map<String, Map<String, Set<String>>> metrics = new LinkedHashMap<>();

        /** @param more what appears only after a fault: a metric each, with its labels as in a scrape */
        Scrape(String text, List<String> more) {
            text.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
            more.forEach(line -> add(line + " 0"));
        }

        private void add(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return;
            }
            Map<String, Set<String>> labels = metrics.computeIfAbsent(matcher.group(1), first -> new LinkedHashMap<>());
            // Prometheus adds where it has it from.
            labels.computeIfAbsent("instance", first -> new TreeSet<>());
            if (matcher.group(2) != null) {
                Matcher each = LABEL.matcher(matcher.group(2));
                while (each.find()) {
                    labels.computeIfAbsent(each.group(1), first -> new TreeSet<>())
                            .add(each.group(2));
                }
            }
        }

        private @Nullable Set<String> values(String metric, String label) {
            return metrics.getOrDefault(metric, Map.of()).get(label);
        }

        boolean has(String metric) {
            return metrics.containsKey(metric);
        }

        boolean has(String metric, String label) {
            return values(metric, label) != null;
        }

        boolean has(String metric, String label, String value) {
            Set<String> values = values(metric, label);
            return values != null && values.contains(value);
        }
    }
}
