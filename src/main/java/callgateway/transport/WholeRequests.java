package callgateway.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Gathers a request's parts; says of one that is too long that it is, so that it is refused in its turn. */
final class WholeRequests extends HttpObjectAggregator {
    /** The event that stands for a request whose body is too long. */
    static final Object TOO_LONG = new Object();

    WholeRequests(int maxBodyBytes) {
        super(maxBodyBytes, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        ctx.fireUserEventTriggered(TOO_LONG);
    }
}
