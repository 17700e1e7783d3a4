package callgateway.simulator.omni;

import callgateway.omni.ClientFault;
import callgateway.omni.OmniClientMessage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one session heard, said and did; bounded. Safe to read while it is written. */
final class SessionTape {
    private static final int MAX_EVENTS = 2_000;
    private static final int MAX_MESSAGES = 1_000;

    private final List<OmniSessionEvent> events = new ArrayList<>();
    private final List<OmniClientMessage> messages = new ArrayList<>();
    private final Map<ClientFault, Integer> faults = new EnumMap<>(ClientFault.class);
    private final PcmTape heard;
    private final PcmTape said;
    private long lastHeardNanos;
    private long longestGapNanos;

    SessionTape(int maxBytes) {
        heard = new PcmTape(maxBytes);
        said = new PcmTape(maxBytes);
    }

    synchronized void event(long atNanos, OmniSessionEvent.Kind kind, String detail) {
        if (events.size() < MAX_EVENTS) {
            events.add(new OmniSessionEvent(atNanos, kind, detail));
        }
    }

    synchronized void message(OmniClientMessage message) {
        if (messages.size() < MAX_MESSAGES) {
            messages.add(message);
        }
    }

    /** Counts; true for the first of its kind. */
    synchronized boolean fault(ClientFault fault) {
        return faults.merge(fault, 1, Integer::sum) == 1;
    }

    synchronized void heard(long nowNanos, byte[] pcm, int off, int len) {
        if (heard.total() > 0) {
            longestGapNanos = Math.max(longestGapNanos, nowNanos - lastHeardNanos);
        }
        lastHeardNanos = nowNanos;
        heard.add(pcm, off, len);
    }

    synchronized void said(byte[] pcm, int off, int len) {
        said.add(pcm, off, len);
    }

    synchronized List<OmniSessionEvent> events() {
        return List.copyOf(events);
    }

    synchronized List<OmniClientMessage> messages() {
        return List.copyOf(messages);
    }

    synchronized Map<ClientFault, Integer> faults() {
        return Map.copyOf(faults);
    }

    synchronized byte[] heardPcm() {
        return heard.copy();
    }

    synchronized byte[] saidPcm() {
        return said.copy();
    }

    synchronized long heardBytes() {
        return heard.total();
    }

    synchronized long saidBytes() {
        return said.total();
    }

    synchronized long longestGapNanos() {
        return longestGapNanos;
    }
}
