package callgateway.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A WAV file in memory, as PCM16 whatever it was: 16-bit PCM and 8-bit mu-law are understood.
 *
 * <p>Unknown chunks are skipped. A file whose writer died, with an unknown or too large data length, is read as far as
 * it goes. Immutable as long as nobody writes to the array of {@link #pcm}.
 */
public final class WavFile {
    private static final int FORMAT_PCM = 1;
    private static final int FORMAT_MU_LAW = 7;
    private static final int FORMAT_EXTENSIBLE = 0xFFFE;

    private final int rateHz;
    private final int channels;
    private final byte[] pcm;

    private WavFile(int rateHz, int channels, byte[] pcm) {
        this.rateHz = rateHz;
        this.channels = channels;
        this.pcm = pcm;
    }

    /**
     * Reads a whole file.
     *
     * @throws IOException if it cannot be read or is not such a WAV file; the message names the file and what is wrong
     */
    public static WavFile read(Path path) throws IOException {
        try {
            return parse(Files.readAllBytes(path));
        } catch (BadWav bad) {
            throw new IOException(path + ": " + bad.getMessage(), bad);
        }
    }

    /**
     * Reads a file's bytes.
     *
     * @throws IOException if they are not such a WAV file; the message says what is wrong
     */
    public static WavFile parse(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 12 || !"RIFF".equals(tag(in, 0)) || !"WAVE".equals(tag(in, 8))) {
            throw new BadWav("not a WAV file (expected: RIFF....WAVE)");
        }
        in.position(12);
        Format format = null;
        while (in.remaining() >= 8) {
            String name = tag(in, in.position());
            long length = in.getInt(in.position() + 4) & 0xFFFF_FFFFL;
            in.position(in.position() + 8);
            int present = (int) Math.min(length, in.remaining());
            if (name.equals("fmt ")) {
                format = Format.read(in, present);
            } else if (name.equals("data")) {
                if (format == null) {
                    throw new BadWav("data before format (expected: a 'fmt ' chunk first)");
                }
                return format.file(in, present);
            }
            // Chunks of odd length are followed by a filler byte.
            in.position((int) Math.min(in.limit(), in.position() + present + (length & 1)));
        }
        throw new BadWav(format == null ? "no 'fmt ' chunk" : "no 'data' chunk");
    }

    public int rateHz() {
        return rateHz;
    }

    public int channels() {
        return channels;
    }

    public int samplesPerChannel() {
        return pcm.length / (2 * channels);
    }

    /** The samples, channels alternating: the array itself, not a copy. */
    public byte[] pcm() {
        return pcm;
    }

    /** The samples of one channel, counted from 0, as a new array. */
    public byte[] channel(int channel) {
        if (channel < 0 || channel >= channels) {
            throw new IllegalArgumentException("channel: " + channel + " (expected: 0.." + (channels - 1) + ")");
        }
        byte[] one = new byte[2 * samplesPerChannel()];
        for (int i = 0; i < one.length; i += 2) {
            int at = i * channels + 2 * channel;
            one[i] = pcm[at];
            one[i + 1] = pcm[at + 1];
        }
        return one;
    }

    private static String tag(ByteBuffer in, int at) {
        byte[] name = new byte[4];
        in.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private record Format(int code, int channels, int rateHz, int bits) {
        static Format read(ByteBuffer in, int length) throws BadWav {
            if (length < 16) {
                throw new BadWav("'fmt ' chunk: " + length + " bytes (expected: >= 16)");
            }
            int at = in.position();
            int code = in.getShort(at) & 0xFFFF;
            if (code == FORMAT_EXTENSIBLE && length >= 26) {
                code = in.getShort(at + 24) & 0xFFFF;
            }
            Format format =
                    new Format(code, in.getShort(at + 2) & 0xFFFF, in.getInt(at + 4), in.getShort(at + 14) & 0xFFFF);
            return format.checked();
        }

        WavFile file(ByteBuffer in, int present) {
            int whole = present - present % (channels * bits / 8);
            byte[] data = new byte[whole];
            in.get(in.position(), data);
            if (code != FORMAT_MU_LAW) {
                return new WavFile(rateHz, channels, data);
            }
            byte[] pcm = new byte[2 * whole];
            MuLaw.decode(data, 0, whole, pcm, 0);
            return new WavFile(rateHz, channels, pcm);
        }

        private Format checked() throws BadWav {
            boolean pcm16 = code == FORMAT_PCM && bits == 16;
            boolean muLaw = code == FORMAT_MU_LAW && bits == 8;
            if (!pcm16 && !muLaw) {
                throw new BadWav("format " + code + " with " + bits + " bits (expected: 1 with 16, or 7 with 8)");
            }
            if (channels < 1 || channels > 16) {
                throw new BadWav("channels: " + channels + " (expected: 1..16)");
            }
            if (rateHz < 1 || rateHz > 384_000) {
                throw new BadWav("sample rate: " + rateHz + " (expected: 1..384000)");
            }
            return this;
        }
    }

    private static final class BadWav extends IOException {
        private static final long serialVersionUID = 1;

        BadWav(String message) {
            super(message);
        }
    }
}
