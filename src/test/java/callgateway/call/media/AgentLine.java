package callgateway.call.media;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agent's end of a media graph: records what leaves for it. */
final class AgentLine implements AgentAudioOut {
    final List<byte[]> messages = new ArrayList<>();
    int writes;
    boolean writable = true;

    @Nullable
    RuntimeException failure;

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void callerAudio(byte[] pcm, int offset, int length) {
        if (failure != null) {
            throw failure;
        }
        byte[] copy = new byte[length];
        System.arraycopy(pcm, offset, copy, 0, length);
        messages.add(copy);
    }

    @Override
    public void flush() {
        writes++;
    }

    byte[] audio() {
        var all = new java.io.ByteArrayOutputStream();
        messages.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
