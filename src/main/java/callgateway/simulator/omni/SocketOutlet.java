package callgateway.simulator.omni;

import callgateway.transport.stock.StockSocket;
import org.jspecify.annotations.Nullable;

/** A session's way to its socket, once there is one. */
final class SocketOutlet implements SessionLine.Outlet {
    private volatile @Nullable StockSocket socket;

    void connect(StockSocket value) {
        socket = value;
    }

    @Override
    public void text(byte[] utf8) {
        StockSocket to = socket;
        if (to != null) {
            to.sendText(utf8, 0, utf8.length);
        }
    }

    @Override
    public void binary(byte[] bytes, int off, int len) {
        StockSocket to = socket;
        if (to != null) {
            to.sendBinary(bytes, off, len);
        }
    }

    @Override
    public void close(int code, String reason) {
        StockSocket to = socket;
        if (to != null) {
            to.close(code, reason);
        }
    }

    @Override
    public void reset() {
        StockSocket to = socket;
        if (to != null) {
            to.reset();
        }
    }

    @Override
    public void stopReading() {
        StockSocket to = socket;
        if (to != null) {
            to.pauseReading();
        }
    }
}
