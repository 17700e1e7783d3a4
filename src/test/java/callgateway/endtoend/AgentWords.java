package callgateway.endtoend;

import callgateway.omni.Dialect;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniServerFrames;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.simulator.omni.Act;
import callgateway.simulator.omni.Act.Cue;
import callgateway.simulator.omni.Act.Form;
import callgateway.simulator.omni.Act.What;
import callgateway.simulator.omni.AgentPlay;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.Delivery;
import callgateway.simulator.omni.Mishap;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniPart;
import callgateway.simulator.omni.Quirk;
import callgateway.simulator.omni.Stall;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words in which a scenario tells what Omni and its agent do. */
final class AgentWords {
    /** Events that need nothing besides their names, and those whose one text may be left out. */
    private static final Map<String, Function<String, Function<OmniServerFrames, byte[]>>> EVENTS = Map.ofEntries(
            Map.entry("turn-begin", text -> frames -> frames.turnBegin(1)),
            Map.entry("transfer", to -> frames -> frames.transferToHuman(to.isEmpty() ? null : to, "caller_asked")),
            Map.entry("end-call", reason -> frames -> frames.endCall(reason.isEmpty() ? "done" : reason)),
            Map.entry("session-ending", AgentWords::sessionEnding),
            Map.entry("session-end", reason -> frames -> frames.sessionEnd(reason.isEmpty() ? "done" : reason)),
            Map.entry("idle-prompt", text -> OmniServerFrames::idlePrompt),
            Map.entry("error", code -> frames -> frames.error(code.isEmpty() ? "internal" : code, "simulated")),
            Map.entry("warning", code -> frames -> frames.warning(code.isEmpty() ? "odd" : code, "simulated")),
            Map.entry("press-keys", digits -> frames -> frames.sendDtmf(digits)),
            Map.entry("hold", seconds -> frames -> frames.playHold(seconds.isEmpty() ? 0 : Integer.parseInt(seconds))),
            Map.entry("collect-by-keys", field -> frames -> frames.collect(field, true)),
            Map.entry("collect-by-speech", field -> frames -> frames.collect(field, false)),
            Map.entry("agent-said", text -> frames -> frames.agentSaid(text, true)),
            Map.entry("caller-said", text -> frames -> frames.callerSaid(text)),
            Map.entry("caller-words", text -> frames -> frames.callerDelta(text)),
            Map.entry("event", json -> frames -> frames.event(json.getBytes(StandardCharsets.UTF_8))));

    /** With these the agent takes back what it is saying. */
    private static final Map<String, Function<String, Function<OmniServerFrames, byte[]>>> TAKING_BACK = Map.of(
            "flush", reason -> frames -> frames.flush(reason.isEmpty() ? "energy" : reason, OmniEvent.NO_TURN),
            "barge-in", text -> OmniServerFrames::bargeIn,
            "interrupted", heard -> frames -> frames.assistantInterrupted(heard));

    private static final List<String> MISHAPS = List.of("drop", "go-silent", "stop-reading");
    private static final List<String> OTHERS =
            List.of("say", "wait-for", "close", "call-tool", "mute-for-want-of-voice", "send-text", "send-tag");
    private static final List<String> ALL = Stream.of(EVENTS.keySet(), TAKING_BACK.keySet(), MISHAPS, OTHERS)
            .flatMap(words -> words.stream().sorted())
            .toList();

    private AgentWords() {}

    /** What the agent does, {@code does}, in a service that is as {@code is} says. */
    static OmniPart part(Page page, String does, String is) {
        OmniBehaviour behaviour = page.section(is, AgentWords::behaviour);
        if (behaviour == null) {
            behaviour = OmniBehaviour.NORMAL;
        }
        if (page.has(does) && page.isText(does)) {
            String word = page.text(does);
            return switch (word) {
                case "echoes" -> OmniPart.echoing(behaviour);
                case "converses" -> OmniPart.conversing(behaviour, AgentScript.conversation());
                case "transfers" -> OmniPart.conversing(behaviour, AgentScript.transfer(null));
                default -> throw page.wrong(does + ": " + word + " (expected: echoes, converses, transfers or a list)");
            };
        }
        return OmniPart.playing(behaviour, new AgentPlay(page.list(does, AgentWords::act)));
    }

    private static Act act(Page page) {
        return new Act(page.durationOrNull("after"), what(page));
    }

    private static What what(Page page) {
        String word = page.oneOf(ALL);
        if (EVENTS.containsKey(word)) {
            return Act.send(word, event(EVENTS.get(word), page.text(word)));
        }
        if (TAKING_BACK.containsKey(word)) {
            return Act.silence(word, event(TAKING_BACK.get(word), page.text(word)));
        }
        if (MISHAPS.contains(word)) {
            return new What.Befall(Mishap.of(page.constant(word, Mishap.Kind.class), Duration.ZERO));
        }
        return switch (word) {
            case "say" -> new What.Say(ToneSpeech.read(page, word, ToneSpeech.OF_THE_AGENT));
            case "wait-for" -> new What.Await(page.word(word, Cue.class, Cue.CALLER_SPEAKS));
            case "close" ->
                new What.Befall(Mishap.close(page.number(word, 1000), page.text("reason", ""), Duration.ZERO));
            case "call-tool" -> tool(page, page.text(word));
            case "send-text" -> {
                byte[] text = page.text(word).getBytes(StandardCharsets.UTF_8);
                yield new What.Send(word, Form.TEXT, false, frames -> text);
            }
            case "send-tag" -> {
                int tag = page.number(word, 0);
                byte[] content = page.text("content", "").getBytes(StandardCharsets.UTF_8);
                yield new What.Send(word, Form.BINARY, false, frames -> frames.tagged(tag, content));
            }
            default -> new What.Send(word, Form.BINARY, false, frames -> frames.errorOnAudioTag("voice_not_found"));
        };
    }

    private static Function<OmniServerFrames, byte[]> event(
            @Nullable Function<String, Function<OmniServerFrames, byte[]>> word, String text) {
        return Objects.requireNonNull(word).apply(text);
    }

    private static Function<OmniServerFrames, byte[]> sessionEnding(String reason) {
        String json = "{\"event\":\"session_ending\",\"reason\":\"" + reason + "\"}";
        return reason.isEmpty()
                ? OmniServerFrames::sessionEnding
                : frames -> frames.event(json.getBytes(StandardCharsets.UTF_8));
    }

    private static What tool(Page page, String name) {
        String id = page.text("id", "t_1");
        String arguments = page.text("with", "{}");
        return Act.send("call-tool " + name, frames -> frames.toolCall(id, name, arguments));
    }

    private static OmniBehaviour behaviour(Page page) {
        OmniBehaviour behaviour = OmniBehaviour.NORMAL.with(page.word("dialect", Dialect.class, Dialect.TAGGED));
        if (page.has("output-rate") || page.has("announced-as")) {
            RateForm form = page.word("announced-as", RateForm.class, RateForm.FORMAT_AND_RATE);
            behaviour = behaviour.withOutput(page.number("output-rate", 0), form);
        }
        if (page.has("delivery")) {
            behaviour = behaviour.with(delivery(page, page.text("delivery")));
        }
        for (String quirk : page.texts("quirks")) {
            behaviour = behaviour.with(page.constant(quirk, Quirk.class));
        }
        behaviour = behaviour
                .with(page.word("stalls", Stall.class, Stall.NOWHERE))
                .with(page.word("subprotocol", OmniBehaviour.Subprotocol.class, OmniBehaviour.Subprotocol.NONE));
        if (page.has("closes-at-once-with")) {
            behaviour = behaviour.with(Mishap.closeOnOpen(page.number("closes-at-once-with", 1011), "simulated"));
        }
        StockResponse refusal = page.section("refuses", AgentWords::refusal);
        return refusal == null ? behaviour : behaviour.refusing(refusal);
    }

    private static Delivery delivery(Page page, String word) {
        return switch (word) {
            case "real-time" -> Delivery.REAL_TIME;
            case "burst" -> Delivery.BURST;
            case "huge-packets" -> Delivery.HUGE_PACKETS;
            default -> throw page.wrong(word + " (expected: real-time, burst or huge-packets)");
        };
    }

    private static StockResponse refusal(Page page) {
        List<StockHeader> headers = new ArrayList<>();
        if (page.has("retry-after")) {
            headers.add(new StockHeader("Retry-After", page.text("retry-after")));
        }
        byte[] body = page.text("body", "").getBytes(StandardCharsets.UTF_8);
        return new StockResponse(page.number("status", 500), headers, body);
    }
}
