package callgateway.transport.stock;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listener that writes down what it is told, one line each. */
final class Recorded implements StockListener {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    volatile @Nullable StockSocket socket;

    String next() throws InterruptedException {
        String line = lines.poll(60, TimeUnit.SECONDS);
        return line == null ? "nothing" : line;
    }

    StockSocket socket() {
        StockSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    @Override
    public void opened(StockSocket opened) {
        socket = opened;
        lines.add("opened");
    }

    @Override
    public void text(StockSocket from, byte[] utf8, int off, int len) {
        lines.add("text " + (len > 100 ? len + " bytes" : new String(utf8, off, len, StandardCharsets.UTF_8)));
    }

    @Override
    public void binary(StockSocket from, byte[] bytes, int off, int len) {
        lines.add("binary " + HexFormat.of().formatHex(bytes, off, off + len));
    }

    @Override
    public void ping(StockSocket from, byte[] payload) {
        lines.add("ping " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void pong(StockSocket from, byte[] payload) {
        lines.add("pong " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void closed(StockSocket from, int code, String reason) {
        lines.add("closed " + code + (code == 1006 ? "" : " " + reason));
    }
}
