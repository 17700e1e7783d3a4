package callgateway.omni;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what a reader found. */
final class Heard implements OmniListener {
    final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    final List<OmniEvent> events = new ArrayList<>();
    final List<DropReason> dropped = new ArrayList<>();
    int chunks;

    @Override
    public void audio(byte[] pcm, int off, int len) {
        chunks++;
        audio.writeBytes(Arrays.copyOfRange(pcm, off, off + len));
    }

    @Override
    public void event(OmniEvent event) {
        events.add(event);
    }

    @Override
    public void dropped(DropReason reason) {
        dropped.add(reason);
    }

    int total() {
        return chunks + events.size() + dropped.size();
    }

    static byte[] bytes(int... values) {
        byte[] b = new byte[values.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) values[i];
        }
        return b;
    }

    static byte[] tagged(int tag, String text) {
        return tagged(tag, text.getBytes(UTF_8));
    }

    static byte[] tagged(int tag, byte[] payload) {
        byte[] message = new byte[payload.length + 1];
        message[0] = (byte) tag;
        System.arraycopy(payload, 0, message, 1, payload.length);
        return message;
    }

    static void binary(OmniReader reader, OmniListener to, byte[] message) {
        reader.binary(message, 0, message.length, to);
    }

    static void text(OmniReader reader, OmniListener to, String message) {
        byte[] utf8 = message.getBytes(UTF_8);
        reader.text(utf8, 0, utf8.length, to);
    }
}
