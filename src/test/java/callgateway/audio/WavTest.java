package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavTest {
    @TempDir
    Path dir;

    @Test
    void aFileReadsBackAsItWasWritten() throws IOException {
        byte[] pcm = noise(70_001);
        Path path = dir.resolve("mono.wav");
        try (WavWriter writer = WavWriter.create(path, 24000, 1)) {
            writer.write(pcm, 0, 2);
            writer.write(pcm, 2, pcm.length - 2);
            assertThat(writer.samplesPerChannel()).isEqualTo(70_001);
        }

        WavFile file = WavFile.read(path);

        assertThat(file.rateHz()).isEqualTo(24000);
        assertThat(file.channels()).isEqualTo(1);
        assertThat(file.samplesPerChannel()).isEqualTo(70_001);
        assertThat(file.pcm()).isEqualTo(pcm);
    }

    @Test
    void bothSidesOfACallAreSeparateChannels() throws IOException {
        byte[] left = noise(1000);
        byte[] right = noise(1003);
        Path path = dir.resolve("stereo.wav");
        try (WavWriter writer = WavWriter.create(path, 8000, 2)) {
            writer.writeStereo(left, 0, right, 6, 1000);
            assertThat(writer.samplesPerChannel()).isEqualTo(1000);
        }

        WavFile file = WavFile.read(path);

        assertThat(file.channel(0)).isEqualTo(left);
        assertThat(file.channel(1)).isEqualTo(Arrays.copyOfRange(right, 6, 2006));
        assertThatThrownBy(() -> file.channel(2)).hasMessage("channel: 2 (expected: 0..1)");
    }

    @Test
    void anotherReaderUnderstandsTheFile() throws Exception {
        byte[] pcm = noise(400);
        Path path = dir.resolve("other.wav");
        try (WavWriter writer = WavWriter.create(path, 16000, 2)) {
            writer.write(pcm, 0, pcm.length);
        }

        try (AudioInputStream other =
                AudioSystem.getAudioInputStream(new ByteArrayInputStream(Files.readAllBytes(path)))) {
            assertThat(other.getFormat().matches(new AudioFormat(16000, 16, 2, true, false)))
                    .isTrue();
            assertThat(other.readAllBytes()).isEqualTo(pcm);
        }
    }

    @Test
    void anOldFileIsReplacedWhollyAndTheHeaderHasTheTrueLength() throws IOException {
        Path path = dir.resolve("again.wav");
        Files.write(path, new byte[5000]);
        try (WavWriter writer = WavWriter.create(path, 8000, 1)) {
            writer.write(noise(10), 0, 20);
        }

        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.capacity()).isEqualTo(64);
        assertThat(file.getInt(4)).isEqualTo(56);
        assertThat(file.getInt(40)).isEqualTo(20);
    }

    @Test
    void aFileWhoseWriterDiedIsReadableUpToWhatReachedTheDisk() throws IOException {
        byte[] pcm = noise(500);
        Path path = dir.resolve("cut.wav");
        try (WavWriter writer = WavWriter.create(path, 8000, 1)) {
            writer.write(pcm, 0, pcm.length);
            writer.flush();

            assertThat(WavFile.read(path).pcm()).isEqualTo(pcm);
        }
        byte[] whole = Files.readAllBytes(path);

        assertThat(WavFile.parse(Arrays.copyOf(whole, whole.length - 3)).pcm())
                .isEqualTo(Arrays.copyOf(pcm, pcm.length - 4));
    }

    @Test
    void aPlainStreamKeepsTheHeaderOfUnknownLength() throws IOException {
        byte[] pcm = noise(100);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WavWriter writer = WavWriter.to(out, 8000, 1)) {
            writer.write(pcm, 0, pcm.length);
        }

        assertThat(ByteBuffer.wrap(out.toByteArray()).getInt(40)).isEqualTo(-1);
        assertThat(WavFile.parse(out.toByteArray()).pcm()).isEqualTo(pcm);
    }

    @Test
    void mulawFilesAndUnknownChunksAreUnderstood() throws IOException {
        byte[] mu = new byte[256];
        for (int i = 0; i < 256; i++) {
            mu[i] = (byte) i;
        }
        byte[] expected = new byte[512];
        MuLaw.decode(mu, 0, 256, expected, 0);
        byte[] file = riff(chunk("LIST", new byte[3]), chunk("fmt ", format(7, 1, 8000, 8, 18)), chunk("data", mu));

        assertThat(WavFile.parse(file).pcm()).isEqualTo(expected);
    }

    @Test
    void theExtensibleFormatIsUnderstood() throws IOException {
        byte[] format = format(0xFFFE, 1, 16000, 16, 40);
        format[24] = 1;
        byte[] file = riff(chunk("fmt ", format), chunk("data", new byte[] {1, 2, 3, 4}));

        assertThat(WavFile.parse(file).pcm()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void whatIsNotAWavFileIsRefusedWithItsReason() throws IOException {
        byte[] data = chunk("data", new byte[4]);
        refused(new byte[0], "not a WAV file");
        refused("{\"event\":\"media\"}".getBytes(StandardCharsets.UTF_8), "not a WAV file");
        refused(riff(), "no 'fmt ' chunk");
        refused(riff(data), "data before format");
        refused(riff(chunk("fmt ", format(1, 1, 8000, 16, 16))), "no 'data' chunk");
        refused(riff(chunk("fmt ", new byte[15]), data), "'fmt ' chunk: 15 bytes (expected: >= 16)");
        refused(riff(chunk("fmt ", format(1, 1, 8000, 24, 16)), data), "format 1 with 24 bits");
        refused(riff(chunk("fmt ", format(3, 1, 8000, 32, 16)), data), "format 3 with 32 bits");
        refused(riff(chunk("fmt ", format(1, 0, 8000, 16, 16)), data), "channels: 0");
        refused(riff(chunk("fmt ", format(1, 1, -1, 16, 16)), data), "sample rate: -1");

        Path path = dir.resolve("bad.wav");
        Files.write(path, new byte[50]);
        assertThatThrownBy(() -> WavFile.read(path))
                .isInstanceOf(IOException.class)
                .hasMessage(path + ": not a WAV file (expected: RIFF....WAVE)");
    }

    @Test
    void arbitraryBytesNeverEndInAnythingButAnIOException() {
        for (long seed = 1; seed <= 3000; seed++) {
            Random random = new Random(seed);
            byte[] file = riff(chunk("fmt ", format(1, 1, 8000, 16, 16)), chunk("data", new byte[20]));
            for (int i = random.nextInt(6); i >= 0; i--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(file, random.nextInt(file.length + 1));
            try {
                assertThat(WavFile.parse(cut).pcm()).as("seed %d", seed).hasSizeLessThanOrEqualTo(2 * cut.length);
            } catch (IOException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void wrongUseOfAWriterIsRefused() throws IOException {
        assertThatThrownBy(() -> WavWriter.create(dir.resolve("x.wav"), 8000, 3))
                .hasMessage("channels: 3 (expected: 1 or 2)");
        assertThatThrownBy(() -> WavWriter.to(new ByteArrayOutputStream(), 0, 1))
                .hasMessage("rateHz: 0 (expected: 1..384000)");
        assertThat(dir.resolve("x.wav")).doesNotExist();

        WavWriter writer = WavWriter.create(dir.resolve("y.wav"), 8000, 1);
        assertThatThrownBy(() -> writer.write(new byte[3], 0, 3)).hasMessage("len: 3 (expected: a multiple of 2)");
        assertThatThrownBy(() -> writer.write(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> writer.writeStereo(new byte[2], 0, new byte[2], 0, 1))
                .isInstanceOf(IllegalStateException.class);
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.write(new byte[2], 0, 2)).hasMessage("WAV writer is closed");
        assertThat(WavFile.read(dir.resolve("y.wav")).samplesPerChannel()).isZero();
    }

    private static void refused(byte[] file, String message) {
        assertThatThrownBy(() -> WavFile.parse(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message);
    }

    private static byte[] noise(int samples) {
        byte[] pcm = new byte[2 * samples];
        new Random(samples).nextBytes(pcm);
        return pcm;
    }

    private static byte[] riff(byte[]... chunks) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("WAVE".getBytes(StandardCharsets.US_ASCII));
        for (byte[] chunk : chunks) {
            body.writeBytes(chunk);
        }
        return chunk("RIFF", body.toByteArray());
    }

    private static byte[] chunk(String name, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + content.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] format(int code, int channels, int rateHz, int bits, int length) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) code)
                .putShort((short) channels)
                .putInt(rateHz)
                .putInt(rateHz * channels * bits / 8)
                .putShort((short) (channels * bits / 8))
                .putShort((short) bits)
                .array();
    }
}
