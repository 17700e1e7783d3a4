package callgateway.config;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings;
import callgateway.omni.OmniSettings.LabelSource;
import callgateway.routing.AllowedTarget;
import callgateway.routing.Caps;
import callgateway.routing.Guards;
import callgateway.routing.HoldAudio;
import callgateway.routing.Hours;
import callgateway.routing.Line;
import callgateway.routing.NumberPattern;
import callgateway.routing.OpenSpan;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.PoolAgent;
import callgateway.routing.PoolHours;
import callgateway.routing.Pools;
import callgateway.routing.Recording;
import callgateway.routing.TransferTarget;
import callgateway.routing.Transfers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what one pool says; see {@code pool-defaults} in the reference for the meaning of each setting. */
final class PoolReader {
    private static final String[] OF_ALL = {
        "cap",
        "reserved",
        "number-cap",
        "agent",
        "line",
        "overflow",
        "ending",
        "voicemail",
        "guards",
        "hours",
        "transfer",
        "recording"
    };
    private static final String[] OF_A_POOL = Stream.concat(Stream.of("numbers", "numbers-reserved"), Stream.of(OF_ALL))
            .toArray(String[]::new);
    private static final String[] AGENT = {
        "persona",
        "voice",
        "greeting",
        "consent-line",
        "language",
        "tools",
        "tool-endpoint",
        "agent-id",
        "session-label"
    };
    private static final String[] LINE = {
        "max-depth", "max-wait", "announce-position", "announcements", "ring-for", "hold-audio"
    };

    private final PoolBase base;

    PoolReader(PoolBase base) {
        this.base = base;
    }

    /** The pool of the numbers that no other takes. */
    @Nullable
    Pool spare(Section defaults) {
        return read(Pools.DEFAULT, List.of(NumberPattern.ANY), defaults.onlyKnows(OF_ALL));
    }

    @Nullable
    Pool pool(String name, List<NumberPattern> numbers, Section section) {
        return read(name, numbers, section.onlyKnows(OF_A_POOL));
    }

    private @Nullable Pool read(String name, List<NumberPattern> numbers, Section section) {
        PoolAgent agent = agent(section.inner("agent").onlyKnows(AGENT));
        Caps caps = section.build(() -> new Caps(
                section.limit("cap"), section.number("reserved"), section.limit("number-cap"), reserved(section)));
        Line line = line(section.inner("line").onlyKnows(LINE));
        Overflow.Voicemail voicemail = voicemail(section.inner("voicemail").onlyKnows("prompt", "max-length"));
        Overflow overflow = section.has("overflow") && !section.text("overflow").isEmpty()
                ? overflow(section, "overflow", voicemail)
                : base.overflow();
        boolean ends = section.has("ending") && !section.text("ending").isEmpty();
        Overflow ending = ends ? overflow(section, "ending", voicemail) : null;
        Guards guards = guards(section.inner("guards").onlyKnows("max-call", "max-silence", "max-setup"));
        PoolHours hours = section.hasSection("hours")
                ? hours(section.inner("hours").onlyKnows("zone", "open", "closed"), overflow, voicemail)
                : null;
        Transfers transfers = transfers(
                name,
                section.inner("transfer")
                        .onlyKnows("to", "allow", "timeout", "caller-id", "whisper", "screen", "comeback"),
                overflow);
        Recording recording = recording(
                section.inner("recording").onlyKnows("enabled", "format", "consent", "keep-for", "pause-on-keys"));
        boolean hoursAreWrong = section.has("hours") && hours == null;
        if (agent == null
                || caps == null
                || line == null
                || overflow == null
                || guards == null
                || transfers == null
                || recording == null
                || hoursAreWrong
                || (ends && ending == null)) {
            return null;
        }
        return section.build(() ->
                new Pool(name, numbers, agent, caps, line, overflow, guards, hours, ending, transfers, recording));
    }

    private @Nullable PoolAgent agent(Section section) {
        AgentProfile ofAll = base.agent();
        AgentProfile profile = section.build(() -> ofAll.withPersona(own(section, "persona", ofAll.persona()))
                .withVoiceId(own(section, "voice", ofAll.voiceId()))
                .withGreeting(own(section, "greeting", ofAll.greeting()))
                .withConsentLine(own(section, "consent-line", ofAll.consentLine()))
                .withLanguage(own(section, "language", ofAll.language()))
                .withTools(section.has("tools") ? ToolsReader.profile(section) : ofAll.tools()));
        if (profile == null) {
            return null;
        }
        OmniSettings omni = base.omni();
        String agentId = own(section, "agent-id", null);
        boolean stored = agentId != null || (omni != null && omni.agentId() != null);
        PoolAgent agent = new PoolAgent(
                stored ? ReferenceAgent.without(profile) : profile,
                agentId,
                label(section),
                ToolsReader.endpoints(section, profile));
        if (omni == null) {
            return agent;
        }
        if (agent.label() == LabelSource.AGENT && agent.agentId() == null && omni.agentId() == null) {
            section.problem("session-label", "agent (expected: call, unless there is an agent-id)");
            return null;
        }
        // Looked at here, because a session that cannot be opened fails every call of this pool.
        return section.build(() -> {
            agent.settings(omni);
            return agent;
        });
    }

    private static @Nullable String own(Section section, String key, @Nullable String ofAll) {
        if (!section.has(key)) {
            return ofAll;
        }
        String text = section.text(key);
        return text.isEmpty() ? null : text;
    }

    private static @Nullable LabelSource label(Section section) {
        String written = section.text("session-label").toLowerCase(Locale.ROOT);
        return switch (written) {
            case "" -> null;
            case "call" -> LabelSource.CALL;
            case "agent" -> LabelSource.AGENT;
            default -> {
                section.problem("session-label", written + " (expected: one of call, agent)");
                yield null;
            }
        };
    }

    private static Map<String, Integer> reserved(Section section) {
        Section inner = section.inner("numbers-reserved");
        Map<String, Integer> reserved = new HashMap<>();
        for (String number : inner.keys()) {
            reserved.put(number, inner.number(number));
        }
        return reserved;
    }

    private static @Nullable Line line(Section section) {
        Section said = section.inner("announcements");
        Map<String, String> announcements = new HashMap<>();
        for (String language : said.keys()) {
            announcements.put(language.toLowerCase(Locale.ROOT), said.text(language));
        }
        return section.build(() -> new Line(
                section.number("max-depth"),
                section.time("max-wait"),
                section.flag("announce-position"),
                announcements,
                section.time("ring-for"),
                HoldAudio.parse(section.text("hold-audio"))));
    }

    private static Overflow.@Nullable Voicemail voicemail(Section section) {
        return section.build(() -> new Overflow.Voicemail(section.text("prompt"), section.time("max-length")));
    }

    private static @Nullable Overflow overflow(Section section, String key, Overflow.@Nullable Voicemail voicemail) {
        // Without a voicemail there is a problem already; the rest is looked at all the same.
        Overflow.Voicemail known =
                Objects.requireNonNullElseGet(voicemail, () -> new Overflow.Voicemail("?", Duration.ofMinutes(1)));
        return section.build(key, () -> Overflow.parse(section.text(key), known));
    }

    private @Nullable Guards guards(Section section) {
        return section.build(() -> new Guards(
                section.time("max-call"),
                section.time("max-silence"),
                section.has("max-setup") ? section.time("max-setup") : base.maxSetup()));
    }

    /** Whoever is dialled for a caller without an agent may be dialled for one who asks for a human. */
    private @Nullable Transfers transfers(String pool, Section section, @Nullable Overflow overflow) {
        TransferTarget own = section.text("to").isEmpty()
                ? null
                : section.build("to", () -> TransferTarget.parse(section.text("to")));
        TransferTarget human = base.human() == null ? null : new TransferTarget.Phone(base.human());
        TransferTarget instead = overflow instanceof Overflow.Dial dial
                ? new TransferTarget.Phone(dial.number())
                : overflow instanceof Overflow.DialSip dial ? new TransferTarget.Sip(dial.uri()) : null;
        List<AllowedTarget> allow = new ArrayList<>();
        for (String written : section.texts("allow")) {
            AllowedTarget one = section.build("allow", () -> AllowedTarget.parse(written));
            // What holds for all pools may name this one, which its callers cannot be handed over to.
            if (one != null && !pool.equals(AllowedTarget.poolOf(one))) {
                allow.add(one);
            }
        }
        Stream.of(human, instead)
                .filter(Objects::nonNull)
                .forEach(target -> allow.add(new AllowedTarget.Exactly(target)));
        boolean itself = own instanceof TransferTarget.InPool in && in.pool().equals(pool);
        TransferTarget to = own != null && !itself ? own : human != null ? human : instead;
        return section.build(() -> new Transfers(
                to,
                allow,
                section.time("timeout"),
                callerId(section),
                section.text("whisper"),
                section.flag("screen"),
                section.text("comeback")));
    }

    private static @Nullable Recording recording(Section section) {
        return section.build(() -> new Recording(
                section.flag("enabled"),
                Recording.Format.parse(section.text("format")),
                Recording.Consent.parse(section.text("consent")),
                section.time("keep-for"),
                section.time("pause-on-keys")));
    }

    private static Transfers.CallerId callerId(Section section) {
        String written = section.text("caller-id").toLowerCase(Locale.ROOT);
        return switch (written) {
            case "caller" -> Transfers.CallerId.CALLER;
            case "called" -> Transfers.CallerId.CALLED;
            default ->
                throw new IllegalArgumentException("caller-id: " + written + " (expected: one of caller, called)");
        };
    }

    private static @Nullable PoolHours hours(
            Section section, @Nullable Overflow overflow, Overflow.@Nullable Voicemail voicemail) {
        List<OpenSpan> open = new ArrayList<>();
        for (String written : section.texts("open")) {
            OpenSpan span = section.build("open", () -> OpenSpan.parse(written));
            if (span != null) {
                open.add(span);
            }
        }
        boolean wrongSpans = open.isEmpty() && !section.texts("open").isEmpty();
        Overflow closed = section.has("closed") ? overflow(section, "closed", voicemail) : overflow;
        Hours hours = wrongSpans ? null : section.build(() -> new Hours(Hours.zone(section.text("zone")), open));
        return hours == null || closed == null ? null : new PoolHours(hours, closed);
    }
}
