package callgateway.operations;

import callgateway.call.CallStory;
import callgateway.call.CallView;
import callgateway.call.CallWatcher;
import callgateway.call.EndReason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many calls of each pool do what. Told on the registry's thread. */
final class CallStates implements CallWatcher {
    private final MeterRegistry registry;
    /** What each live stream was shown to do last. */
    private final Map<String, AtomicInteger> now = new HashMap<>();

    private final Map<String, Map<CallView.State, AtomicInteger>> pools = new HashMap<>();

    CallStates(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void happened(String callSid, CallStory.Moment moment) {}

    @Override
    public void shown(CallView view) {
        AtomicInteger next = Objects.requireNonNull(
                pools.computeIfAbsent(view.pool(), this::pool).get(view.state()));
        AtomicInteger before = now.put(view.callSid(), next);
        if (before != null) {
            before.decrementAndGet();
        }
        next.incrementAndGet();
    }

    @Override
    public void gone(String callSid, @Nullable CallView last, EndReason reason) {
        AtomicInteger before = now.remove(callSid);
        if (before != null) {
            before.decrementAndGet();
        }
    }

    /** Pools are few, and their names are labels elsewhere, too. */
    private Map<CallView.State, AtomicInteger> pool(String name) {
        Map<CallView.State, AtomicInteger> states = new EnumMap<>(CallView.State.class);
        for (CallView.State state : CallView.State.values()) {
            AtomicInteger calls = new AtomicInteger();
            states.put(state, calls);
            Gauge.builder("gateway_calls", calls, AtomicInteger::get)
                    .description("Calls with a stream, by what they do")
                    .tag("state", Meters.word(state))
                    .tag("pool", name)
                    .register(registry);
        }
        return states;
    }
}
