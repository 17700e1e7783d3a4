package callgateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what waits in a media socket short, so that a peer that reads slowly gets late audio dropped instead of delivered
 * late, and an interruption is not queued behind it.
 */
final class UnsentAudio {
    private static final Logger LOG = LoggerFactory.getLogger(UnsentAudio.class);
    /** A quarter of a second of telephone audio as Twilio's messages, or as PCM16, or half of one at the most. */
    private static final WriteBufferWaterMark UNWRITTEN = new WriteBufferWaterMark(4 * 1024, 8 * 1024);

    private static final long UNSENT_BYTES = 8 * 1024;

    private UnsentAudio() {}

    /** From now on little waits in this process, nor, with epoll or io_uring, in the kernel. */
    static void bound(Channel channel) {
        channel.config().setWriteBufferWaterMark(UNWRITTEN);
        try {
            // A channel of another kind does not know the option, and does nothing.
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
            channel.config().setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
        } catch (ChannelException e) {
            LOG.debug("this machine does not bound what the kernel holds unsent: {}", e.toString());
        }
    }
}
