package callgateway.call.media;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The caller's end of a media graph: records what leaves, and plays it as the carrier does. */
final class CallerLine implements CallerAudioOut {
    private final LongSupplier nanos;
    final List<Sent> sent = new ArrayList<>();
    boolean writable = true;

    @Nullable
    RuntimeException failure;

    private long playedUntil;
    private boolean playing;
    private long longestLeadMs;

    CallerLine(LongSupplier nanos) {
        this.nanos = nanos;
    }

    sealed interface Sent {}

    record Audio(byte[] mulaw) implements Sent {}

    record Mark(String name) implements Sent {}

    enum Order implements Sent {
        CLEAR,
        WRITE
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void audio(byte[] mulaw, int offset, int length) {
        if (failure != null) {
            throw failure;
        }
        byte[] copy = new byte[length];
        System.arraycopy(mulaw, offset, copy, 0, length);
        sent.add(new Audio(copy));
        long now = nanos.getAsLong();
        long from = playing && playedUntil - now > 0 ? playedUntil : now;
        playing = true;
        playedUntil = from + length * 125_000L;
        longestLeadMs = Math.max(longestLeadMs, leadMs());
    }

    @Override
    public void mark(String name) {
        sent.add(new Mark(name));
    }

    @Override
    public void clear() {
        sent.add(Order.CLEAR);
        playing = false;
    }

    @Override
    public void flush() {
        sent.add(Order.WRITE);
    }

    /** Audio that waits at the carrier, ms. */
    long leadMs() {
        return playing ? Math.max(0, playedUntil - nanos.getAsLong()) / 1_000_000 : 0;
    }

    /** The most that ever waited there, ms. */
    long longestLeadMs() {
        return longestLeadMs;
    }

    /** All audio that left, mu-law. */
    byte[] audio() {
        return audioFrom(0);
    }

    /** The audio that left at or after this position of {@link #sent}. */
    byte[] audioFrom(int position) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Sent one : sent.subList(position, sent.size())) {
            if (one instanceof Audio audio) {
                all.writeBytes(audio.mulaw);
            }
        }
        return all.toByteArray();
    }

    /** How much audio left, ms. */
    int audioMs() {
        return audio().length / 8;
    }

    List<String> marks() {
        return sent.stream()
                .filter(Mark.class::isInstance)
                .map(one -> ((Mark) one).name)
                .toList();
    }

    int count(Order order) {
        return (int) sent.stream().filter(order::equals).count();
    }
}
