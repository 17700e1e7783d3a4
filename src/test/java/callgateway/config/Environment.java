package callgateway.config;

import java.util.HashMap;
import java.util.Map;

/** Environment variables for tests; secrets in them can be told from everything else. */
final class Environment {
    static final String AUTH_TOKEN = "twilio-secret-4711";
    static final String API_KEY = "pyai-secret-4712";
    static final String ADMIN_TOKEN = "admin-secret-4713";

    private Environment() {}

    /** What a gateway cannot do without. */
    static Map<String, String> enough() {
        return with("PUBLIC_HOST", "gw.example.com");
    }

    /** The same and one more. */
    static Map<String, String> with(String name, String value) {
        Map<String, String> all = new HashMap<>();
        all.put("PUBLIC_HOST", "gw.example.com");
        all.put("TWILIO_AUTH_TOKEN", AUTH_TOKEN);
        all.put("PYAI_API_KEY", API_KEY);
        all.put(name, value);
        return all;
    }

    static GatewaySettings settings(Map<String, String> environment) throws SettingsException {
        return GatewaySettings.from(ConfigFiles.load(null, environment));
    }
}
