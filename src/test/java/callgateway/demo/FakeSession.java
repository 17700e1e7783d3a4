package callgateway.demo;

import callgateway.omni.ClientFault;
import callgateway.omni.OmniClientMessage;
import callgateway.simulator.omni.Mishap;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import callgateway.transport.stock.StockRequest;
import java.util.List;
import java.util.Map;

/** A session that was as it is told. */
record FakeSession(List<OmniSessionEvent> events, Map<ClientFault, Integer> faults) implements OmniSession {
    @Override
    public String id() {
        return "c_1";
    }

    @Override
    public String label() {
        return "";
    }

    @Override
    public StockRequest request() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int inputHz() {
        return 8000;
    }

    @Override
    public int outputHz() {
        return 8000;
    }

    @Override
    public List<OmniClientMessage> messages() {
        return List.of();
    }

    @Override
    public byte[] heardPcm() {
        return new byte[0];
    }

    @Override
    public byte[] saidPcm() {
        return new byte[0];
    }

    @Override
    public long heardBytes() {
        return 0;
    }

    @Override
    public long saidBytes() {
        return 0;
    }

    @Override
    public long longestGapNanos() {
        return 0;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public int closeCode() {
        return 1000;
    }

    @Override
    public void befall(Mishap mishap) {
        throw new UnsupportedOperationException();
    }
}
