package callgateway.demo;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.config.SettingsException;
import callgateway.gateway.Gateway;
import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.Delivery;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.transport.stock.StockLoops;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;

/**
 * The three parties on this machine: an agent's service, a gateway and a carrier with a caller, each on its own sockets
 * and free ports of the loopback address, with keys made for the occasion. Closing it ends them all.
 */
final class Stage implements AutoCloseable {
    static final String PUBLIC_HOST = "demo.gateway.example";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final OmniSimulator omni;
    private final Gateway gateway;
    private final CallerSimulator callers;

    private Stage(AgentScript agent) throws IOException {
        String authToken = secret(16);
        String accountSid = "AC" + secret(16);
        String apiKey = "demo_" + secret(16);
        try {
            StockLoops loops = opened(StockLoops.start("demo-far-ends", 1));
            Metronome metronome = opened(Metronome.start("demo-time"));
            omni = opened(OmniSimulator.start(
                    loops, metronome, OmniSimulatorSettings.scripted(agent).withKey(apiKey)));
            // As the real service: faster than it is played, so that an interruption has something to throw away.
            omni.behave(OmniBehaviour.NORMAL.with(Delivery.BURST));
            gateway = opened(gateway(authToken, accountSid, apiKey, omni));
            callers = opened(new CallerSimulator(
                    loops,
                    metronome,
                    CallerSettings.of(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.publicPort()),
                            "https://" + PUBLIC_HOST,
                            authToken,
                            accountSid)));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts all three.
     *
     * @throws IOException if a port cannot be opened; nothing is left running then
     */
    static Stage open(AgentScript agent) throws IOException {
        return new Stage(agent);
    }

    OmniSimulator omni() {
        return omni;
    }

    Gateway gateway() {
        return gateway;
    }

    CallerSimulator callers() {
        return callers;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Gateway gateway(String authToken, String accountSid, String apiKey, OmniSimulator omni)
            throws IOException {
        Map<String, String> environment = Map.of(
                "RECORDS_DATABASE",
                "none",
                "PUBLIC_HOST",
                PUBLIC_HOST,
                "WARM_UP",
                "0s",
                "PORT",
                "0",
                "ADMIN_PORT",
                "0",
                "TWILIO_AUTH_TOKEN",
                authToken,
                "TWILIO_ACCOUNT_SID",
                accountSid,
                "PYAI_API_KEY",
                apiKey,
                "PYAI_BASE_URL",
                omni.baseUri().toString());
        try {
            Config config = ConfigFactory.parseString("call-gateway.public.bind = \"127.0.0.1\"")
                    .withFallback(ConfigFiles.load(null, environment));
            return Gateway.start(GatewaySettings.from(config), config);
        } catch (SettingsException e) {
            throw new IllegalStateException("the demo's own settings: " + e.getMessage(), e);
        }
    }

    private <T extends AutoCloseable> T opened(T party) {
        open.push(party);
        return party;
    }

    private static String secret(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
