package callgateway.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The account and its phone numbers. Any thread. */
final class RestNumbers {
    private final String account;
    private final List<ObjectNode> numbers = new CopyOnWriteArrayList<>();
    private volatile String status = "active";

    RestNumbers(String account) {
        this.account = account;
    }

    /** A number that can be called; of its fields only those that differ from a new number's are given. */
    void put(String number, Map<String, String> fields) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sid", String.format("PN%032x", numbers.size() + 1));
        json.put("account_sid", account);
        json.put("phone_number", number);
        json.put("voice_url", "https://demo.twilio.com/welcome/voice/");
        json.put("voice_method", "POST");
        json.put("voice_fallback_url", "");
        json.put("voice_fallback_method", "POST");
        json.put("status_callback", "");
        json.put("status_callback_method", "POST");
        json.put("voice_application_sid", "");
        json.putNull("trunk_sid");
        json.putObject("capabilities").put("voice", true).put("sms", true);
        fields.forEach(json::put);
        numbers.removeIf(one -> one.path("phone_number").asText().equals(number));
        numbers.add(json);
    }

    void status(String value) {
        status = value;
    }

    HttpAnswer account() {
        return HttpAnswer.json(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("sid", account)
                        .put("friendly_name", "simulated")
                        .put("type", "Full")
                        .put("status", status));
    }

    HttpAnswer list() {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode list = page.putArray("incoming_phone_numbers");
        numbers.forEach(list::add);
        page.put("page", 0).put("page_size", 1000).putNull("next_page_uri");
        return HttpAnswer.json(200, page);
    }
}
