package callgateway.doctor;

import static callgateway.doctor.Finding.Status.SKIPPED;
import static callgateway.doctor.Finding.Status.WARNING;
import static callgateway.doctor.Finding.Status.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.doctor.Finding.Status;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniRefusal;
import callgateway.simulator.omni.Quirk;
import callgateway.simulator.omni.Stall;
import callgateway.simulator.rest.RestFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of Omni's, Twilio's or the settings' is found by its check, which says what to do. */
class FaultsTest {
    @TempDir
    private Path folder;

    private interface Breaking {
        void carryOut(FarSide far, Path folder) throws Exception;
    }

    /** A fault, the check that finds it, how bad it is, a part of what is found and one of the fix. */
    private record Fault(String name, Breaking breaking, String check, Status status, String found, String fix) {
        @Override
        public String toString() {
            return name + " -> " + check;
        }
    }

    private static Fault fault(String name, String check, Status status, String found, String fix, Breaking breaking) {
        return new Fault(name, breaking, check, status, found, fix);
    }

    private static Fault session(String name, OmniBehaviour behaviour, Status status, String found, String fix) {
        return fault(name, "omni-session", status, found, fix, (far, folder) -> far.omni.behave(behaviour));
    }

    private static Fault setting(String name, String check, Status status, String found, String fix, String... set) {
        return fault(name, check, status, found, fix, (far, folder) -> {
            for (int i = 0; i < set.length; i += 2) {
                far.environment.put(set[i], set[i + 1]);
            }
        });
    }

    private static Fault number(String name, Status status, String found, String fix, String... fields) {
        return fault(name, "numbers", status, found, fix, (far, folder) -> far.number(fields));
    }

    private static Fault file(String name, String check, Status status, String found, String fix, String text) {
        return fault(name, check, status, found, fix, (far, folder) -> {
            far.number();
            far.file = Files.writeString(folder.resolve("gateway.conf"), "call-gateway {\n" + text + "\n}\n");
        });
    }

    static Stream<Fault> faults() {
        OmniBehaviour normal = OmniBehaviour.NORMAL;
        return Stream.of(
                        Stream.of(
                                setting(
                                        "wrong key",
                                        "omni-key",
                                        WRONG,
                                        "401",
                                        "set PYAI_API_KEY",
                                        "PYAI_API_KEY",
                                        "pyai_test_other"),
                                setting(
                                        "wrong key",
                                        "omni-session",
                                        WRONG,
                                        "401",
                                        "4401 = bad key",
                                        "PYAI_API_KEY",
                                        "pyai_test_other"),
                                fault(
                                        "a key without the scope",
                                        "omni-key",
                                        WRONG,
                                        "speak:read",
                                        "omni:session scope (4403)",
                                        (far, folder) -> far.omni.announceScopes("speak:read")),
                                session(
                                        "scope, by HTTP",
                                        OmniRefusal.FORBIDDEN.of(normal),
                                        WRONG,
                                        "403",
                                        "omni:session scope"),
                                session(
                                        "scope, by close code",
                                        OmniRefusal.CLOSE_4403.of(normal),
                                        WRONG,
                                        "4403",
                                        "omni:session scope"),
                                session(
                                        "bad key, by close code",
                                        OmniRefusal.CLOSE_4401.of(normal),
                                        WRONG,
                                        "4401",
                                        "set PYAI_API_KEY"),
                                session(
                                        "full",
                                        OmniRefusal.CONCURRENCY.of(normal),
                                        WARNING,
                                        "429 concurrency_limit_exceeded",
                                        "raise the cap"),
                                session(
                                        "full, by close code",
                                        OmniRefusal.CLOSE_4429.of(normal),
                                        WARNING,
                                        "4429",
                                        "PLAN_CONCURRENCY"),
                                session("no credit", OmniRefusal.PAYMENT.of(normal), WRONG, "402", "add some"),
                                session(
                                        "a fault of Omni's",
                                        OmniRefusal.UNAVAILABLE.of(normal),
                                        WRONG,
                                        "503",
                                        "try again"),
                                session(
                                        "no answer",
                                        normal.with(Stall.NO_ANSWER),
                                        WRONG,
                                        "no answer to the upgrade",
                                        "Let this machine connect"),
                                session(
                                        "no hello",
                                        normal.with(Stall.NO_HELLO),
                                        WRONG,
                                        "no hello within",
                                        "PYAI_AGENT_ID"),
                                session(
                                        "no configured",
                                        normal.with(Stall.NO_CONFIGURED),
                                        WRONG,
                                        "does not answer configure",
                                        "PYAI_DIALECT"),
                                fault(
                                        "the day's cap",
                                        "omni-key",
                                        WARNING,
                                        "429",
                                        "raise the cap",
                                        (far, folder) -> far.omni.behave(OmniRefusal.DAILY_CAP.of(normal))),
                                fault(
                                        "a mute agent",
                                        "omni-session",
                                        WRONG,
                                        "does not know the configured voice",
                                        "GET /v1/voices",
                                        (far, folder) -> {
                                            far.environment.put("PYAI_VOICE", "alloy");
                                            far.omni.behave(normal.with(Quirk.VOICE_NOT_FOUND));
                                        }),
                                setting(
                                        "unknown voice",
                                        "voice-id",
                                        WRONG,
                                        "no voice alloy",
                                        "such as aria, marin",
                                        "PYAI_VOICE",
                                        "alloy"),
                                setting(
                                        "another rate",
                                        "audio-rate",
                                        WARNING,
                                        "we send 16000 Hz",
                                        "rate=8000",
                                        "PYAI_RATE",
                                        "16000"),
                                fault(
                                        "no Omni",
                                        "omni-key",
                                        WRONG,
                                        "nothing accepts connections",
                                        "PYAI_BASE_URL",
                                        (far, folder) -> far.environment.put(
                                                "PYAI_BASE_URL",
                                                FarSide.nowhere().toString())),
                                fault(
                                        "no Omni",
                                        "omni-session",
                                        WRONG,
                                        "connect",
                                        "PYAI_BASE_URL",
                                        (far, folder) -> far.environment.put(
                                                "PYAI_BASE_URL",
                                                FarSide.nowhere().toString())),
                                fault(
                                        "no rate is known without an agent",
                                        "audio-rate",
                                        SKIPPED,
                                        "has not said",
                                        "",
                                        (far, folder) -> far.environment.put(
                                                "PYAI_BASE_URL",
                                                FarSide.nowhere().toString())),
                                fault(
                                        "no Omni, no list",
                                        "voice-id",
                                        WARNING,
                                        "cannot be read",
                                        "omni-key",
                                        (far, folder) -> {
                                            far.environment.put("PYAI_VOICE", "aria");
                                            far.environment.put(
                                                    "PYAI_BASE_URL",
                                                    FarSide.nowhere().toString());
                                        })),
                        Stream.of(
                                setting(
                                        "a plan too small",
                                        "plan",
                                        WRONG,
                                        "PLAN_CONCURRENCY is 50, the plan allows 10",
                                        "Set PLAN_CONCURRENCY to 10",
                                        "PLAN_CONCURRENCY",
                                        "50"),
                                file(
                                        "reserved beyond the plan",
                                        "plan",
                                        WRONG,
                                        "reserve 12",
                                        "Lower the pools' reserved parts",
                                        "pools { sales { numbers = [\"+15550101\"], reserved = 12 } }"),
                                file(
                                        "a cap beyond the plan",
                                        "plan",
                                        WARNING,
                                        "pool sales may have 40 calls",
                                        "Lower the pool's cap",
                                        "pools { sales { numbers = [\"+15550101\"], cap = 40 } }"),
                                fault(
                                        "no plan",
                                        "plan",
                                        WARNING,
                                        "does not say",
                                        "PLAN_CONCURRENCY",
                                        (far, folder) -> far.environment.put(
                                                "PYAI_BASE_URL",
                                                FarSide.nowhere().toString()))),
                        Stream.of(
                                number(
                                        "another webhook",
                                        WRONG,
                                        "calls https://elsewhere.example/voice",
                                        "HTTP POST",
                                        "voice_url",
                                        "https://elsewhere.example/voice"),
                                number(
                                        "another path",
                                        WRONG,
                                        "/twiml",
                                        "\"A call comes in\"",
                                        "voice_url",
                                        "https://localhost:9/twiml"),
                                number(
                                        "no TLS",
                                        WRONG,
                                        "calls http://",
                                        "https://localhost:9/voice",
                                        "voice_url",
                                        "http://localhost:9/voice"),
                                number("GET", WARNING, "by GET", "choose HTTP POST", "voice_method", "GET"),
                                number(
                                        "a TwiML App",
                                        WRONG,
                                        "TwiML App",
                                        "instead of the app",
                                        "voice_application_sid",
                                        "AP1"),
                                number("a trunk", WRONG, "SIP trunk", "Take it off", "trunk_sid", "TK1"),
                                number(
                                        "a TwiML Bin",
                                        WRONG,
                                        "one-way <Start><Stream>",
                                        "<Connect><Stream>",
                                        "voice_url",
                                        "https://handler.twilio.com/twiml/EH2"),
                                number(
                                        "no webhook",
                                        WRONG,
                                        "has no voice webhook",
                                        "\"A call comes in\"",
                                        "voice_url",
                                        ""),
                                number(
                                        "no fallback",
                                        WARNING,
                                        "has no fallback",
                                        "TwiML Bin",
                                        "voice_fallback_url",
                                        ""),
                                number(
                                        "a fallback that falls too",
                                        WARNING,
                                        "the same host",
                                        "TwiML Bin",
                                        "voice_fallback_url",
                                        "https://localhost:9/other"),
                                number(
                                        "no status callback",
                                        WARNING,
                                        "status callback",
                                        "/voice/status",
                                        "status_callback",
                                        ""),
                                fault(
                                        "no number at all",
                                        "numbers",
                                        WRONG,
                                        "none of the account's 0",
                                        "HTTP POST",
                                        (far, folder) -> {}),
                                file(
                                        "a number of nobody's",
                                        "numbers",
                                        WRONG,
                                        "no number of the account",
                                        "conf/gateway.conf",
                                        "pools { sales { numbers = [\"+15550999888\"] } }"),
                                setting(
                                        "a token of another account",
                                        "auth-token",
                                        WRONG,
                                        "401",
                                        "TWILIO_AUTH_TOKEN",
                                        "TWILIO_AUTH_TOKEN",
                                        "ffffffffffffffffffffffffffffffff"),
                                setting(
                                        "one of two tokens",
                                        "auth-token",
                                        WARNING,
                                        "token 2 of 2",
                                        "rotation",
                                        "TWILIO_AUTH_TOKEN",
                                        FarSide.AUTH_TOKEN + ",ffffffffffffffffffffffffffffffff"),
                                setting(
                                        "wrong REST credentials",
                                        "rest-credentials",
                                        WRONG,
                                        "transfers will do nothing",
                                        "TWILIO_ACCOUNT_SID",
                                        "TWILIO_AUTH_TOKEN",
                                        "ffffffffffffffffffffffffffffffff"),
                                setting(
                                        "a wrong API key",
                                        "rest-credentials",
                                        WRONG,
                                        "the API key",
                                        "of this account",
                                        "TWILIO_API_KEY_SID",
                                        "SK1",
                                        "TWILIO_API_KEY_SECRET",
                                        "none-of-yours"),
                                setting(
                                        "no account",
                                        "rest-credentials",
                                        WARNING,
                                        "not used",
                                        "TWILIO_ACCOUNT_SID",
                                        "TWILIO_ACCOUNT_SID",
                                        ""),
                                setting(
                                        "no account",
                                        "auth-token",
                                        WARNING,
                                        "without the account",
                                        "TWILIO_ACCOUNT_SID",
                                        "TWILIO_ACCOUNT_SID",
                                        ""),
                                setting(
                                        "wrong credentials, no numbers",
                                        "numbers",
                                        WARNING,
                                        "cannot be read",
                                        "rest-credentials",
                                        "TWILIO_AUTH_TOKEN",
                                        "ffffffffffffffffffffffffffffffff"),
                                fault(
                                        "no Twilio",
                                        "rest-credentials",
                                        WRONG,
                                        "cannot be asked",
                                        "api.twilio.com",
                                        (far, folder) -> far.environment.put(
                                                "TWILIO_API_BASE",
                                                FarSide.nowhere().toString())),
                                fault(
                                        "a suspended account",
                                        "auth-token",
                                        WRONG,
                                        "suspended",
                                        "console",
                                        (far, folder) -> far.twilio.accountIs("suspended")),
                                fault(
                                        "too many requests",
                                        "rest-credentials",
                                        WARNING,
                                        "429",
                                        "a minute",
                                        (far, folder) -> far.twilio.always(new RestFault.TooMany(null))),
                                fault(
                                        "a page of a proxy",
                                        "rest-credentials",
                                        WRONG,
                                        "answers 200",
                                        "TWILIO_API_BASE",
                                        (far, folder) -> far.twilio.always(new RestFault.Foreign(200, "<html>")))),
                        Stream.of(
                                fault(
                                        "a clock that is wrong",
                                        "clock",
                                        WRONG,
                                        "behind Omni's",
                                        "timedatectl",
                                        (far, folder) -> far.omni.clockAhead(Duration.ofMinutes(10))),
                                fault(
                                        "a clock that drifts",
                                        "clock",
                                        WARNING,
                                        "ahead of Twilio's",
                                        "timedatectl",
                                        (far, folder) -> far.twilio.clockAhead(Duration.ofSeconds(-20))),
                                setting(
                                        "nobody to help",
                                        "human",
                                        WARNING,
                                        "nobody is dialled",
                                        "HUMAN_NUMBER",
                                        "HUMAN_NUMBER",
                                        ""),
                                file(
                                        "help that goes in a circle",
                                        "human",
                                        WRONG,
                                        "pool sales",
                                        "a phone that a human answers",
                                        "pools { sales { numbers = [\"+15550100042\"] } }"),
                                setting(
                                        "no gateway to be seen",
                                        "gateway",
                                        WARNING,
                                        "no gateway",
                                        "bin/call-gateway serve"),
                                setting(
                                        "a name of nobody's",
                                        "public-host",
                                        WRONG,
                                        "cannot be resolved",
                                        "PUBLIC_HOST",
                                        "PUBLIC_HOST",
                                        "nowhere.invalid"),
                                setting(
                                        "a name of this machine's",
                                        "public-host",
                                        WARNING,
                                        "only this network",
                                        "tunnel"),
                                setting("nothing at the name", "tls", WRONG, "cannot be reached", "Start the tunnel"),
                                setting(
                                        "nothing at the name",
                                        "voice-webhook",
                                        WRONG,
                                        "nothing accepts",
                                        "public-host and tls"),
                                setting(
                                        "nothing at the name",
                                        "media-upgrade",
                                        WRONG,
                                        "nothing accepts",
                                        "voice-webhook"),
                                setting(
                                        "no settings",
                                        "configuration",
                                        WRONG,
                                        "call-gateway.omni.api-key: not set",
                                        "Set PYAI_API_KEY",
                                        "PYAI_API_KEY",
                                        ""),
                                setting(
                                        "nonsense",
                                        "configuration",
                                        WRONG,
                                        "calls.max-calls",
                                        "reference.conf",
                                        "MAX_CALLS",
                                        "many"),
                                setting(
                                        "nowhere to write",
                                        "disk",
                                        WRONG,
                                        "/proc",
                                        "DATA_DIR",
                                        "DATA_DIR",
                                        "/proc/none")))
                .flatMap(faults -> faults);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsFoundByItsCheckWhichSaysWhatToDo(Fault fault) throws Exception {
        try (FarSide far = new FarSide()) {
            fault.breaking.carryOut(far, folder);

            CheckReport report = far.look(fault.check, SSLContext.getDefault());

            assertThat(report.status()).as("%s", report.findings()).isEqualTo(fault.status);
            assertThat(report.findings()).as("%s", report.findings()).anySatisfy(finding -> {
                assertThat(finding.status()).isEqualTo(fault.status);
                assertThat(finding.found()).contains(fault.found);
                assertThat(finding.fix()).contains(fault.fix);
            });
            assertThat(report.findings().toString())
                    .doesNotContain(FarSide.AUTH_TOKEN)
                    .doesNotContain(FarSide.API_KEY)
                    .doesNotContain("ffffffff")
                    .doesNotContain("5550101234");
        }
    }
}
