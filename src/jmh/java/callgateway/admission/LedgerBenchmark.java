package callgateway.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The ledger alone. One operation is one call from its webhook to its end; the score is calls per second on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LedgerBenchmark {
    private static final Claim ROOM = new Claim(Crowd.OPEN, Crowd.NUMBER);

    /** Callers in line, over ten pools. */
    @Param({"0", "10000"})
    public int waiting;

    private Ledger ledger = new Ledger(Crowd.limits());
    private List<String> fresh = List.of();
    private List<Deque<String>> holders = List.of();
    private int at;
    private long now;

    /** Takes the slots of the full pools and lines up who waits for them. */
    @Setup(Level.Trial)
    public void crowd() {
        ledger = new Ledger(Crowd.limits());
        fresh = Crowd.sids("CB", 1 << 16);
        holders = Stream.generate(() -> (Deque<String>) new ArrayDeque<String>())
                .limit(Crowd.FULL_POOLS)
                .toList();
        List<String> crowd = Crowd.callSids(waiting);
        for (int i = 0; i < crowd.size(); i++) {
            if (ledger.ask(crowd.get(i), Crowd.claim(i), now) instanceof Outcome.Granted) {
                ledger.confirm(crowd.get(i), now);
                holders.get(i % Crowd.FULL_POOLS).add(crowd.get(i));
            }
        }
    }

    /** A call of a pool with room: reserved, confirmed, released; others wait elsewhere. */
    @Benchmark
    public int reserveConfirmRelease() {
        String callSid = next();
        if (!(ledger.ask(callSid, ROOM, now) instanceof Outcome.Granted) || !ledger.confirm(callSid, now)) {
            throw new IllegalStateException("no slot where there is room");
        }
        ledger.release(callSid);
        return ledger.promote(now).size();
    }

    /** A call of a full pool: queued behind all others; one ends, the head of the line gets its slot. */
    @Benchmark
    public boolean turnOfTheLine() {
        String callSid = next();
        int pool = at % Crowd.FULL_POOLS;
        ledger.ask(callSid, Crowd.claim(pool), now);
        ledger.release(holders.get(pool).remove());
        String promoted = ledger.promote(now).get(0).callSid();
        holders.get(pool).add(promoted);
        return ledger.confirm(promoted, now);
    }

    private String next() {
        at++;
        now++;
        return fresh.get(at & fresh.size() - 1);
    }
}
