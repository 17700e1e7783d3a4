package callgateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the configuration together: the reference, the operator's file, the environment, secrets from files. */
public final class ConfigFiles {
    private static final String FILE_SUFFIX = "_FILE";
    private static final String SECTION = "call-gateway";
    private static final String ENVIRONMENT = "environment";
    private static final String MARK = "\u0000from the environment";

    private ConfigFiles() {}

    /**
     * Loads and resolves.
     *
     * @param file the operator's file, when there is one
     * @param environment the environment variables; {@code NAME_FILE} is read into {@code NAME}
     * @throws SettingsException when a file cannot be read or is no HOCON
     */
    public static Config load(@Nullable Path file, Map<String, String> environment) throws SettingsException {
        Map<String, String> values = withFiles(environment);
        try {
            Config own = file == null
                    ? ConfigFactory.empty()
                    : ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            // The reference takes its values from the environment by substitution: the given one, not the process's.
            Config reference = ConfigFactory.parseResourcesAnySyntax("reference");
            Config resolved = resolve(
                    fromEnvironment(reference, values)
                            .withFallback(own)
                            .withFallback(reference)
                            .withFallback(ConfigFactory.defaultReferenceUnresolved()),
                    values);
            for (String name : values.keySet()) {
                resolved = resolved.withoutPath(name);
            }
            return resolved;
        } catch (ConfigException.IO e) {
            throw new SettingsException(List.of(String.valueOf(e.getMessage())));
        } catch (ConfigException.Parse e) {
            // Its message repeats what stands there, which may be a secret.
            String where =
                    e.origin() == null ? String.valueOf(file) : e.origin().description();
            throw new SettingsException(
                    List.of(where + ": cannot be read from here on; is a quote, an equals sign or a brace missing?"));
        } catch (ConfigException e) {
            // Its message may show other values, secrets among them.
            throw new SettingsException(List.of("the settings cannot be resolved ("
                    + e.getClass().getSimpleName() + "); is there a ${...} that refers to nothing?"));
        }
    }

    /**
     * The settings that the reference takes from variables that are set: they win over the operator's file. Found by giving
     * every variable a value that no setting has.
     */
    private static Config fromEnvironment(Config reference, Map<String, String> values) {
        Map<String, String> marked = new HashMap<>(values);
        marked.replaceAll((name, value) -> MARK);
        Config actual = resolve(reference, values);
        Map<String, Object> set = new HashMap<>();
        resolve(reference, marked).getConfig(SECTION).entrySet().forEach(entry -> {
            if (MARK.equals(entry.getValue().unwrapped())) {
                String path = SECTION + "." + entry.getKey();
                set.put(path, actual.getValue(path).unwrapped());
            }
        });
        return ConfigFactory.parseMap(set, ENVIRONMENT);
    }

    private static Config resolve(Config config, Map<String, String> values) {
        return config.withFallback(ConfigFactory.parseMap(values, ENVIRONMENT))
                .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
    }

    private static Map<String, String> withFiles(Map<String, String> environment) throws SettingsException {
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            // An environment variable is one key, however many dots its name may have.
            if (entry.getKey().matches("[A-Z][A-Z0-9_]*")) {
                values.put(entry.getKey(), entry.getValue());
            }
        }
        for (Map.Entry<String, String> entry : Map.copyOf(values).entrySet()) {
            String name = entry.getKey();
            if (name.endsWith(FILE_SUFFIX) && name.length() > FILE_SUFFIX.length()) {
                String target = name.substring(0, name.length() - FILE_SUFFIX.length());
                if (!values.containsKey(target) && isSecret(target)) {
                    values.put(target, read(name, entry.getValue()));
                }
            }
        }
        return values;
    }

    private static boolean isSecret(String name) {
        return name.startsWith("PYAI_")
                || name.startsWith("TWILIO_")
                || name.endsWith("_TOKEN")
                || name.endsWith("_SECRET")
                || name.endsWith("_PASSWORD");
    }

    private static String read(String name, String path) throws SettingsException {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new SettingsException(List.of(name + ": cannot read " + path + ": " + e.getMessage()));
        }
    }
}
