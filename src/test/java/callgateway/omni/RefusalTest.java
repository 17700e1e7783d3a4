package callgateway.omni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import callgateway.omni.Refusal.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    private static final Instant NOW = Instant.parse("2026-03-01T22:30:00Z");
    private static final String CAP =
            "{\"error\":{\"message\":\"Too many\",\"type\":\"t\",\"code\":\"%s\",\"param\":null}}";

    @ParameterizedTest
    @CsvSource({
        "400, BAD_REQUEST, false, false",
        "401, UNAUTHORIZED, false, true",
        "402, PAYMENT, false, true",
        "403, FORBIDDEN, false, true",
        "404, NOT_FOUND, false, true",
        "408, UNREACHABLE, true, false",
        "418, BAD_REQUEST, false, false",
        "426, BAD_REQUEST, false, false",
        "429, TOO_MANY_UNKNOWN, true, false",
        "500, SERVER_ERROR, true, false",
        "503, SERVER_ERROR, true, false",
        "200, UNEXPECTED, false, false",
        "302, UNEXPECTED, false, false",
        "999, UNEXPECTED, false, false",
        "-1, UNEXPECTED, false, false",
    })
    void aBareStatusDecides(int status, Kind kind, boolean retryable, boolean keyWide) {
        Refusal refusal = http(status, "");

        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.retryable()).isEqualTo(retryable);
        assertThat(refusal.keyWide()).isEqualTo(keyWide);
        assertThat(refusal.code()).isNull();
        assertThat(refusal.retryAfter()).isEmpty();
        assertThat(refusal.message()).isEqualTo("Omni: HTTP " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_exceeded, RATE_LIMITED, true",
        "concurrency_limit_exceeded, CONCURRENCY, true",
        "daily_cap_exceeded, DAILY_CAP, false",
        "requests_too_many, DAILY_CAP, false",
        "sandbox_limit_reached, DAILY_CAP, false",
        "something_new, TOO_MANY_UNKNOWN, true",
    })
    void theCodeTellsWhichTooManyItIs(String code, Kind kind, boolean retryable) {
        Refusal refusal = http(429, CAP.formatted(code));

        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.retryable()).isEqualTo(retryable);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.message()).isEqualTo("Omni: HTTP 429 " + code + ": Too many");
    }

    @Test
    void aProblemDocumentNamesItsCodeLastInItsType() {
        Refusal refusal = http(
                429,
                "{\"type\":\"https://docs.example/errors/sandbox_limit_reached\",\"title\":\"Limit\","
                        + "\"detail\":\"Try tomorrow\",\"request_id\":\"req_9\"}");

        assertThat(refusal.code()).isEqualTo("sandbox_limit_reached");
        assertThat(refusal.requestId()).isEqualTo("req_9");
        assertThat(refusal.message()).isEqualTo("Omni: HTTP 429 sandbox_limit_reached: Try tomorrow (request req_9)");
    }

    @Test
    void anErrorMayBeABareString() {
        Refusal words = http(405, "{\"error\":\"Method Not Allowed\",\"service\":\"hear\"}");
        Refusal code = http(429, "{\"error\":\"concurrency_limit_exceeded\"}");

        assertThat(words.code()).isNull();
        assertThat(words.message()).isEqualTo("Omni: HTTP 405: Method Not Allowed");
        assertThat(code.kind()).isEqualTo(Kind.CONCURRENCY);
        assertThat(code.message()).isEqualTo("Omni: HTTP 429 concurrency_limit_exceeded");
    }

    @Test
    void theTypeStandsInForAMissingCode() {
        assertThat(http(429, "{\"error\":{\"type\":\"requests_too_many\",\"message\":\"m\"}}")
                        .kind())
                .isEqualTo(Kind.DAILY_CAP);
        assertThat(http(429, "{\"type\":\"about:blank\",\"title\":\"Too Many Requests\"}")
                        .code())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "42",
                "{\"error\":null}",
                "{\"error\":[1]}",
                "{\"error\":{}}",
                "{\"error\":{\"code\":7}}"
            })
    void anUnreadableBodyLeavesTheStatus(String body) {
        assertThat(http(403, body).kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(http(403, body).code()).isNull();
    }

    @Test
    void aProxysPageIsQuotedInOneBoundedLine() {
        String message =
                http(502, "<html>\r\n<b>Bad gateway</b>" + "x".repeat(5_000)).message();

        assertThat(message)
                .startsWith("Omni: HTTP 502: <html>  <b>Bad gateway</b>")
                .hasSizeLessThan(350);
        assertThat(http(502, "x".repeat(100_000)).message()).isEqualTo("Omni: HTTP 502");
    }

    @Test
    void aKeyQuotedByTheServiceIsHidden() {
        Refusal refusal =
                http(401, "{\"error\":{\"message\":\"Bad key pyai_live_abc123.\",\"code\":\"pyai_live_abc123\"}}");

        assertThat(refusal.toString()).doesNotContain("abc123").contains("pyai_***");
        assertThat(Refusal.ofClose(4401, "pyai_live_abc123").toString()).doesNotContain("abc123");
    }

    @Test
    void theRequestIdMayBeInEitherHeader() {
        assertThat(http(500, "", "X-Request-Id", "u-1").requestId()).isEqualTo("u-1");
        assertThat(http(500, "", "x-pyai-request-id", "req_1").requestId()).isEqualTo("req_1");
        assertThat(http(500, "").requestId()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "' 30 ', 30",
        "86400, 86400",
        "'Sun, 01 Mar 2026 22:30:20 GMT', 20",
        "'Sun, 01 Mar 2026 22:29:00 GMT', 0",
    })
    void retryAfterIsSecondsOrADate(String value, int seconds) {
        assertThat(http(429, "", "Retry-After", value).retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void aDateIsMeasuredOnTheSendersClock() {
        assertThat(http(
                                429,
                                "",
                                "date",
                                "Mon, 02 Mar 2026 01:00:00 GMT",
                                "retry-after",
                                "Mon, 02 Mar 2026 01:00:05 GMT")
                        .retryAfter())
                .contains(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "-1",
                "1.5",
                "86401",
                "99999999999999999999",
                "Sun, 01 Mar 2099 22:30:20 GMT",
                "٣"
            })
    void aRetryAfterThatMakesNoSenseIsNone(String value) {
        assertThat(http(429, "", "Retry-After", value).retryAfter()).isEmpty();
    }

    @Test
    void aDailyCapLastsUntilMidnightUtcUnlessOmniSaysOtherwise() {
        String body = CAP.formatted("daily_cap_exceeded");

        assertThat(http(429, body).retryAfter()).contains(Duration.ofMinutes(90));
        assertThat(http(429, body, "Retry-After", "60").retryAfter()).contains(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, ENDED, false",
        "1001, SERVER_ERROR, true",
        "1002, POLICY, false",
        "1005, UNREACHABLE, true",
        "1006, UNREACHABLE, true",
        "1008, POLICY, false",
        "1011, SERVER_ERROR, true",
        "1012, SERVER_ERROR, true",
        "1013, SERVER_ERROR, true",
        "4400, BAD_REQUEST, false",
        "4401, UNAUTHORIZED, false",
        "4402, PAYMENT, false",
        "4403, FORBIDDEN, false",
        "4404, NOT_FOUND, false",
        "4429, TOO_MANY_UNKNOWN, true",
        "4002, UNEXPECTED, false",
        "4500, UNEXPECTED, false",
        "3000, UNEXPECTED, false",
        "0, UNEXPECTED, false",
    })
    void aCloseCodeDecides(int code, Kind kind, boolean retryable) {
        Refusal refusal = Refusal.ofClose(code, "");

        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.retryable()).isEqualTo(retryable);
        assertThat(refusal.message()).isEqualTo("Omni: WebSocket close " + code);
    }

    @Test
    void aCloseReasonMayNameTheCode() {
        Refusal concurrency = Refusal.ofClose(4429, "concurrency_limit_exceeded");

        assertThat(concurrency.kind()).isEqualTo(Kind.CONCURRENCY);
        assertThat(concurrency.code()).isEqualTo("concurrency_limit_exceeded");
        assertThat(Refusal.ofClose(1011, "try\nagain").message()).isEqualTo("Omni: WebSocket close 1011: try again");
    }

    @Test
    void noAnswerIsWorthAnotherTry() {
        Refusal refusal = Refusal.unreachable("no hello within 5 s");

        assertThat(refusal.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(refusal.retryable()).isTrue();
        assertThat(refusal.message()).isEqualTo("Omni: no session: no hello within 5 s");
    }

    @Test
    void randomBodiesNeverThrow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] body = CAP.getBytes(UTF_8);
            for (int damage = random.nextInt(20); damage >= 0; damage--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            int status = random.nextInt(700);
            assertThatCode(() -> Refusal.ofHttp(status, List.of(), body, NOW))
                    .as("seed %d round %d", seed, round)
                    .doesNotThrowAnyException();
        }
    }

    private static Refusal http(int status, String body, String... namesAndValues) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
        }
        return Refusal.ofHttp(status, headers, body.getBytes(UTF_8), NOW);
    }
}
