package callgateway.simulator.caller;

import callgateway.simulator.caller.HumanStandIn.Manner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Somebody who has picked up what was dialled, before they are connected: hears the document of the noun's {@code url}. At its
 * end both are connected, unless the leg was hung up on.
 *
 * <p>Source: Twilio docs, voice/twiml/number.
 */
final class CalleeLeg {
    private final CallLine line;
    private final Manner manner;
    private final Callee callee;
    private final Consumer<Boolean> connected;

    /** @param connected told once whether both are connected */
    CalleeLeg(CallLine line, Manner manner, Callee callee, Consumer<Boolean> connected) {
        this.line = line;
        this.manner = manner;
        this.callee = callee;
        this.connected = connected;
    }

    void begin(String base, Verb noun) {
        String url = noun.attribute("url");
        if (manner == Manner.DECLINES) {
            connected.accept(false);
        } else if (url == null) {
            connected.accept(true);
        } else {
            request(base, url, noun.method("method"), Map.of());
        }
    }

    private void request(String base, String url, String method, Map<String, String> more) {
        line.requestForCallee(base, url, method, callee, more, (document, verbs) -> follow(document, verbs, 0));
    }

    private void follow(String document, List<Verb> verbs, int at) {
        if (at == verbs.size()) {
            connected.accept(true);
            return;
        }
        Verb verb = verbs.get(at);
        Runnable next = () -> follow(document, verbs, at + 1);
        switch (verb.name()) {
            case "Say" -> hear(verb, next);
            case "Pause" -> line.hold(Duration.ofSeconds(verb.number("length", 1)), next);
            case "Gather" -> gather(document, verb, 0, next);
            case "Hangup" -> connected.accept(false);
            default ->
                line.applicationError(
                        Complaint.BAD_VERB, document + ": <" + verb.name() + "> for somebody who was dialled");
        }
    }

    private void hear(Verb say, Runnable then) {
        line.log(CallerEvent.Kind.WHISPER, say.text());
        line.hold(Sounds.length(say.text()), then);
    }

    private void gather(String document, Verb gather, int at, Runnable inVain) {
        if (at < gather.children().size()) {
            hear(gather.children().get(at), () -> gather(document, gather, at + 1, inVain));
        } else if (manner == Manner.TAKES) {
            String action = gather.attribute("action");
            request(document, action == null ? "" : action, gather.method("method"), Map.of("Digits", "1"));
        } else {
            line.hold(Duration.ofSeconds(gather.number("timeout", 5)), inVain);
        }
    }
}
