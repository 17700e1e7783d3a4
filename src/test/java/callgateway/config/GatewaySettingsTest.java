package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is missing or wrong is said in one line each, with the fix, all at once, and without a secret. */
class GatewaySettingsTest {
    @Test
    void withNothingSetEveryThingThatIsMissingIsNamedWithItsVariable() {
        assertThat(problems(Map.of()))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("call-gateway.public.host: not set.")
                        .contains("PUBLIC_HOST"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("call-gateway.twilio.auth-token: not set.")
                        .contains("TWILIO_AUTH_TOKEN"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("call-gateway.omni.api-key: not set.")
                        .contains("PYAI_API_KEY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUBLIC_HOST", "TWILIO_AUTH_TOKEN", "PYAI_API_KEY"})
    void whatIsSetToNothingIsNotSet(String name) {
        assertThat(problems(Environment.with(name, "  ")))
                .hasSize(1)
                .first()
                .asString()
                .contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public.host | https://gw.example.com | call-gateway.public.host: https://gw.example.com (expected: a host name alone",
                "public.host | gw.example.com/voice | call-gateway.public.host: gw.example.com/voice (expected",
                "public.port | 70000 | port: 70000 (expected: 0..65535)",
                "public.port | eighty | public.port",
                "public.max-connections | 0 | max-connections: 0 (expected: > 0)",
                "public.max-request-bytes | 10 | max-request-bytes: 10 (expected: >= 1024)",
                "public.max-message-bytes | 1k | max-message-bytes: 1024 (expected: >= 4096)",
                "public.max-message-bytes | lots | public.max-message-bytes",
                "public.max-message-bytes | 10G | public.max-message-bytes",
                "public.request-timeout | 0s | request-timeout: PT0S (expected: > 0)",
                "public.request-timeout | soon | public.request-timeout",
                "public.tls-certificate | /etc/tls.crt | tls-certificate and tls-key go together",
                "public.tls-key | /etc/tls.key | tls-certificate and tls-key go together",
                "admin.port | x | admin.port",
                "admin.port | 70000 | admin.port",
                "admin.bind | 0.0.0.0 | call-gateway.admin.bind: 0.0.0.0 can be reached by others: set ADMIN_TOKEN",
                "omni.base-url | ftp://api | base-uri",
                "omni.base-url | no url at all | base-uri",
                "omni.auth | cookie | auth: cookie (expected: one of header, query, subprotocol, api-key-header)",
                "omni.session-label | random | session-label: random (expected: one of call, agent)",
                "omni.session-label | agent | agent-id",
                "omni.input-rate | 11025 | 11025 (expected: 8000, 16000 or 24000)",
                "omni.dialect | klingon | dialect: klingon (expected: one of text, half-tagged, tagged)",
                "omni.connect-timeout | 1ms | connect-timeout",
                "omni.hello-timeout | 10m | hello-timeout",
                "omni.configured-timeout | 0s | configured-timeout",
                "rescue.ring | x | rescue.ring",
                "calls.max-calls | 0 | max-calls: 0 (expected: > 0)",
                "calls.max-calls | many | calls.max-calls",
                "calls.token-life | 0s | token-life",
                "calls.start-within | 0s | start-within",
                "calls.media-idle | 0s | media-idle",
                "calls.setup-within | 0s | setup-within",
                "calls.setup-attempts | 0 | setup-attempts: 0 (expected: 1..10)",
                "calls.setup-attempts | 11 | setup-attempts: 11 (expected: 1..10)",
                "calls.first-audio-within | 0s | first-audio-within",
                "calls.ping-every | 0s | ping-every",
                "calls.agent-quiet | 5s | agent-quiet",
                "calls.play-out-within | 0s | play-out-within",
                "calls.ending-guard | 0s | ending-guard",
                "calls.bad-messages | 0 | bad-messages",
                "calls.remember-ends | 0s | remember-ends",
                "media.max-lead | 10ms | max-lead: 10 ms (expected: 40..2000 ms)",
                "media.max-held | 1ms | max-held",
                "media.max-caller-backlog | 1ms | max-caller-backlog",
                "media.silence-after | 1ms | silence-after",
                "media.mark-every | 1ms | mark-every",
                "transport.io | carrier-pigeon | io: carrier-pigeon",
                "transport.event-loops | x | transport.event-loops",
                "transport.event-loops | -1 | event-loops: -1",
                "rescue.apology | '' | rescue: apology: 0 characters",
                "rescue.human-number | call me | rescue: human-number: call me (expected: digits",
                "rescue.ring | 0s | rescue: ring: 0 s (expected: 1..600 s)",
            })
    void whatIsWrongIsNamedWithWhatWasExpected(String key, String value, String line) throws SettingsException {
        List<String> problems = problemsWith(Map.of(key, value));

        assertThat(problems).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem).startsWith("call-gateway.").doesNotContain("\n").hasSizeLessThan(300);
        });
        assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(line));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws SettingsException {
        Map<String, String> wrong = new HashMap<>();
        wrong.put("public.host", "http://x");
        wrong.put("public.port", "70000");
        wrong.put("twilio.auth-token", "");
        wrong.put("omni.api-key", "");
        wrong.put("omni.dialect", "klingon");
        wrong.put("admin.bind", "0.0.0.0");
        wrong.put("calls.max-calls", "0");
        wrong.put("media.max-lead", "1ms");

        List<String> problems = problemsWith(wrong);

        for (String expected : List.of(
                "public.host", "70000", "auth-token", "api-key", "klingon", "admin.bind", "max-calls", "max-lead")) {
            assertThat(problems).anySatisfy(line -> assertThat(line).contains(expected));
        }
        assertThat(problems).hasSize(wrong.size()).doesNotHaveDuplicates();
    }

    @Test
    void aSettingThatIsTakenAwayIsNamed() throws SettingsException {
        Config whole = config(Map.of());
        for (String key :
                new TreeSet<>(whole.getConfig("call-gateway").root().unwrapped().keySet())) {
            if (!key.equals("demo")) {
                SettingsException refused = catchThrowableOfType(
                        SettingsException.class, () -> GatewaySettings.from(whole.withoutPath("call-gateway." + key)));
                assertThat(refused).as(key).isNotNull();
                assertThat(refused.problems()).as(key).anySatisfy(line -> assertThat(line)
                        .contains(key));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "::1"})
    void theAdminPortNeedsNoTokenWhereOnlyThisMachineReachesIt(String bind) throws SettingsException {
        assertThat(Environment.settings(Environment.with("ADMIN_BIND", bind))
                        .admin()
                        .token())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.5", "admin.example.com"})
    void theAdminPortNeedsATokenWhereOthersReachIt(String bind) throws SettingsException {
        assertThat(problems(Environment.with("ADMIN_BIND", bind)))
                .hasSize(1)
                .first()
                .asString()
                .contains("ADMIN_TOKEN");

        Map<String, String> withToken = new HashMap<>(Environment.with("ADMIN_BIND", bind));
        withToken.put("ADMIN_TOKEN", Environment.ADMIN_TOKEN);
        assertThat(Environment.settings(withToken).admin().token()).isEqualTo(Environment.ADMIN_TOKEN);
    }

    @Test
    void twoTokensAreTakenWhileTheyAreRotated() throws SettingsException {
        assertThat(Environment.settings(Environment.with("TWILIO_AUTH_TOKEN", "new , old,"))
                        .twilio()
                        .authTokens())
                .containsExactly("new", "old");
    }

    @Test
    void noSecretIsInAnyMessage() throws SettingsException {
        Map<String, String> secrets = Map.of(
                "twilio.auth-token", Environment.AUTH_TOKEN,
                "omni.api-key", Environment.API_KEY,
                "admin.token", Environment.ADMIN_TOKEN);
        for (String key :
                List.of("public.port", "omni.dialect", "omni.base-url", "calls.max-calls", "media.max-lead")) {
            Map<String, String> values = new HashMap<>(secrets);
            values.put(key, "wrong");
            assertThat(problemsWith(values))
                    .noneSatisfy(line -> assertThat(line).contains("secret"));
        }
        // Not even when it is the secret itself that cannot be used.
        assertThat(problemsWith(Map.of("omni.api-key", Environment.API_KEY + "\u00e9\n")))
                .isNotEmpty()
                .noneSatisfy(line -> assertThat(line).contains("secret"));
        assertThat(problemsOf(config(Map.of())
                        .withValue(
                                "call-gateway.twilio.auth-token",
                                ConfigValueFactory.fromIterable(List.of(Environment.AUTH_TOKEN)))))
                .isNotEmpty()
                .noneSatisfy(line -> assertThat(line).contains("secret"));
    }

    @Test
    void noSecretIsInAnyDescription() throws SettingsException {
        Map<String, String> environment = Environment.with("ADMIN_TOKEN", Environment.ADMIN_TOKEN);

        String shown = Environment.settings(environment).toString();

        assertThat(shown).contains("gw.example.com").doesNotContain("secret");
    }

    @Test
    void whatOperatorsSetIsWhatTheGatewayGets() throws SettingsException {
        Map<String, String> environment = Environment.with("PUBLIC_HOST", "GW.Example.com:8443");
        environment.put("PORT", "0");
        environment.put("ADMIN_PORT", "0");
        environment.put("HUMAN_NUMBER", "+15550100");
        environment.put("GREETING", "Good morning");
        environment.put("PERSONA", "Be brief.");
        environment.put("PYAI_VOICE", "v1");
        environment.put("PYAI_BASE_URL", "http://127.0.0.1:9");
        environment.put("PYAI_DIALECT", "half-tagged");
        environment.put("PYAI_AUTH", "api-key-header");
        environment.put("PYAI_RATE", "16000");
        environment.put("TWILIO_ACCOUNT_SID", "AC1");
        environment.put("MAX_CALLS", "7");
        environment.put("EVENT_LOOPS", "3");
        environment.put("GATEWAY_IO", "nio");

        GatewaySettings settings = Environment.settings(environment);

        assertThat(settings.publicHost()).isEqualTo("gw.example.com:8443");
        assertThat(settings.rescue().humanNumber()).isEqualTo("+15550100");
        assertThat(settings.agent().greeting()).isEqualTo("Good morning");
        assertThat(settings.agent().persona()).isEqualTo("Be brief.");
        assertThat(settings.agent().voiceId()).isEqualTo("v1");
        assertThat(settings.omni().inputRateHz()).isEqualTo(16_000);
        assertThat(settings.media().agentInputRateHz()).isEqualTo(16_000);
        assertThat(settings.omni().dialect()).hasToString("HALF_TAGGED");
        assertThat(settings.omni().authMode()).hasToString("API_KEY_HEADER");
        assertThat(settings.twilio().accountSid()).isEqualTo("AC1");
        assertThat(settings.calls().maxCalls()).isEqualTo(7);
        assertThat(settings.transport().eventLoops()).isEqualTo(3);
        assertThat(settings.transport().io()).isEqualTo("nio");
    }

    @Test
    void anAgentWithoutAGreetingHasNone() throws SettingsException {
        assertThat(Environment.settings(Environment.with("GREETING", ""))
                        .agent()
                        .greeting())
                .isNull();
    }

    private static List<String> problemsWith(Map<String, String> values) throws SettingsException {
        return problemsOf(config(values));
    }

    private static Config config(Map<String, String> values) throws SettingsException {
        Map<String, Object> paths = new HashMap<>();
        values.forEach((key, value) -> paths.put("call-gateway." + key, value));
        return ConfigFactory.parseMap(paths).withFallback(ConfigFiles.load(null, Environment.enough()));
    }

    private static List<String> problemsOf(Config config) {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> GatewaySettings.from(config));
        assertThat(refused).isNotNull();
        return refused.problems();
    }

    private static List<String> problems(Map<String, String> environment) {
        SettingsException refused =
                catchThrowableOfType(SettingsException.class, () -> Environment.settings(environment));
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage()).isEqualTo(String.join("\n", refused.problems()));
        return refused.problems();
    }
}
