package callgateway.tools;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads an answer up to a bound; what is longer ends the connection. */
public final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Read> {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Read> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    /** What was read; nothing when there was too much. */
    public static final class Read {
        final byte[] bytes;
        final boolean tooLong;

        Read(byte[] bytes, boolean tooLong) {
            this.bytes = bytes;
            this.tooLong = tooLong;
        }

        /** What was read, not a copy; empty when there was too much. */
        public byte[] bytes() {
            return bytes;
        }

        /** Whether there was more than the bound. */
        public boolean isTooLong() {
            return tooLong;
        }
    }

    /** @param most bytes */
    public BoundedBody(int most) {
        this.most = most;
    }

    @Override
    public CompletionStage<Read> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> some) {
        if (whole.isDone()) {
            return;
        }
        for (ByteBuffer one : some) {
            if (bytes.size() + one.remaining() > most) {
                tooLong();
                return;
            }
            byte[] copy = new byte[one.remaining()];
            one.get(copy);
            bytes.write(copy, 0, copy.length);
        }
    }

    private void tooLong() {
        if (subscription != null) {
            subscription.cancel();
        }
        whole.complete(new Read(new byte[0], true));
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(new Read(bytes.toByteArray(), false));
    }
}
