package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayedAudioTest {

    /** Silence, mu-law, mono. */
    static byte[] wav(int rateHz, int seconds) {
        int length = rateHz * seconds;
        ByteBuffer file = ByteBuffer.allocate(44 + length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(36 + length).put(ascii("WAVEfmt ")).putInt(16);
        file.putShort((short) 7).putShort((short) 1).putInt(rateHz).putInt(rateHz);
        file.putShort((short) 1).putShort((short) 8).put(ascii("data")).putInt(length);
        return file.array();
    }

    @Test
    void aFilePlaysAsLongAsItsSamples() throws Exception {
        assertThat(duration("audio/wav", wav(8000, 3))).isEqualTo(Duration.ofSeconds(3));
        assertThat(duration("Audio/X-Wav; charset=x", wav(16_000, 2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(duration("audio/basic", new byte[4000])).isEqualTo(Duration.ofMillis(500));
        assertThat(duration("audio/mpeg", new byte[32_000])).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatTwilioCouldNotPlaySaysWhy() {
        assertThatThrownBy(() -> duration("text/html", new byte[1])).hasMessageContaining("text/html");
        assertThatThrownBy(() -> duration("audio/wav", new byte[0])).hasMessageContaining("empty");
        assertThatThrownBy(() -> duration("audio/wav", ascii("RIFF, but no more")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PlayedAudio.duration(new StockResponse(200, List.of(), new byte[1])))
                .hasMessageContaining("no content type");
    }

    private static Duration duration(String type, byte[] body) throws IOException {
        return PlayedAudio.duration(new StockResponse(200, List.of(new StockHeader("content-type", type)), body));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
