package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Places simulated calls to a gateway: to the gateway they are Twilio's. Any number at a time; all are paced by one
 * {@link Metronome}, and a caller who waits costs a timer. Safe from any thread.
 */
public final class CallerSimulator implements AutoCloseable {
    private final Exchange exchange;
    private final CallerSettings settings;
    private final Set<CallerCall> live = ConcurrentHashMap.newKeySet();

    /** Loops and metronome stay the caller's and must outlive this. */
    public CallerSimulator(StockLoops loops, Metronome metronome, CallerSettings settings) {
        this.exchange = new Exchange(loops, metronome);
        this.settings = settings;
    }

    /** Places a call. The future never fails: what goes wrong is in the result. */
    public CompletableFuture<CallerResult> call(CallerScript script) {
        return call(script, Sids.call());
    }

    /**
     * Places a call that somebody follows.
     *
     * @param listener told of everything as soon as it is known, some of it later than it happened; must not block
     */
    public CompletableFuture<CallerResult> call(CallerScript script, Consumer<CallerEvent> listener) {
        return call(settings, script, Sids.call(), listener);
    }

    /** Places a call under this CallSid. */
    public CompletableFuture<CallerResult> call(CallerScript script, String callSid) {
        return call(settings, script, callSid, event -> {});
    }

    /** Places a call with settings of its own, such as another number or patience, in the same queues as the others. */
    public CompletableFuture<CallerResult> call(CallerScript script, CallerSettings own) {
        return call(own, script, Sids.call(), event -> {});
    }

    /** Places a call with settings and a CallSid of its own that somebody follows. */
    public CompletableFuture<CallerResult> call(
            CallerSettings own, CallerScript script, String callSid, Consumer<CallerEvent> listener) {
        CallerCall call = new CallerCall(exchange, own, script, callSid, Metronome.now(), listener);
        live.add(call);
        return call.start().whenComplete((result, failure) -> live.remove(call));
    }

    /**
     * Gives a call another document, as Twilio's REST API does; its stream ends. False if there is no such call, or not one
     * that can be.
     *
     * @throws IOException if the document is none
     */
    public boolean redirect(String callSid, String twiml) throws IOException {
        List<Verb> verbs = TwimlReader.read(twiml.getBytes(StandardCharsets.UTF_8));
        return live.stream()
                .filter(call -> call.callSid().equals(callSid))
                .findFirst()
                .map(call -> call.redirect(verbs))
                .orElse(false);
    }

    /** This caller hangs up, whatever they are doing. */
    public void hangUp(String callSid) {
        live.stream().filter(call -> call.callSid().equals(callSid)).forEach(CallerCall::abandon);
    }

    /** What calls are placed with unless they have settings of their own. */
    public CallerSettings settings() {
        return settings;
    }

    /** Calls that are not over. */
    public int live() {
        return live.size();
    }

    /** Every caller hangs up; the futures complete soon after. */
    @Override
    public void close() {
        live.forEach(CallerCall::abandon);
    }
}
