package callgateway.doctor;

import callgateway.config.GatewaySettings;
import callgateway.rest.RestSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hides secrets and the better part of phone numbers, whoever said them: an answer may repeat what it refuses. */
final class Masking {
    /** Nothing is known to hide but phone numbers. */
    static final Masking NUMBERS = new Masking(Set.of());

    private static final Pattern NUMBER = Pattern.compile("(?<=\\+|sip:|tel:)[0-9]+(?=[0-9]{4})");

    private static final int SHORT = 8;

    private final Set<String> secrets;

    Masking(Set<String> secrets) {
        this.secrets = secrets;
    }

    static Masking of(GatewaySettings settings) {
        Set<String> secrets = new LinkedHashSet<>(settings.twilio().authTokens());
        secrets.add(settings.omni().apiKey());
        RestSettings rest = settings.twilio().rest();
        add(secrets, rest == null ? null : rest.secret());
        add(secrets, settings.admin().token());
        return new Masking(secrets);
    }

    private static void add(Set<String> secrets, @Nullable String secret) {
        if (secret != null && !secret.isEmpty()) {
            secrets.add(secret);
        }
    }

    String mask(String text) {
        String hidden = text;
        for (String secret : secrets) {
            hidden = secret.length() < SHORT
                    // Not a letter of every word: a secret this short is a mistake, which a check says.
                    ? hidden.replaceAll("(?<!\\w)" + Pattern.quote(secret) + "(?!\\w)", "***")
                    : hidden.replace(secret, "***");
        }
        return NUMBER.matcher(hidden).replaceAll("***");
    }

    List<Finding> mask(List<Finding> findings) {
        return findings.stream()
                .map(one -> new Finding(one.status(), mask(one.found()), mask(one.fix())))
                .toList();
    }
}
