package callgateway.call;

import callgateway.tools.ToolCaller;
import callgateway.tools.ToolFault;
import callgateway.tools.ToolMonitor;
import callgateway.tools.ToolOutcome;
import callgateway.tools.ToolRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Tools whose outcomes a test chooses. */
final class FakeTools implements ToolCaller, ToolMonitor {
    final List<Begun> begun = new CopyOnWriteArrayList<>();
    final List<ToolFault> refused = new CopyOnWriteArrayList<>();
    final AtomicInteger duplicates = new AtomicInteger();
    final AtomicInteger tooLate = new AtomicInteger();

    /** A call that is under way. */
    static final class Begun implements Run {
        final ToolRequest request;
        private final Consumer<ToolOutcome> told;
        volatile boolean abandoned;

        Begun(ToolRequest request, Consumer<ToolOutcome> told) {
            this.request = request;
            this.told = told;
        }

        void answers(String json) {
            told.accept(new ToolOutcome.Answered(json));
        }

        void fails(ToolFault fault) {
            told.accept(new ToolOutcome.Failed(fault));
        }

        @Override
        public void abandon() {
            abandoned = true;
        }
    }

    void forget() {
        begun.clear();
        refused.clear();
        duplicates.set(0);
        tooLate.set(0);
    }

    @Override
    public Run begin(ToolRequest request, Consumer<ToolOutcome> told) {
        Begun one = new Begun(request, told);
        begun.add(one);
        return one;
    }

    @Override
    public ToolMonitor monitor() {
        return this;
    }

    @Override
    public void begun() {}

    @Override
    public void answered(Duration took) {}

    @Override
    public void failed(ToolFault fault, Duration took) {}

    @Override
    public void refused(ToolFault fault) {
        refused.add(fault);
    }

    @Override
    public void repeated() {}

    @Override
    public void duplicate() {
        duplicates.incrementAndGet();
    }

    @Override
    public void tooLateForAgent() {
        tooLate.incrementAndGet();
    }
}
