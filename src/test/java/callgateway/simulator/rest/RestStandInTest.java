package callgateway.simulator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.twilio.FormParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RestStandInTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String CALLS = "/2010-04-01/Accounts/AC1/Calls";

    private RestStandIn twilio;

    @BeforeEach
    void start() throws IOException {
        twilio = RestStandIn.start("AC1", "AC1", "token");
    }

    @AfterEach
    void stop() throws IOException {
        twilio.close();
    }

    private HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(twilio.base().resolve(path))
                        .header("Authorization", "Basic QUMxOnRva2Vu")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                FormParams.of(form).encoded()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    @Test
    void aPlacedCallIsAsTwilioShowsIt() throws Exception {
        HttpResponse<String> answer =
                post(CALLS + ".json", Map.of("To", "+14155550123", "From", "+15550100", "Url", "https://x"));

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode call = json(answer);
        assertThat(call.get("sid").asText()).matches("CA[0-9a-f]{32}");
        assertThat(call.get("account_sid").asText()).isEqualTo("AC1");
        assertThat(call.get("status").asText()).isEqualTo("queued");
        assertThat(call.get("direction").asText()).isEqualTo("outbound-api");
        assertThat(call.get("uri").asText())
                .isEqualTo(CALLS + "/" + call.get("sid").asText() + ".json");
    }

    @ParameterizedTest
    @CsvSource({
        "From, +15550100, 21201",
        "To, +14155550123, 21213",
        "Nothing, x, 21201",
    })
    void aCallWithoutItsEndsIsRefused(String name, String value, int code) throws Exception {
        HttpResponse<String> answer = post(CALLS + ".json", Map.of(name, value));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("code").asInt()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "completed, Status, completed, 21220",
        "ringing, Twiml, <Response/>, 21220",
        "in-progress, Nothing, x, 20001"
    })
    void whatACallCannotDoIsRefused(String status, String name, String value, int code) throws Exception {
        twilio.call("CA7", status);

        HttpResponse<String> answer = post(CALLS + "/CA7.json", Map.of(name, value));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("code").asInt()).isEqualTo(code);
        assertThat(twilio.status("CA7")).isEqualTo(status);
    }

    @Test
    void documentsAreBounded() throws Exception {
        twilio.call("CA7", "in-progress");

        assertThat(json(post(CALLS + "/CA7.json", Map.of("Twiml", "x".repeat(4001))))
                        .get("code")
                        .asInt())
                .isEqualTo(32018);
    }

    @Test
    void anotherAccountIsNotFound() throws Exception {
        assertThat(post("/2010-04-01/Accounts/AC2/Calls.json", Map.of()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void faultsComeInTheirOrderAndOnlyOnce() throws Exception {
        twilio.call("CA7", "in-progress");
        twilio.next(new RestFault.TooMany(Duration.ofSeconds(2)), new RestFault.Refused(404, 20404, "gone"));

        HttpResponse<String> first = post(CALLS + "/CA7.json", Map.of("Status", "completed"));
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(post(CALLS + "/CA7.json", Map.of("Status", "completed")).statusCode())
                .isEqualTo(404);
        assertThat(post(CALLS + "/CA7.json", Map.of("Status", "completed")).statusCode())
                .isEqualTo(200);
        assertThat(twilio.records()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\nnonsense\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n"
            })
    void whatIsNoRequestEndsTheConnection(String bytes) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), twilio.base().getPort())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
