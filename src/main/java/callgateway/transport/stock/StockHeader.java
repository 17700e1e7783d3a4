package callgateway.transport.stock;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One HTTP header line. */
public record StockHeader(String name, String value) {

    /** The first value of {@code name}, compared without case, or null. */
    public static @Nullable String first(List<StockHeader> headers, String name) {
        for (StockHeader header : headers) {
            if (header.name.equalsIgnoreCase(name)) {
                return header.value;
            }
        }
        return null;
    }

    static List<StockHeader> listOf(HttpHeaders headers) {
        List<StockHeader> list = new ArrayList<>(headers.size());
        headers.forEach(line -> list.add(new StockHeader(line.getKey(), line.getValue())));
        return List.copyOf(list);
    }

    static HttpHeaders toNetty(List<StockHeader> headers) {
        HttpHeaders netty = new DefaultHttpHeaders();
        headers.forEach(header -> netty.add(header.name, header.value));
        return netty;
    }
}
