package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link WebSocketHandler} on an embedded channel whose every buffer is counted, and its listener. */
final class EmbeddedSocket implements AutoCloseable {
    static final int MAX_MESSAGE = 70_000;

    final Heard heard = new Heard();
    final EmbeddedChannel channel = new EmbeddedChannel();
    final WebSocketHandler socket;
    private final Loop loop;
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true, true);
    private final boolean client;

    private EmbeddedSocket(boolean client) {
        this.client = client;
        channel.config().setAllocator(buffers);
        channel.freezeTime();
        loop = new Loop(channel.eventLoop(), "test");
        socket = new WebSocketHandler(loop, channel, client, MAX_MESSAGE);
        socket.listener(heard);
        channel.pipeline().addLast(socket);
    }

    /** Our end as the public port has it: the peer is a client and masks. */
    static EmbeddedSocket server() {
        return new EmbeddedSocket(false);
    }

    /** Our end as a dialed socket: the peer is a server and does not mask. */
    static EmbeddedSocket client() {
        return new EmbeddedSocket(true);
    }

    /** A frame as this end's peer sends it. */
    RawFrame peerFrame(int opcode, byte[] payload) {
        return new RawFrame(0x80 | opcode, !client, payload);
    }

    RawFrame peerClose(int code, String reason) {
        return RawFrame.close(!client, code, reason);
    }

    void receive(byte[] bytes) {
        receive(bytes, 0, bytes.length);
    }

    void receive(byte[] bytes, int from, int to) {
        ByteBuf in = Unpooled.buffer().writeBytes(bytes, from, to - from);
        channel.writeInbound(in);
        assertThat(in.refCnt()).as("references to what was read").isZero();
    }

    void receive(RawFrame... frames) {
        receive(RawFrame.join(frames));
    }

    /** The frames sent since the last call. */
    List<RawFrame> sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(out));
            out.release();
        }
        ByteArrayInputStream in = new ByteArrayInputStream(all.toByteArray());
        List<RawFrame> frames = new ArrayList<>();
        try {
            while (in.available() > 0) {
                frames.add(RawFrame.read(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("half a frame was sent", e);
        }
        return frames;
    }

    /** Lets the channel's timers believe that this much has passed. */
    void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** Vanishes; holds that its listener was told one end, and that no buffer of it is left. */
    @Override
    public void close() {
        sent();
        channel.close();
        pass(10_000);
        sent();
        assertThat(heard.ends()).as("ends told").hasSize(1);
        assertThat(heard.lines().get(heard.lines().size() - 1)).as("last line").startsWith("end ");
        loop.buffers().close();
        assertThat(buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory())
                .as("bytes of buffers not released")
                .isZero();
    }
}
