package callgateway.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A listener that writes down what it is told, one line each, readable from any thread. */
final class Heard implements WebSocketListener {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<SocketEnd> ends = new CopyOnWriteArrayList<>();
    private final List<byte[]> binary = new CopyOnWriteArrayList<>();
    private @Nullable Consumer<String> then;

    /** Also runs this after each line. */
    void then(Consumer<String> reaction) {
        then = reaction;
    }

    @Override
    public void onText(byte[] buffer, int offset, int length) {
        note("text " + new String(buffer, offset, length, StandardCharsets.UTF_8));
        // Allowed by the contract: whatever comes after this message must not suffer from it.
        Arrays.fill(buffer, offset, offset + length, (byte) '!');
    }

    @Override
    public void onBinary(byte[] buffer, int offset, int length) {
        binary.add(Arrays.copyOfRange(buffer, offset, offset + length));
        note(
                length > 32
                        ? "binary of " + length
                        : "binary " + HexFormat.of().formatHex(buffer, offset, offset + length));
    }

    @Override
    public void onWritable() {
        note("writable");
    }

    @Override
    public void onEnd(SocketEnd end) {
        ends.add(end);
        note("end " + end.by() + " " + end.code() + (end.reason().isEmpty() ? "" : " " + end.reason()));
    }

    private void note(String line) {
        lines.add(line);
        Consumer<String> reaction = then;
        if (reaction != null) {
            reaction.accept(line);
        }
    }

    List<String> lines() {
        return lines;
    }

    List<byte[]> binary() {
        return binary;
    }

    List<SocketEnd> ends() {
        return ends;
    }
}
