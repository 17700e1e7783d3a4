package callgateway.endtoend;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The counters of a gateway at one moment, by their names with labels. */
record Counters(Map<String, Double> values) {
    static Counters parse(String prometheus) {
        Map<String, Double> values = new HashMap<>();
        prometheus
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                });
        return new Counters(values);
    }

    /** What has been added since. */
    Counters since(Counters before) {
        Map<String, Double> added = new HashMap<>();
        values.forEach((name, value) -> added.put(name, value - before.values.getOrDefault(name, 0.0)));
        return new Counters(added);
    }

    /**
     * The sum of all counters of a name.
     *
     * @param name with or without values of labels behind it: {@code gateway_calls_ended_total agent_lost}
     */
    double sum(String name) {
        List<String> words = Arrays.asList(name.split(" ", -1));
        double[] matching = values.entrySet().stream()
                .filter(entry -> entry.getKey().replaceFirst("\\{.*", "").equals(words.get(0)))
                .filter(entry ->
                        words.stream().skip(1).allMatch(value -> entry.getKey().contains("=\"" + value + "\"")))
                .mapToDouble(Map.Entry::getValue)
                .toArray();
        if (matching.length == 0) {
            throw new IllegalArgumentException("no metric " + name);
        }
        return Arrays.stream(matching).sum();
    }

    /** Whether all there are of a name and with this label value have this value; some are there only after a while. */
    boolean are(double value, String name, String label) {
        return values.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(name + "{") && entry.getKey().contains("=\"" + label + "\""))
                .allMatch(entry -> entry.getValue() == value);
    }

    /** The label values of a name's counters that are above zero, each as often as it was counted. */
    List<String> labels(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "{"))
                .flatMap(entry -> Collections.nCopies(
                        Math.max(0, entry.getValue().intValue()), entry.getKey().replaceAll(".*=\"|\"}.*", ""))
                        .stream())
                .sorted()
                .toList();
    }
}
