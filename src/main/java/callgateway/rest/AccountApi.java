package callgateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of a Twilio account, as requests to be made and answers to be read: no I/O. Twilio's own client shows neither
 * the headers of an answer nor refuses quickly, which a look at a set-up needs.
 */
public final class AccountApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 1000;

    private final String base;
    private final RestSettings settings;

    public AccountApi(RestSettings settings) {
        String text = settings.apiBase().toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.settings = settings;
    }

    /** The account itself; API keys may not read it. */
    public URI account() {
        return URI.create(base + "/2010-04-01/Accounts/" + settings.accountSid() + ".json");
    }

    /** The account's phone numbers, the first page. */
    public URI numbers() {
        return URI.create(
                base + "/2010-04-01/Accounts/" + settings.accountSid() + "/IncomingPhoneNumbers.json?PageSize=" + PAGE);
    }

    /** The header of a request with what the settings say: the Auth Token or an API key. Holds the secret. */
    public Map.Entry<String, String> authorization() {
        return basic(settings.user(), settings.secret());
    }

    /** The header of a request with an Auth Token of the account. Holds the secret. */
    public Map.Entry<String, String> authorization(String authToken) {
        return basic(settings.accountSid(), authToken);
    }

    private static Map.Entry<String, String> basic(String user, String secret) {
        return Map.entry(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * An account, as far as it matters.
     *
     * @param status {@code active}, {@code suspended} or {@code closed}
     * @param trial whether it can call verified numbers only
     */
    public record Account(String status, boolean trial) {}

    /** Reads the answer to {@link #account}; null when it is none. */
    public static @Nullable Account readAccount(byte[] body) {
        JsonNode json = json(body);
        if (json == null || !json.path("status").isTextual()) {
            return null;
        }
        return new Account(
                json.path("status").asText(), json.path("type").asText().equalsIgnoreCase("trial"));
    }

    /**
     * Some of an account's numbers.
     *
     * @param next where the next ones are; null after the last
     */
    public record Page(
            List<NumberWebhooks> numbers, @Nullable URI next) {}

    /** Reads the answer to {@link #numbers}; null when it is none. */
    public @Nullable Page readNumbers(byte[] body) {
        JsonNode json = json(body);
        if (json == null || !json.path("incoming_phone_numbers").isArray()) {
            return null;
        }
        List<NumberWebhooks> numbers = new ArrayList<>();
        for (JsonNode one : json.path("incoming_phone_numbers")) {
            numbers.add(new NumberWebhooks(
                    text(one, "phone_number"),
                    one.path("capabilities").path("voice").asBoolean(true),
                    text(one, "voice_url"),
                    text(one, "voice_method"),
                    text(one, "voice_fallback_url"),
                    text(one, "status_callback"),
                    sid(one, "voice_application_sid"),
                    sid(one, "trunk_sid")));
        }
        String next = text(json, "next_page_uri");
        return new Page(numbers, next.startsWith("/") ? URI.create(base + next) : null);
    }

    /** What a refusal says: Twilio's code and message, or nothing. */
    public static String refusal(byte[] body) {
        JsonNode json = json(body);
        int code = json == null ? 0 : json.path("code").asInt(0);
        return json == null || code == 0
                ? ""
                : " (" + code + " " + json.path("message").asText().replaceAll("\\p{Cntrl}+", " ") + ")";
    }

    private static @Nullable String sid(JsonNode json, String field) {
        String text = text(json, field);
        return text.isEmpty() ? null : text;
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isTextual() ? value.asText().strip() : "";
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }
}
