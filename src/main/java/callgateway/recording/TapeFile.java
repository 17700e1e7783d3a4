package callgateway.recording;

import callgateway.audio.MuLaw;
import callgateway.routing.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One recording on its way to the disk. Belongs to one writer's thread, and blocks. */
final class TapeFile {
    private static final Logger LOG = LoggerFactory.getLogger(TapeFile.class);
    /** So much of a call is lost at the most when the process dies: the rest is in the file, and its header says so. */
    private static final long HEADER_EVERY_NANOS = 5_000_000_000L;

    private final Tape tape;
    private final TapeListener listener;
    private final RecordingFolder folder;
    private final Disk disk;
    private final Recording.Format format;
    private final String name;
    private final RecordingPart begun;
    private Disk.@Nullable Out out;
    private long dataBytes;
    private long headerNanos;
    private @Nullable RecordingEnd failed;
    private boolean closed;

    TapeFile(TapeOrder order, Tape tape, TapeListener listener, RecordingFolder folder, Disk disk, Instant startedAt) {
        this.tape = tape;
        this.listener = listener;
        this.folder = folder;
        this.disk = disk;
        this.format = order.wanted().format();
        this.name = RecordingFolder.name(order.callSid(), startedAt);
        this.begun = RecordingPart.begun(order, name + RecordingFolder.WAV, startedAt);
    }

    String name() {
        return name;
    }

    RecordingPart begun() {
        return begun;
    }

    TapeListener listener() {
        return listener;
    }

    /** Whether there is nothing more to do. */
    boolean isClosed() {
        return closed;
    }

    /** Writes what has come since the last time; returns how many bytes. */
    long write(Scratch scratch, long nowNanos) throws IOException {
        long before = dataBytes;
        TapeRing ring = tape.ring();
        boolean last = ring.hasEnded();
        Disk.Out to = opened(nowNanos);
        while (!ring.isEmpty()) {
            silence(to, scratch, ring.silentBlocks());
            block(to, scratch, ring);
            ring.taken();
        }
        if (last) {
            silence(to, scratch, ring.lastSilence());
        }
        scratch.flushTo(to);
        if (dataBytes > WavHeader.MOST_DATA) {
            fail(RecordingEnd.TOO_LONG);
        }
        if (last) {
            closed = true;
            to.begin(WavHeader.of(format, dataBytes));
            to.force();
            close();
            finish();
        } else if (nowNanos - headerNanos > HEADER_EVERY_NANOS && dataBytes > before) {
            headerNanos = nowNanos;
            to.begin(WavHeader.of(format, dataBytes));
        }
        return dataBytes - before;
    }

    /** What is known of it first: whatever is called a recording is described. */
    private void finish() throws IOException {
        try {
            folder.describe(result());
        } catch (IOException e) {
            if (failed == null) {
                throw e;
            }
            // On a full disk: how long it is can be seen from its file.
            LOG.debug("what is known of {} cannot be written down", name, e);
        }
        folder.finish(name);
    }

    /** After {@link #write} has closed it, or has failed: what has become of it. */
    RecordingPart result() {
        Tape.Ended how = tape.ended();
        Tape.Ended known = how == null ? new Tape.Ended(RecordingEnd.WRITE_FAILED, List.of(), 0, 0) : how;
        RecordingEnd why = failed == null ? known.reason() : failed;
        return begun.ended(WavHeader.length(format, dataBytes), WavHeader.bytes(format) + dataBytes, known, why);
    }

    private Disk.Out opened(long nowNanos) throws IOException {
        Disk.Out known = out;
        if (known != null) {
            return known;
        }
        folder.prepare(name);
        folder.describe(begun);
        Disk.Out made = disk.create(folder.path(name, RecordingFolder.PART));
        out = made;
        headerNanos = nowNanos;
        made.append(WavHeader.unknown(format));
        return made;
    }

    private void block(Disk.Out to, Scratch scratch, TapeRing ring) throws IOException {
        scratch.room(to, 2 * TapeWindow.BLOCK_BYTES);
        if (format == Recording.Format.PCM16) {
            MuLaw.decode(ring.audio(), ring.offset(), TapeWindow.BLOCK_BYTES, scratch.pcm, 0);
            scratch.bytes.put(scratch.pcm);
            dataBytes += scratch.pcm.length;
        } else {
            scratch.bytes.put(ring.audio(), ring.offset(), TapeWindow.BLOCK_BYTES);
            dataBytes += TapeWindow.BLOCK_BYTES;
        }
    }

    private void silence(Disk.Out to, Scratch scratch, long blocks) throws IOException {
        byte[] one = format == Recording.Format.PCM16 ? Scratch.PCM_SILENCE : Scratch.MU_LAW_SILENCE;
        for (long i = 0; i < blocks && dataBytes <= WavHeader.MOST_DATA; i++) {
            scratch.room(to, one.length);
            scratch.bytes.put(one);
            dataBytes += one.length;
        }
    }

    /** No more of it is written; what there is becomes a file that can be played, if the disk lets it. */
    void fail(RecordingEnd why) {
        if (failed == null) {
            failed = why;
            tape.fail(why);
        }
    }

    /** Whether all is known of it, after a failure. */
    boolean isToldOfItsEnd() {
        return tape.ring().hasEnded();
    }

    boolean hasFailed() {
        return failed != null;
    }

    /** Ends the file after a failure, with what is in it, once {@linkplain #isToldOfItsEnd all is known} of it. */
    void salvage() {
        closed = true;
        Disk.Out to = out;
        if (to == null) {
            return;
        }
        try {
            long whole = Files.size(folder.path(name, RecordingFolder.PART)) - WavHeader.bytes(format);
            dataBytes = Math.max(0, whole - whole % WavHeader.frameBytes(format));
            to.begin(WavHeader.of(format, dataBytes));
            close();
            finish();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the recording {} is left for the next start", name, e);
        } finally {
            close();
        }
    }

    private void close() {
        Disk.Out to = out;
        out = null;
        if (to != null) {
            try {
                to.close();
            } catch (IOException e) {
                LOG.debug("a recording's file could not be closed", e);
            }
        }
    }

    /** What a thread writes all its files through. */
    static final class Scratch {
        static final byte[] MU_LAW_SILENCE = muLawSilence();
        static final byte[] PCM_SILENCE = new byte[2 * TapeWindow.BLOCK_BYTES];
        static final int BYTES = 64 * 1024;

        final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        final byte[] pcm = new byte[2 * TapeWindow.BLOCK_BYTES];

        private void room(Disk.Out to, int length) throws IOException {
            if (bytes.remaining() < length) {
                flushTo(to);
            }
        }

        private void flushTo(Disk.Out to) throws IOException {
            bytes.flip();
            try {
                to.append(bytes);
            } finally {
                bytes.clear();
            }
        }

        private static byte[] muLawSilence() {
            byte[] silence = new byte[TapeWindow.BLOCK_BYTES];
            Arrays.fill(silence, MuLaw.SILENCE);
            return silence;
        }
    }
}
