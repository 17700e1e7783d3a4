package callgateway.doctor;

import callgateway.config.GatewaySettings;
import callgateway.omni.AccountLimits;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings;
import callgateway.omni.VoiceList;
import callgateway.rest.AccountApi;
import callgateway.rest.RestSettings;
import callgateway.routing.Pool;
import callgateway.routing.Pools;
import callgateway.transport.Loops;
import callgateway.twilio.PublicOrigin;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What there is to look at, and what several checks want to know of it. */
final class SetUp {
    static final String VOICE = "/voice";
    static final String STATUS = "/voice/status";
    static final String MEDIA = "/media";

    final GatewaySettings settings;
    final Config config;
    final @Nullable Path file;
    final Map<String, String> environment;
    final SSLContext tls;
    final Web web;
    final OwnPort.State port;
    final @Nullable AccountApi twilio;
    final Shared<WebAnswer> me;
    final Shared<WebAnswer> voices;
    final Shared<AccountNumbers> numbers;
    final Shared<OmniTalk.Said> talk;

    SetUp(
            GatewaySettings settings,
            Config config,
            @Nullable Path file,
            Map<String, String> environment,
            SSLContext tls,
            Web web,
            OwnPort.State port,
            Loops loops) {
        this.settings = settings;
        this.config = config;
        this.file = file;
        this.environment = environment;
        this.tls = tls;
        this.web = web;
        this.port = port;
        RestSettings rest = settings.twilio().rest();
        this.twilio = rest == null ? null : new AccountApi(rest);
        OmniSettings omni = settings.omni();
        this.me = new Shared<>(() -> web.get(AccountLimits.address(omni), AccountLimits.headers(omni)));
        this.voices = new Shared<>(() -> web.get(VoiceList.address(omni), AccountLimits.headers(omni)));
        this.numbers = new Shared<>(() -> AccountNumbers.read(web, twilio));
        this.talk = new Shared<>(() -> OmniTalk.hold(loops, pool().agent().settings(omni), profile(), Web.WITHIN));
    }

    /** The names under which Twilio reaches the gateway. */
    PublicOrigin origin() {
        return PublicOrigin.parse("https://" + settings.publicHost());
    }

    /** The pool whose agent is tried: that of all numbers that no other lists. */
    Pool pool() {
        Pools pools = settings.pools();
        return pools.named(Pools.DEFAULT).orElseGet(() -> pools.all().get(0));
    }

    AgentProfile profile() {
        return pool().agent().profile();
    }

    List<Pool> pools() {
        return settings.pools().all();
    }
}
