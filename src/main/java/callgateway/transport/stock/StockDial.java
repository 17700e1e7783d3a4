package callgateway.transport.stock;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a client connects and what it says there.
 *
 * @param address where the TCP connection goes, whatever the host is called in the request
 * @param target path and query, sent as they are
 * @param host value of the {@code Host} header (and of TLS server name indication)
 * @param subprotocols offered in this order; none: no header
 * @param timeout for connecting, and again for the answer
 * @param tls null: plain TCP
 */
public record StockDial(
        InetSocketAddress address,
        String target,
        String host,
        List<StockHeader> headers,
        List<String> subprotocols,
        Duration timeout,
        @Nullable Tls tls) {

    /**
     * TLS towards the peer.
     *
     * @param trusted PEM file of certificates to trust; null: those the JDK trusts
     */
    public record Tls(@Nullable Path trusted) {}

    /** A plain TCP dial with a timeout of 5 s. */
    public static StockDial to(InetSocketAddress address, String target) {
        String host = address.getHostString() + ":" + address.getPort();
        return new StockDial(address, target, host, List.of(), List.of(), Duration.ofSeconds(5), null);
    }

    /** As {@link #to(InetSocketAddress, String)}, for a {@code ws}, {@code wss}, {@code http} or {@code https} URI. */
    public static StockDial to(URI uri) {
        boolean secure = "wss".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        StockDial dial = to(new InetSocketAddress(uri.getHost(), port), target).withHost(uri.getRawAuthority());
        return secure ? dial.withTls(new Tls(null)) : dial;
    }

    public StockDial withHost(String value) {
        return new StockDial(address, target, value, headers, subprotocols, timeout, tls);
    }

    public StockDial withHeaders(List<StockHeader> value) {
        return new StockDial(address, target, host, value, subprotocols, timeout, tls);
    }

    public StockDial withSubprotocols(List<String> value) {
        return new StockDial(address, target, host, headers, value, timeout, tls);
    }

    public StockDial withTimeout(Duration value) {
        return new StockDial(address, target, host, headers, subprotocols, value, tls);
    }

    public StockDial withTls(@Nullable Tls value) {
        return new StockDial(address, target, host, headers, subprotocols, timeout, value);
    }
}
