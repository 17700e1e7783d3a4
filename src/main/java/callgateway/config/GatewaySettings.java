package callgateway.config;

import callgateway.call.CallSettings;
import callgateway.call.Continuity;
import callgateway.call.media.MediaSettings;
import callgateway.cluster.ClusterSettings;
import callgateway.omni.AgentProfile;
import callgateway.omni.ControlKeys;
import callgateway.omni.Dialect;
import callgateway.omni.OmniSettings;
import callgateway.recording.RecordingSettings;
import callgateway.records.RecordsSettings;
import callgateway.rest.RestSettings;
import callgateway.routing.Overflow;
import callgateway.routing.Pools;
import callgateway.tools.ToolLimits;
import callgateway.transport.TransportSettings;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set, typed and checked.
 *
 * @param transport the public port and the event loops
 * @param publicHost the public name, without a scheme
 * @param admin the admin port
 * @param twilio the carrier account
 * @param omni the agent's service
 * @param agent who the agent is
 * @param rescue what becomes of a caller without an agent
 * @param calls time limits and bounds
 * @param shutdownGrace how long a stopping process waits for the carrier's last questions
 * @param warmUp how long webhooks are rehearsed at most before the public port opens; zero is not at all
 * @param media the bounds of the media graphs
 * @param planConcurrency sessions the Omni plan allows at once, when the operator says so
 * @param admission how long admission believes in what it has not heard of again
 * @param pools which called number wants what
 * @param tools how many tool calls go on at once
 * @param records what is kept of calls, and who is told
 * @param recordings where calls are recorded to
 * @param drainMax how long live calls may go on after the process was told to stop; zero ends them at once
 * @param cluster how it finds other nodes; null when it is alone
 */
public record GatewaySettings(
        TransportSettings transport,
        String publicHost,
        AdminSettings admin,
        TwilioSettings twilio,
        OmniSettings omni,
        AgentProfile agent,
        RescueSettings rescue,
        CallSettings calls,
        Duration shutdownGrace,
        Duration warmUp,
        MediaSettings media,
        OptionalInt planConcurrency,
        AdmissionSettings admission,
        Pools pools,
        ToolLimits tools,
        RecordsSettings records,
        RecordingSettings recordings,
        Duration drainMax,
        @Nullable ClusterSettings cluster) {

    private static final List<String> IO_KINDS = List.of("auto", "io_uring", "epoll", "nio");

    /**
     * The admin port.
     *
     * @param bind the address
     * @param port the port; 0 takes any free one
     * @param token the bearer token, when there is one
     */
    public record AdminSettings(
            String bind, int port, @Nullable String token) {
        /** Without the token. */
        @Override
        public String toString() {
            return "AdminSettings[" + bind + ":" + port + "]";
        }
    }

    /**
     * The carrier account.
     *
     * @param authTokens the keys of its signatures; more than one while they are rotated
     * @param accountSid the only account whose calls are taken, when set
     * @param rest how its REST API is used; null when it is not
     */
    public record TwilioSettings(
            List<String> authTokens,
            @Nullable String accountSid,
            @Nullable RestSettings rest) {
        /** Without the tokens. */
        @Override
        public String toString() {
            return "TwilioSettings[" + accountSid + "]";
        }
    }

    /**
     * What becomes of a caller without an agent.
     *
     * @param humanNumber whom to dial, when there is somebody
     * @param ring how long to let it ring
     * @param apology what to say when there is nobody
     */
    public record RescueSettings(@Nullable String humanNumber, Duration ring, String apology) {
        private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{3,15}");

        /** Refuses what would fail only when a caller needs it. */
        public RescueSettings {
            if (humanNumber != null && !NUMBER.matcher(humanNumber).matches()) {
                throw new IllegalArgumentException(
                        "human-number: " + humanNumber + " (expected: digits such as +14155550123)");
            }
            if (ring.toSeconds() < 1 || ring.toSeconds() > 600) {
                throw new IllegalArgumentException("ring: " + ring.toSeconds() + " s (expected: 1..600 s)");
            }
            if (apology.isBlank() || apology.length() > 3000) {
                throw new IllegalArgumentException(
                        "apology: " + apology.length() + " characters (expected: 1..3000, what a caller is told)");
            }
        }
    }

    /**
     * Reads them.
     *
     * @param config the resolved configuration, with a {@code call-gateway} section
     * @throws SettingsException with everything that is missing or wrong
     */
    public static GatewaySettings from(Config config) throws SettingsException {
        SettingsReader read = SettingsReader.of(config, "call-gateway");
        String publicHost = publicHost(read);
        TwilioSettings twilio = twilio(read);
        AdminSettings admin = admin(read);
        TransportSettings transport = read.section("public", () -> transport(read));
        OmniSettings omni = omni(read);
        AgentProfile agent = read.section("agent", () -> AgentProfile.DEFAULTS
                .withVoiceId(read.optional("agent.voice"))
                .withPersona(read.optional("agent.persona"))
                .withGreeting(read.optional("agent.greeting"))
                .withLanguage(read.optional("agent.language")));
        RescueSettings rescue = read.section(
                "rescue",
                () -> new RescueSettings(
                        read.optional("rescue.human-number"), read.time("rescue.ring"), read.text("rescue.apology")));
        CallSettings calls = read.section("calls", () -> calls(read));
        MediaSettings media = read.section("media", () -> media(read));
        Duration grace = read.time("calls.shutdown-grace");
        Duration warmUp = read.time("public.warm-up");
        OptionalInt plan = plan(read);
        AdmissionSettings admission = read.section("admission", () -> admission(read));
        ToolLimits tools = read.section("tools", () -> new ToolLimits(read.number("tools.max-running")));
        RecordsSettings records = RecordsReader.read(read);
        Duration drainMax = read.time("drain.max");
        ClusterSettings cluster = ClusterReader.read(read);
        RecordingSettings recordings = RecordingsReader.read(read);
        Pools pools = read.pools(new PoolBase(
                agent == null ? AgentProfile.DEFAULTS : agent,
                omni,
                rescue == null ? Overflow.Busy.BUSY : PoolBase.overflow(rescue),
                rescue == null ? null : rescue.humanNumber(),
                calls == null ? CallSettings.defaults().setupWithin() : calls.setupWithin(),
                plan));
        if (transport == null
                || omni == null
                || agent == null
                || rescue == null
                || calls == null
                || media == null
                || admission == null
                || pools == null
                || tools == null
                || records == null
                || recordings == null
                || !read.problems().isEmpty()) {
            throw new SettingsException(read.problems());
        }
        return new GatewaySettings(
                transport,
                publicHost,
                admin,
                twilio,
                omni,
                agent,
                rescue,
                calls,
                grace,
                warmUp,
                media,
                plan,
                admission,
                pools,
                tools,
                records,
                recordings,
                drainMax,
                cluster);
    }

    private static OptionalInt plan(SettingsReader read) {
        if (read.text("plan.concurrency").isEmpty()) {
            return OptionalInt.empty();
        }
        int slots = read.number("plan.concurrency");
        if (slots < 1) {
            read.problem("plan.concurrency", slots + " (expected: > 0, or nothing to ask Omni)");
        }
        return OptionalInt.of(slots);
    }

    private static AdmissionSettings admission(SettingsReader read) {
        return new AdmissionSettings(
                read.time("admission.unconfirmed-for"),
                read.time("admission.unseen-for"),
                read.time("admission.renew-every"),
                read.time("admission.unrenewed-for"));
    }

    private static String publicHost(SettingsReader read) {
        String host = read.text("public.host");
        if (host.isEmpty()) {
            read.problem("public.host", "not set. Set PUBLIC_HOST to the name Twilio calls, such as gw.example.com");
        } else if (!host.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
            read.problem("public.host", host + " (expected: a host name alone, without scheme or path)");
        }
        return host.toLowerCase(Locale.ROOT);
    }

    private static TwilioSettings twilio(SettingsReader read) {
        List<String> tokens = Arrays.stream(read.text("twilio.auth-token").split(","))
                .map(String::strip)
                .filter(token -> !token.isEmpty())
                .toList();
        if (tokens.isEmpty()) {
            read.problem(
                    "twilio.auth-token",
                    "not set. Set TWILIO_AUTH_TOKEN to your account's Auth Token; without it nobody can be told"
                            + " from Twilio");
        }
        String accountSid = read.optional("twilio.account-sid");
        return new TwilioSettings(tokens, accountSid, RestReader.read(read, accountSid, tokens));
    }

    private static AdminSettings admin(SettingsReader read) {
        AdminSettings admin =
                new AdminSettings(read.text("admin.bind"), read.number("admin.port"), read.optional("admin.token"));
        boolean loopback = admin.bind().equals("localhost")
                || admin.bind().startsWith("127.")
                || admin.bind().equals("::1");
        if (admin.port() < 0 || admin.port() > 65535) {
            read.problem("admin.port", admin.port() + " (expected: 0..65535)");
        }
        if (!loopback && admin.token() == null) {
            read.problem(
                    "admin.bind", admin.bind() + " can be reached by others: set ADMIN_TOKEN, or bind to 127.0.0.1");
        }
        return admin;
    }

    private static TransportSettings transport(SettingsReader read) {
        String io = read.text("transport.io");
        if (!IO_KINDS.contains(io.toLowerCase(Locale.ROOT))) {
            read.problem("transport.io", io + " (expected: one of " + String.join(", ", IO_KINDS) + ")");
        }
        String certificate = read.optional("public.tls-certificate");
        String key = read.optional("public.tls-key");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("tls-certificate and tls-key go together: set both or neither");
        }
        int loops = read.number("transport.event-loops");
        if (loops < 0) {
            read.problem("transport.event-loops", loops + " (expected: 0 or more)");
        }
        return new TransportSettings(
                read.text("public.bind"),
                read.number("public.port"),
                io,
                loops > 0 ? loops : Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                read.number("public.max-connections"),
                read.bytes("public.max-request-bytes"),
                read.bytes("public.max-message-bytes"),
                read.time("public.request-timeout"),
                certificate == null || key == null
                        ? null
                        : new TransportSettings.Tls(Path.of(certificate), Path.of(key)));
    }

    private static @Nullable OmniSettings omni(SettingsReader read) {
        String key = read.text("omni.api-key");
        if (key.isEmpty()) {
            read.problem("omni.api-key", "not set. Set PYAI_API_KEY to a key with the scope omni:session");
        }
        return read.section(
                "omni",
                () -> new OmniSettings(
                        OmniSettings.baseUri(read.text("omni.base-url")),
                        // Without one the rest is looked at all the same.
                        key.isEmpty() ? "none" : key,
                        read.optional("omni.agent-id"),
                        oneOf(OmniSettings.AuthMode.class, "auth", read.text("omni.auth")),
                        oneOf(OmniSettings.LabelSource.class, "session-label", read.text("omni.session-label")),
                        read.number("omni.input-rate"),
                        oneOf(Dialect.class, "dialect", read.text("omni.dialect")),
                        ControlKeys.TYPE_AND_EVENT,
                        read.time("omni.connect-timeout"),
                        read.time("omni.hello-timeout"),
                        read.time("omni.configured-timeout"),
                        read.time("calls.ending-guard")));
    }

    private static CallSettings calls(SettingsReader read) {
        return new CallSettings(
                read.number("calls.max-calls"),
                read.time("calls.token-life"),
                read.time("calls.start-within"),
                read.time("calls.media-idle"),
                read.time("calls.setup-within"),
                read.number("calls.setup-attempts"),
                read.time("calls.first-audio-within"),
                read.time("calls.ping-every"),
                read.time("calls.agent-quiet"),
                read.time("calls.agent-mute-after"),
                read.time("calls.play-out-within"),
                read.time("calls.ending-guard"),
                read.number("calls.bad-messages"),
                read.time("calls.remember-ends"),
                new Continuity(
                        read.number("calls.continuity.agent-redials"),
                        read.time("calls.continuity.redial-within"),
                        read.text("calls.continuity.reentry"),
                        read.time("calls.continuity.max-session"),
                        read.number("calls.continuity.stream-reconnects")));
    }

    private static MediaSettings media(SettingsReader read) {
        return new MediaSettings(
                read.number("omni.input-rate"),
                read.time("media.max-lead"),
                read.time("media.max-held"),
                read.time("media.max-caller-backlog"),
                read.time("media.silence-after"),
                read.time("media.mark-every"));
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String key, String value) {
        try {
            return Enum.valueOf(type, value.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            String known = String.join(
                    ", ",
                    Arrays.stream(type.getEnumConstants())
                            .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList());
            throw new IllegalArgumentException(key + ": " + value + " (expected: one of " + known + ")", e);
        }
    }
}
