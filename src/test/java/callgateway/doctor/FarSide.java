package callgateway.doctor;

import callgateway.FreePort;
import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.rest.RestStandIn;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Omni's and Twilio's stand-ins, and a doctor that looks at a set-up which leads to them. */
final class FarSide implements AutoCloseable {
    static final String ACCOUNT = "AC00000000000000000000000000000001";
    static final String AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
    static final String API_KEY = "pyai_test_of-the-doctor";

    final OmniSimulator omni;
    final RestStandIn twilio;
    final Map<String, String> environment = new HashMap<>();

    @Nullable
    Path file;

    private final StockLoops loops = StockLoops.start("doctors-far-side", 1);
    private final Metronome metronome = Metronome.start("doctors-far-side-clock");

    FarSide() throws IOException {
        omni = OmniSimulator.start(
                loops, metronome, OmniSimulatorSettings.echo(0).withKey(API_KEY).withConcurrency(10));
        twilio = RestStandIn.start(ACCOUNT, ACCOUNT, AUTH_TOKEN);
        environment.putAll(Map.of(
                "PUBLIC_HOST",
                "localhost:9",
                "TWILIO_AUTH_TOKEN",
                AUTH_TOKEN,
                "TWILIO_ACCOUNT_SID",
                ACCOUNT,
                "TWILIO_API_BASE",
                twilio.base().toString(),
                "PYAI_API_KEY",
                API_KEY,
                "PYAI_BASE_URL",
                omni.baseUri().toString(),
                "HUMAN_NUMBER",
                "+15550100042",
                "PORT",
                "0"));
    }

    /** The account's number, as it should be but for these fields. */
    void number(String... fieldsAndValues) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "voice_url", "https://" + environment.get("PUBLIC_HOST") + "/voice",
                "voice_fallback_url", "https://handler.twilio.com/twiml/EH1",
                "status_callback", "https://" + environment.get("PUBLIC_HOST") + "/voice/status"));
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            fields.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        twilio.number("+15550101234", fields);
    }

    /** What the doctor says about this alone. */
    CheckReport look(String check, SSLContext trust) throws InterruptedException {
        Selection selection = new Selection(Set.of(check), Set.of());
        return new Doctor(file, environment, selection, trust)
                .examine()
                .checks()
                .get(0);
    }

    Diagnosis lookAtAll(SSLContext trust) throws InterruptedException {
        return new Doctor(file, environment, Selection.ALL, trust).examine();
    }

    /** Where nobody listens. */
    static URI nowhere() throws IOException {
        return URI.create("http://127.0.0.1:" + FreePort.next());
    }

    @Override
    public void close() throws IOException {
        omni.close();
        twilio.close();
        metronome.close();
        loops.close();
    }
}
