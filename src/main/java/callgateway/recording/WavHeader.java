package callgateway.recording;

import callgateway.audio.MuLaw;
import callgateway.routing.Recording;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The beginning of a recording's file: two channels of 8000 Hz. Other formats than PCM have a count of samples, too. */
final class WavHeader {
    /** The lengths have 32 bits, and an hour less than that is nothing that anybody misses. */
    static final long MOST_DATA = 0xFFFF_FFFFL - 64L * 1024 * 1024;

    private static final int CHANNELS = 2;
    private static final int FORMAT_PCM = 1;
    private static final int FORMAT_MU_LAW = 7;
    private static final int PCM_BYTES = 44;
    private static final int MU_LAW_BYTES = 58;

    private WavHeader() {}

    static int bytes(Recording.Format format) {
        return format == Recording.Format.PCM16 ? PCM_BYTES : MU_LAW_BYTES;
    }

    /** Bytes of a sample of both channels. */
    static int frameBytes(Recording.Format format) {
        return format == Recording.Format.PCM16 ? 2 * CHANNELS : CHANNELS;
    }

    static Duration length(Recording.Format format, long dataBytes) {
        return Duration.ofMillis(dataBytes / frameBytes(format) * 1000 / MuLaw.RATE_HZ);
    }

    /** Of a file that has just been begun: players take it to the end. */
    static ByteBuffer unknown(Recording.Format format) {
        return of(format, 0xFFFF_FFFFL - bytes(format));
    }

    static ByteBuffer of(Recording.Format format, long dataBytes) {
        boolean pcm = format == Recording.Format.PCM16;
        int frame = frameBytes(format);
        ByteBuffer header = ByteBuffer.allocate(bytes(format)).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF")).putInt((int) (dataBytes + bytes(format) - 8)).put(ascii("WAVEfmt "));
        header.putInt(pcm ? 16 : 18)
                .putShort((short) (pcm ? FORMAT_PCM : FORMAT_MU_LAW))
                .putShort((short) CHANNELS)
                .putInt(MuLaw.RATE_HZ)
                .putInt(MuLaw.RATE_HZ * frame)
                .putShort((short) frame)
                .putShort((short) (8 * frame / CHANNELS));
        if (!pcm) {
            header.putShort((short) 0).put(ascii("fact")).putInt(4).putInt((int) (dataBytes / frame));
        }
        return header.put(ascii("data")).putInt((int) dataBytes).flip();
    }

    private static byte[] ascii(String tag) {
        return tag.getBytes(StandardCharsets.US_ASCII);
    }
}
