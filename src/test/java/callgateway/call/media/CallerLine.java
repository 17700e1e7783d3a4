package callgateway.call.media;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

    private final List<Playing> played = new ArrayList<>();
    private final ArrayDeque<String> unplayedMarks = new ArrayDeque<>();
    private final ArrayDeque<Long> marksDue = new ArrayDeque<>();
    private long playedUntil;
    private boolean playing;
    private long longestLeadMs;

    /** Audio that is or will be heard from then until then. */
    private record Playing(byte[] mulaw, long fromNanos, long untilNanos) {}

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
        played.add(new Playing(copy, from, playedUntil));
        longestLeadMs = Math.max(longestLeadMs, leadMs());
    }

    @Override
    public void mark(String name) {
        sent.add(new Mark(name));
        unplayedMarks.add(name);
        marksDue.add(playing ? playedUntil : nanos.getAsLong());
    }

    @Override
    public void clear() {
        sent.add(Order.CLEAR);
        playing = false;
        long now = nanos.getAsLong();
        played.removeIf(audio -> audio.fromNanos - now >= 0);
        if (!played.isEmpty()) {
            Playing last = played.remove(played.size() - 1);
            long until = last.untilNanos - now < 0 ? last.untilNanos : now;
            int heard = (int) ((until - last.fromNanos) / 125_000);
            played.add(new Playing(Arrays.copyOf(last.mulaw, heard), last.fromNanos, until));
        }
        marksDue.clear();
        unplayedMarks.forEach(mark -> marksDue.add(now));
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

    /** The marks that the carrier sends back by now, each once: played, or cleared. */
    List<String> marksBack() {
        List<String> back = new ArrayList<>();
        while (!marksDue.isEmpty() && marksDue.element() - nanos.getAsLong() <= 0) {
            marksDue.remove();
            back.add(unplayedMarks.remove());
        }
        return back;
    }

    /** What has been heard by now, mu-law. */
    byte[] heard() {
        long now = nanos.getAsLong();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Playing audio : played) {
            long heard = Math.max(0, Math.min(audio.untilNanos, now) - audio.fromNanos) / 125_000;
            all.write(audio.mulaw, 0, (int) Math.min(heard, audio.mulaw.length));
        }
        return all.toByteArray();
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
