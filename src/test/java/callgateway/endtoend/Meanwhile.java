package callgateway.endtoend;

import callgateway.simulator.fault.Fault;
import callgateway.simulator.fault.Towards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done to a call from outside, while it goes on.
 *
 * @param after so long after that moment
 */
record Meanwhile(Moment when, Duration after, Deed deed) {

    /** What is waited for. */
    enum Moment {
        /** Before the call is placed. */
        BEFORE,
        /** At once. */
        NOW,
        /** The caller's stream has begun. */
        CALLER_CONNECTED,
        /** A session has been opened. */
        AGENT_CALLED,
        AGENT_CONFIGURED,
        /** The caller hears the agent. */
        AGENT_HEARD,
        /** Somebody is dialled for the caller. */
        DIALLING,
        /** The caller has another agent than the first. */
        AGENT_REPLACED,
        /** The agent hears the caller. */
        CALLER_HEARD
    }

    /** Which line. */
    enum Line {
        /** Between Twilio and the gateway; its server is the gateway. */
        CALLER,
        /** Between the gateway and Omni; its server is Omni. */
        AGENT
    }

    sealed interface Deed {
        /** Null: reset. */
        record Break(
                Line line, List<Towards> towards, @Nullable Fault fault) implements Deed {}

        /** Through the admin port. */
        record Operator(String action, String body) implements Deed {}

        /** The status callback says so. */
        record TwilioReports(String status) implements Deed {}

        /** The caller hangs up, whatever goes on. */
        enum CallerHangsUp implements Deed {
            INSTANCE
        }

        /** So many connections to the public port on which nothing is said. */
        record SilentConnections(int count) implements Deed {}

        /** What the gateway counts has to become this, before the call is over. */
        record Counts(Map<String, Range> metrics) implements Deed {}
    }

    private static final List<String> DEEDS = List.of(
            "caller-line",
            "agent-line",
            "operator-posts",
            "twilio-reports",
            "caller-hangs-up",
            "silent-connections",
            "gateway-counts");

    static Meanwhile read(Page page) {
        Moment when = page.word("when", Moment.class, Moment.NOW);
        Duration after = page.durationOrNull("after");
        return new Meanwhile(when, after == null ? Duration.ZERO : after, deed(page));
    }

    private static Deed deed(Page page) {
        String word = page.oneOf(DEEDS);
        return switch (word) {
            case "operator-posts" -> new Deed.Operator(page.text(word), page.text("with", "{}"));
            case "twilio-reports" -> new Deed.TwilioReports(page.text(word));
            case "caller-hangs-up" -> {
                page.text(word);
                yield Deed.CallerHangsUp.INSTANCE;
            }
            case "silent-connections" -> new Deed.SilentConnections(page.number(word, 0));
            case "gateway-counts" -> {
                Map<String, Range> metrics = new LinkedHashMap<>();
                page.table(word).forEach((name, range) -> metrics.put(name, Range.of(range)));
                yield new Deed.Counts(metrics);
            }
            default -> line(page, word);
        };
    }

    private static Deed line(Page page, String word) {
        Line line = page.constant(word.replace("-line", ""), Line.class);
        List<Towards> towards = new ArrayList<>();
        for (String end : page.texts("towards")) {
            switch (end.toLowerCase(Locale.ROOT)) {
                case "gateway" -> towards.add(line == Line.CALLER ? Towards.SERVER : Towards.CLIENT);
                case "caller", "agent" -> towards.add(line == Line.CALLER ? Towards.CLIENT : Towards.SERVER);
                default -> throw page.wrong("towards: " + end + " (expected: gateway, caller or agent)");
            }
        }
        if (towards.isEmpty()) {
            towards.addAll(List.of(Towards.values()));
        }
        Fault fault;
        if (!page.isText(word)) {
            fault = page.section(word, Meanwhile::measured);
        } else {
            fault = switch (page.text(word)) {
                case "reset" -> null;
                case "well" -> Fault.None.INSTANCE;
                case "stalled" -> Fault.Stall.INSTANCE;
                case "half-open" -> Fault.Swallow.INSTANCE;
                default ->
                    throw page.wrong(word + " (expected: reset, well, stalled, half-open, { delay }, { cap }"
                            + " or { reset-after })");
            };
        }
        return new Deed.Break(line, towards, fault);
    }

    private static Fault measured(Page page) {
        return switch (page.oneOf(List.of("delay", "cap", "reset-after"))) {
            case "delay" -> new Fault.Delay(page.duration("delay"));
            case "cap" -> new Fault.Cap(page.number("cap", 0));
            default -> new Fault.ResetAfter(page.number("reset-after", 0));
        };
    }

    boolean breaks(Line which) {
        return deed instanceof Deed.Break broken && broken.line() == which;
    }
}
