package callgateway.simulator.omni;

import callgateway.omni.ClientFault;
import callgateway.omni.OmniClientMessage;
import callgateway.transport.stock.StockRequest;
import java.util.List;
import java.util.Map;

/** One session of a simulator, live or over, as a test or a report sees it. Safe from any thread. */
public interface OmniSession {
    /** What the service calls this session. */
    String id();

    /** What the client calls this session; empty if it gave it no name. */
    String label();

    /** The upgrade request: path, query and headers as they came. */
    StockRequest request();

    /** Rate of the caller's audio, as asked for. */
    int inputHz();

    /** Rate of the agent's audio. */
    int outputHz();

    List<OmniSessionEvent> events();

    /** When the agent took back what it was saying, on the clock of {@link #events}, in order. */
    default List<Long> flushNanos() {
        return events().stream()
                .filter(event -> event.kind() == OmniSessionEvent.Kind.INTERRUPTED)
                .map(OmniSessionEvent::atNanos)
                .toList();
    }

    /** Everything the client sent besides audio, in order. */
    List<OmniClientMessage> messages();

    /** What the client did wrong, how often. */
    Map<ClientFault, Integer> faults();

    /** Caller audio as it was taken, PCM16 at {@link #inputHz}; the first minutes only. */
    byte[] heardPcm();

    /** Agent audio as it was sent, PCM16 at {@link #outputHz}; the first minutes only. */
    byte[] saidPcm();

    /** Bytes of caller audio, recorded or not. */
    long heardBytes();

    /** Bytes of agent audio, recorded or not. */
    long saidBytes();

    /** The longest time between two messages of caller audio; more than 100 ms starves the real service. */
    long longestGapNanos();

    boolean isLive();

    /** The client's close code, 1005 without one, 1006 without a close frame; 0 while live. */
    int closeCode();

    /** Makes this happen now. */
    void befall(Mishap mishap);
}
