package callgateway.simulator.caller;

import callgateway.audio.MuLaw;
import callgateway.audio.WavFile;
import callgateway.transport.stock.StockResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** How long a fetched audio file plays. */
final class PlayedAudio {
    /** Of an MP3 file, which is not parsed: 128 kbit/s. */
    private static final int MP3_BYTES_PER_SECOND = 16_000;

    private PlayedAudio() {}

    /** @throws IOException if Twilio could not play it; the message says why */
    static Duration duration(StockResponse file) throws IOException {
        String declared = file.header("Content-Type");
        String type = declared == null
                ? "no content type"
                : declared.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        if (file.body().length == 0) {
            throw new IOException("an empty file");
        }
        return switch (type) {
            case "audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave" -> {
                WavFile wav = WavFile.parse(file.body());
                yield samples(wav.samplesPerChannel(), wav.rateHz());
            }
            case "audio/basic", "audio/ulaw", "audio/x-mulaw" -> samples(file.body().length, MuLaw.RATE_HZ);
            case "audio/mpeg", "audio/mp3" -> samples(file.body().length, MP3_BYTES_PER_SECOND);
            default -> throw new IOException(type + " (expected: audio, such as audio/wav)");
        };
    }

    private static Duration samples(long count, int perSecond) {
        return Duration.ofMillis(1000 * count / perSecond);
    }
}
