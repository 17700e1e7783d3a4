package callgateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One section of the settings that holds nothing but what is known. What is wrong goes to a list it shares with others, with
 * its path, its value and what was expected; reading goes on with some harmless value.
 */
final class Section {
    private static final int MAX_SHOWN = 80;
    /** Path and value; longer ones, such as texts, are cut. */
    private static final int MAX_BEFORE_EXPECTED = 160;

    private final Config config;
    private final String path;
    private final List<String> problems;

    private Section(Config config, String path, List<String> problems) {
        this.config = config;
        this.path = path;
        this.problems = problems;
    }

    /**
     * The section of {@code config} at the key, whose values that are absent are those of {@code instead}.
     *
     * @param path where {@code config} is, for messages
     */
    static Section of(Config config, String path, String key, Config instead, List<String> problems) {
        return new Section(config, path, problems).inner(key, instead);
    }

    /** Everything in it, sorted. */
    Set<String> keys() {
        return new TreeSet<>(config.root().keySet());
    }

    /** The values as they are. */
    Config config() {
        return config;
    }

    boolean has(String key) {
        return value(key) != null;
    }

    /** Whether there is a section of that name; complains of anything else of that name. */
    boolean hasSection(String key) {
        ConfigValue value = value(key);
        if (value != null && !(value instanceof ConfigObject)) {
            problem(key, shown(value) + " (expected: a section, { ... })");
            return false;
        }
        return value != null;
    }

    /** Complains of every key that is none of these: most are slips of the finger. */
    Section onlyKnows(String... known) {
        List<String> all = Arrays.asList(known);
        for (String key : keys()) {
            if (!all.contains(key)) {
                problem(key, "no such setting (expected: one of " + String.join(", ", all) + ")");
            }
        }
        return this;
    }

    /** A section within; an absent one is an empty one. */
    Section inner(String key) {
        return inner(key, ConfigFactory.empty());
    }

    private Section inner(String key, Config instead) {
        Config own = hasSection(key) && value(key) instanceof ConfigObject object
                ? object.toConfig()
                : ConfigFactory.empty();
        return new Section(own.withFallback(instead), pathOf(key), problems);
    }

    /** The sections of a list. */
    List<Section> sections(String key) {
        List<Section> all = new ArrayList<>();
        for (ConfigValue value : values(key)) {
            if (value instanceof ConfigObject object) {
                all.add(new Section(object.toConfig(), pathOf(key) + "[" + all.size() + "]", problems));
            } else {
                problem(key, shown(value) + " (expected: sections, [{ ... }, { ... }])");
            }
        }
        return all;
    }

    /** The texts of a list. */
    List<String> texts(String key) {
        List<String> all = new ArrayList<>();
        for (ConfigValue value : values(key)) {
            if (isScalar(value)) {
                all.add(String.valueOf(value.unwrapped()).strip());
            } else {
                problem(key, shown(value) + " (expected: texts, [\"...\", \"...\"])");
            }
        }
        return all;
    }

    /** A text, empty when there is none. */
    String text(String key) {
        ConfigValue value = value(key);
        if (value == null) {
            return "";
        }
        if (!isScalar(value)) {
            problem(key, shown(value) + " (expected: a text)");
            return "";
        }
        return String.valueOf(value.unwrapped()).strip();
    }

    /** A whole number; absent or empty is none. */
    OptionalInt limit(String key) {
        String text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            problem(key, cut(text) + " (expected: a whole number)");
            return OptionalInt.empty();
        }
    }

    /** A whole number that must be there. */
    int number(String key) {
        if (text(key).isEmpty()) {
            problem(key, "not set (expected: a whole number)");
        }
        return limit(key).orElse(0);
    }

    /** A time that must be there. */
    Duration time(String key) {
        try {
            return config.getDuration(ConfigUtil.joinPath(key));
        } catch (ConfigException e) {
            ConfigValue value = value(key);
            problem(key, (value == null ? "not set" : shown(value)) + " (expected: a time such as 30s, 5m or 2h)");
            return Duration.ZERO;
        }
    }

    /** A number of bytes that must be there. */
    int bytes(String key) {
        try {
            return Math.toIntExact(config.getBytes(ConfigUtil.joinPath(key)));
        } catch (ConfigException | ArithmeticException e) {
            ConfigValue value = value(key);
            problem(key, (value == null ? "not set" : shown(value)) + " (expected: a size such as 64KiB)");
            return 0;
        }
    }

    /** Texts separated by commas, none when there are none; never shown. */
    List<String> secrets(String key) {
        ConfigValue value = value(key);
        if (value != null && !isScalar(value)) {
            problem(key, "no text (expected: a text)");
            return List.of();
        }
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
    }

    boolean flag(String key) {
        String text = text(key).toLowerCase(Locale.ROOT);
        if (Set.of("true", "on", "yes").contains(text)) {
            return true;
        }
        if (!Set.of("false", "off", "no").contains(text)) {
            problem(key, cut(text) + " (expected: on or off)");
        }
        return false;
    }

    /** A section within as JSON, null when there is none. */
    @Nullable
    String json(String key) {
        return has(key) ? inner(key).config.root().render(ConfigRenderOptions.concise()) : null;
    }

    /**
     * Builds a value of this section. What its constructor refuses becomes a problem, unless a part of it was wrong already.
     * Messages begin with the key.
     */
    <T> @Nullable T build(Supplier<T> value) {
        int before = problems.size();
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            if (problems.size() == before) {
                add(path + "." + e.getMessage());
            }
            return null;
        }
    }

    /** Reads one value of this section, whose refusals do not name it. */
    <T> @Nullable T build(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            problem(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    void problem(String key, String what) {
        add(pathOf(key) + ": " + what);
    }

    private void add(String text) {
        String line = oneLine(text);
        int expected = line.lastIndexOf(" (expected: ");
        if (expected > MAX_BEFORE_EXPECTED) {
            line = line.substring(0, MAX_BEFORE_EXPECTED) + "..." + line.substring(expected);
        }
        if (!problems.contains(line)) {
            problems.add(line);
        }
    }

    private List<ConfigValue> values(String key) {
        ConfigValue value = value(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof ConfigList list) {
            return list;
        }
        problem(key, shown(value) + " (expected: a list, [ ... ])");
        return List.of();
    }

    private @Nullable ConfigValue value(String key) {
        ConfigValue value = config.root().get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    private String pathOf(String key) {
        return path + "." + ConfigUtil.joinPath(key);
    }

    private static boolean isScalar(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                || value.valueType() == ConfigValueType.NUMBER
                || value.valueType() == ConfigValueType.BOOLEAN;
    }

    private static String shown(ConfigValue value) {
        return cut(value.render(ConfigRenderOptions.concise()));
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n\\t]+", " ");
    }

    private static String cut(String text) {
        String line = oneLine(text);
        return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "..." : line;
    }
}
