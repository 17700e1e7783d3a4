package callgateway.audio;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes PCM16 audio as a WAV file while it comes in.
 *
 * <p>The header first says "length unknown", which players take as "to the end", so even the file of a process that
 * died is playable up to what reached the disk. Closing a file puts the true length in; a plain stream cannot go back
 * and keeps the first header. Belongs to one thread; blocks on the disk, so it has no place on an event loop.
 */
public final class WavWriter implements AutoCloseable {
    static final int HEADER_BYTES = 44;
    static final long UNKNOWN_LENGTH = 0xFFFF_FFFFL;

    /** The length fields have 32 bits, and the outer one counts 36 bytes of the header as well. */
    private static final long MAX_DATA_BYTES = UNKNOWN_LENGTH - HEADER_BYTES;

    private static final int BUFFER_BYTES = 16_384;

    private final OutputStream out;
    private final @Nullable FileChannel file;
    private final int rateHz;
    private final int channels;
    private final byte[] interleaved;
    private long dataBytes;
    private boolean closed;

    private WavWriter(OutputStream out, @Nullable FileChannel file, int rateHz, int channels) throws IOException {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.file = file;
        this.rateHz = rateHz;
        this.channels = channels;
        this.interleaved = new byte[channels == 2 ? 4 * MuLaw.FRAME_BYTES : 0];
        this.out.write(header(rateHz, channels, UNKNOWN_LENGTH));
    }

    /**
     * Creates the file, or empties the one that is there.
     *
     * @param rateHz sample rate, 1..384000
     * @param channels 1 or 2
     */
    public static WavWriter create(Path path, int rateHz, int channels) throws IOException {
        checkFormat(rateHz, channels);
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        return new WavWriter(Channels.newOutputStream(file), file, rateHz, channels);
    }

    /** Writes to a stream that cannot go back, such as a response or a pipe; {@link #close} closes it. */
    public static WavWriter to(OutputStream out, int rateHz, int channels) throws IOException {
        checkFormat(rateHz, channels);
        return new WavWriter(out, null, rateHz, channels);
    }

    /**
     * Appends {@code len} bytes from {@code off}; with two channels left and right samples alternate.
     *
     * @throws IllegalArgumentException if that is not a whole number of samples for every channel
     * @throws IOException if it cannot be written, the writer is closed or the file would pass 4 GiB
     */
    public void write(byte[] pcmLe, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, pcmLe.length);
        if (len % (2 * channels) != 0) {
            throw new IllegalArgumentException("len: " + len + " (expected: a multiple of " + 2 * channels + ")");
        }
        claim(len);
        out.write(pcmLe, off, len);
    }

    /**
     * Appends {@code samples} samples of each side to a two-channel file.
     *
     * @throws IllegalStateException if the file has one channel
     * @throws IOException as {@link #write}
     */
    public void writeStereo(byte[] leftPcmLe, int leftOff, byte[] rightPcmLe, int rightOff, int samples)
            throws IOException {
        if (channels != 2) {
            throw new IllegalStateException("channels: " + channels + " (expected: 2)");
        }
        Pcm.checkRange(leftPcmLe, leftOff, samples);
        Pcm.checkRange(rightPcmLe, rightOff, samples);
        claim(4L * samples);
        int perTurn = interleaved.length / 4;
        for (int done = 0; done < samples; done += perTurn) {
            int count = Math.min(perTurn, samples - done);
            for (int i = 0; i < count; i++) {
                int left = leftOff + 2 * (done + i);
                int right = rightOff + 2 * (done + i);
                interleaved[4 * i] = leftPcmLe[left];
                interleaved[4 * i + 1] = leftPcmLe[left + 1];
                interleaved[4 * i + 2] = rightPcmLe[right];
                interleaved[4 * i + 3] = rightPcmLe[right + 1];
            }
            out.write(interleaved, 0, 4 * count);
        }
    }

    /** Samples of each channel written so far. */
    public long samplesPerChannel() {
        return dataBytes / (2L * channels);
    }

    /** Hands what is buffered to the file or stream. */
    public void flush() throws IOException {
        out.flush();
    }

    /** Completes the header of a file and closes. Closing twice is harmless. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            out.flush();
            if (file != null) {
                ByteBuffer header = ByteBuffer.wrap(header(rateHz, channels, dataBytes));
                while (header.hasRemaining()) {
                    file.write(header, header.position());
                }
            }
        }
    }

    private void claim(long bytes) throws IOException {
        if (closed) {
            throw new IOException("WAV writer is closed");
        }
        if (bytes > MAX_DATA_BYTES - dataBytes) {
            throw new IOException("WAV data: " + (dataBytes + bytes) + " bytes (expected: <= " + MAX_DATA_BYTES + ")");
        }
        dataBytes += bytes;
    }

    private static byte[] header(int rateHz, int channels, long dataBytes) {
        long outer = dataBytes == UNKNOWN_LENGTH ? UNKNOWN_LENGTH : dataBytes + HEADER_BYTES - 8;
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) outer)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) channels)
                .putInt(rateHz)
                .putInt(rateHz * channels * 2)
                .putShort((short) (channels * 2))
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) dataBytes)
                .array();
    }

    private static void checkFormat(int rateHz, int channels) {
        if (rateHz < 1 || rateHz > 384_000) {
            throw new IllegalArgumentException("rateHz: " + rateHz + " (expected: 1..384000)");
        }
        if (channels != 1 && channels != 2) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1 or 2)");
        }
    }
}
