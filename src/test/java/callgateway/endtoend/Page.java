package callgateway.endtoend;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A section of a scenario file. It knows what has been read of it: what nobody has read is a mistake. */
final class Page {
    private final ConfigObject section;
    private final String where;
    private final Set<String> unread;

    private Page(ConfigObject section, String where) {
        this.section = section;
        this.where = where;
        this.unread = new TreeSet<>(section.keySet());
    }

    static Page of(Config config, String where) {
        return new Page(config.root(), where);
    }

    /** A list's entry: a section, or a word, which is read as {@code word = ""}. */
    private static Page of(ConfigValue entry, String where) {
        return entry instanceof ConfigObject object
                ? new Page(object, where)
                : new Page(
                        ConfigFactory.empty()
                                .root()
                                .withValue(String.valueOf(entry.unwrapped()), ConfigValueFactory.fromAnyRef("")),
                        where);
    }

    /** Reads all of it, and fails for what is left. */
    <T> T read(Function<Page, T> reader) {
        try {
            T value = reader.apply(this);
            if (!unread.isEmpty()) {
                throw wrong("no such key: " + String.join(", ", unread));
            }
            return value;
        } catch (ConfigException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    boolean has(String key) {
        return section.containsKey(key);
    }

    String text(String key) {
        return String.valueOf(value(key).unwrapped());
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    int number(String key, int otherwise) {
        return has(key) ? config(key).getInt("it") : otherwise;
    }

    Duration duration(String key) {
        return config(key).getDuration("it");
    }

    @Nullable
    Duration durationOrNull(String key) {
        return has(key) ? duration(key) : null;
    }

    boolean isDuration(String key) {
        return has(key)
                && Character.isDigit(String.valueOf(here(key).unwrapped()).charAt(0));
    }

    boolean isText(String key) {
        return here(key).unwrapped() instanceof String;
    }

    /** One of an enum's constants, written small and with dashes. */
    <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) {
        return has(key) ? constant(text(key), type) : otherwise;
    }

    <E extends Enum<E>> E constant(String word, Class<E> type) {
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw wrong(word + " (expected: one of "
                    + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT) + ")");
        }
    }

    /** The texts of a list, or the one text that stands for it. */
    List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        ConfigValue value = value(key);
        return value instanceof ConfigList list
                ? list.stream().map(one -> String.valueOf(one.unwrapped())).toList()
                : List.of(String.valueOf(value.unwrapped()));
    }

    /** Texts by their keys, in the order of the keys. */
    Map<String, String> table(String key) {
        Map<String, String> table = new LinkedHashMap<>();
        if (has(key)) {
            ((ConfigObject) value(key)).forEach((name, value) -> table.put(name, String.valueOf(value.unwrapped())));
        }
        return table;
    }

    <T> List<T> list(String key, Function<Page, T> reader) {
        List<T> all = new ArrayList<>();
        if (has(key)) {
            int at = 0;
            for (ConfigValue entry : config(key).getList("it")) {
                all.add(of(entry, where + ", " + key + " " + ++at).read(reader));
            }
        }
        return all;
    }

    <T> @Nullable T section(String key, Function<Page, T> reader) {
        return has(key) ? of(value(key), where + ", " + key).read(reader) : null;
    }

    /** All of a section, whatever is in it. */
    Config whole(String key) {
        return has(key) ? ((ConfigObject) value(key)).toConfig() : ConfigFactory.empty();
    }

    /** The key that says what an entry is: the only one of these that it has. */
    String oneOf(List<String> words) {
        List<String> found = words.stream().filter(this::has).toList();
        if (found.size() != 1) {
            throw wrong(section.keySet() + " (expected: exactly one of " + String.join(", ", words) + ")");
        }
        unread.remove(found.get(0));
        return found.get(0);
    }

    IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(where + ": " + what);
    }

    private ConfigValue value(String key) {
        ConfigValue value = here(key);
        unread.remove(key);
        return value;
    }

    private ConfigValue here(String key) {
        ConfigValue value = section.get(key);
        if (value == null) {
            throw wrong("no " + key);
        }
        return value;
    }

    private Config config(String key) {
        return ConfigFactory.empty().withValue("it", value(key));
    }
}
