package callgateway.simulator.omni;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.Dialect;
import callgateway.omni.OmniClientMessage;
import callgateway.omni.OmniServerFrames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoPartnerTest implements SessionLine.Outlet {
    private static final int FRAME_BYTES = 320;

    private final List<String> sent = new ArrayList<>();
    private final EchoPartner echo = new EchoPartner(
            8000, 8000, 40, new SessionLine(new OmniServerFrames(Dialect.TAGGED), this, new SessionTape(0)));

    @Test
    void saysWhatItHearsInPieces() {
        hear(3);

        assertThat(sent).containsExactly("641 bytes");
    }

    @Test
    void aKeyPressTakesBackWhatWasNotSaidYet() {
        hear(1);
        echo.message(new OmniClientMessage.Dtmf("1"), 0);
        hear(1);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0)).contains("flush");

        hear(1);
        assertThat(sent).last().isEqualTo("641 bytes");
    }

    private void hear(int frames) {
        for (int i = 0; i < frames; i++) {
            echo.hear(new byte[FRAME_BYTES], 0, FRAME_BYTES, 0);
        }
    }

    @Override
    public void binary(byte[] bytes, int off, int len) {
        String text = new String(bytes, off, len, StandardCharsets.UTF_8);
        sent.add(text.contains("{") ? text : len + " bytes");
    }

    @Override
    public void text(byte[] utf8) {
        sent.add(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void close(int code, String reason) {}

    @Override
    public void reset() {}

    @Override
    public void stopReading() {}
}
