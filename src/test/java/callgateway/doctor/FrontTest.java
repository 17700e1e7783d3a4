package callgateway.doctor;

import static callgateway.doctor.Finding.Status.OK;
import static callgateway.doctor.Finding.Status.WARNING;
import static callgateway.doctor.Finding.Status.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import callgateway.doctor.Finding.Status;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be behind the public name, and what the doctor makes of it. */
class FrontTest {
    private static Certificates good;
    private static Certificates expired;
    private static Certificates others;

    private FarSide far;

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        good = Certificates.make(folder, "localhost", "-1d", 3650);
        expired = Certificates.make(folder, "localhost", "-40d", 30);
        others = Certificates.make(folder, "other.example", "-1d", 3650);
    }

    @BeforeEach
    void start() throws Exception {
        far = new FarSide();
    }

    @AfterEach
    void stop() throws Exception {
        far.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            404 | '' | not here                          | somebody else answers there        | public port
            502 | '' | Bad Gateway                       | reaches no gateway behind it       | bin/call-gateway serve
            504 | '' | ''                                | reaches no gateway behind it       | bin/call-gateway serve
            301 | https://www.example/voice | ''         | with 301, to https://www.example   | Serve the address itself
            401 | '' | ''                                | wants a password                   | without one
            403 | '' | X-Twilio-Signature is wrong       | does not accept our signature      | same TWILIO_AUTH_TOKEN
            403 | '' | another account                   | another account                    | same TWILIO_ACCOUNT_SID
            403 | '' | <html>no                          | no answer of a gateway             | See what answers
            200 | '' | <html>welcome                     | not with TwiML                     | warning page
            200 | '' | '<Response><Start><Stream url="wss://x"/></Start></Response>' | one-way <Start><Stream> | <Connect><Stream>
            500 | '' | ''                                | no answer of a gateway             | See what answers
            """)
    void whatIsNoGatewayIsRecognisedByItsAnswer(int status, String location, String body, String found, String fix)
            throws Exception {
        try (Front front = new Front(good.server(), status, location, body)) {
            Finding finding = only(look("voice-webhook", front), WRONG);

            assertThat(finding.found()).contains(found);
            assertThat(finding.fix()).contains(fix);
        }
    }

    @Test
    void anOlderGatewayIsToldThatTheMadeUpCallIsOver() throws Exception {
        String twiml = "<Response><Connect><Stream url=\"wss://x\"/></Connect></Response>";
        try (Front front = new Front(good.server(), 200, "", twiml)) {
            Finding finding = only(look("voice-webhook", front), WARNING);

            assertThat(finding.fix()).contains("Update the gateway");
            assertThat(front.asked()).containsExactly("POST /voice", "POST /voice/status");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, somebody else, public port",
        "403, does not accept our signature, TWILIO_AUTH_TOKEN",
        "400, does not pass upgrades on, Upgrade and Connection",
        "502, reaches no gateway, bin/call-gateway serve"
    })
    void aRefusedUpgradeSaysWhatToMend(int status, String found, String fix) throws Exception {
        try (Front front = new Front(good.server(), status, "", "no")) {
            Finding finding = only(look("media-upgrade", front), WRONG);

            assertThat(finding.found()).contains(found);
            assertThat(finding.fix()).contains(fix);
        }
    }

    @Test
    void aGoodCertificateIsDescribed() throws Exception {
        try (Front front = new Front(good.server(), 200, "", "")) {
            Finding finding = only(look("tls", front), OK);

            assertThat(finding.found())
                    .contains("TLSv1.3")
                    .contains("localhost")
                    .contains("more days");
        }
    }

    @Test
    void anExpiredCertificateIsWrong() throws Exception {
        try (Front front = new Front(expired.server(), 200, "", "")) {
            Finding finding = only(look("tls", front), WRONG);

            assertThat(finding.found()).contains("has expired");
            assertThat(finding.fix()).contains("Renew");
        }
    }

    @Test
    void aCertificateOfAnotherNameIsWrong() throws Exception {
        try (Front front = new Front(others.server(), 200, "", "")) {
            Finding finding = only(look("tls", front), WRONG);

            assertThat(finding.found()).contains("other.example, not for localhost");
            assertThat(finding.fix()).contains("PUBLIC_HOST");
        }
    }

    @Test
    void aSelfSignedCertificateIsWrong() throws Exception {
        try (Front front = new Front(good.server(), 200, "", "")) {
            far.environment.put("PUBLIC_HOST", front.host());

            Finding finding = only(far.look("tls", others.trust()), WRONG);

            assertThat(finding.found()).contains("self-signed");
            assertThat(finding.fix()).contains("public authority");
        }
    }

    @Test
    void withACertificateThatNobodyTrustsTheWebhookSaysSo() throws Exception {
        try (Front front = new Front(expired.server(), 200, "", "")) {
            assertThat(only(look("voice-webhook", front), WRONG).found()).contains("TLS fails");
            assertThat(only(look("media-upgrade", front), WRONG).found()).contains("TLS fails");
        }
    }

    @Test
    void withoutAGatewayTheDoctorAnswersItselfAsLongAsItLooks() throws Exception {
        int port = FreePort.next();
        far.environment.put("PUBLIC_HOST", "localhost:" + port);
        far.environment.put("PORT", String.valueOf(port));
        far.environment.put("TLS_CERTIFICATE", good.certificate().toString());
        far.environment.put("TLS_KEY", good.key().toString());

        assertThat(only(far.look("voice-webhook", good.trust()), OK).found()).contains("this machine");
        assertThat(only(far.look("media-upgrade", good.trust()), OK).found()).contains("opens");
        assertThat(only(far.look("gateway", good.trust()), WARNING).fix()).contains("bin/call-gateway serve");
        far.environment.put("PORT", "0");
        assertThat(only(far.look("voice-webhook", good.trust()), WRONG).found()).contains("nothing accepts");
    }

    private List<Finding> look(String check, Front front) throws Exception {
        far.environment.put("PUBLIC_HOST", front.host());
        return far.look(check, good.trust()).findings();
    }

    private static Finding only(CheckReport report, Status status) {
        return only(report.findings(), status);
    }

    private static Finding only(List<Finding> findings, Status status) {
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).status()).as("%s", findings).isEqualTo(status);
        return findings.get(0);
    }
}
