package callgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.Level;
import callgateway.audio.MuLaw;
import callgateway.audio.WavFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The piece that waiting callers hear: short, quiet, and without a click where it starts again. */
class HoldPieceTest {
    private static final HoldPiece PIECE = HoldPiece.load();
    private static WavFile wav;

    @BeforeAll
    static void parse() throws IOException {
        wav = WavFile.parse(PIECE.bytes());
    }

    @Test
    void itIsWhatTheComposerMakes() {
        assertThat(PIECE.bytes()).isEqualTo(HoldComposer.wav());
    }

    @Test
    void itIsTelephoneMuLawWithAWholeHeader() {
        ByteBuffer header = ByteBuffer.wrap(PIECE.bytes()).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(wav.rateHz()).isEqualTo(MuLaw.RATE_HZ);
        assertThat(wav.channels()).isEqualTo(1);
        assertThat(header.getShort(20)).isEqualTo((short) 7);
        assertThat(header.getInt(4)).isEqualTo(PIECE.bytes().length - 8);
        assertThat(header.getInt(54)).isEqualTo(wav.samplesPerChannel());
    }

    @Test
    void itIsShortEnoughToBePickedUpSoon() {
        assertThat(wav.samplesPerChannel() / (double) MuLaw.RATE_HZ).isBetween(6.0, 8.0);
    }

    @Test
    void itIsQuietAndNeverNearFullScale() {
        int peak = 0;
        for (int i = 0; i < wav.samplesPerChannel(); i++) {
            peak = Math.max(peak, Math.abs(sample(i)));
        }

        assertThat(Level.ofPcm(wav.pcm(), 0, wav.samplesPerChannel())).isCloseTo(-24, Offset.offset(0.5));
        assertThat(peak).isLessThan(16_000);
    }

    @Test
    void itStartsAndEndsInSilenceSoThatTheJointDoesNotClick() {
        int last = wav.samplesPerChannel() - 1;
        int fiveMs = MuLaw.RATE_HZ / 200;

        assertThat(Math.abs(sample(last) - sample(0))).isLessThanOrEqualTo(16);
        assertThat(Level.ofPcm(wav.pcm(), 0, fiveMs)).isLessThan(-45);
        assertThat(Level.ofPcm(wav.pcm(), 2 * (last + 1 - fiveMs), fiveMs)).isLessThan(-60);
    }

    @Test
    void itNeverJumps() {
        for (int i = 1; i < wav.samplesPerChannel(); i++) {
            assertThat(Math.abs(sample(i) - sample(i - 1))).as("sample %s", i).isLessThan(6_000);
        }
    }

    @Test
    void itIsHeardThroughout() {
        int half = MuLaw.RATE_HZ / 2;
        for (int at = 0; at + half < wav.samplesPerChannel() - half; at += half) {
            assertThat(Level.ofPcm(wav.pcm(), 2 * at, half)).as("at %s", at).isGreaterThan(-40);
        }
    }

    @Test
    void itCanBeKeptByWhoeverHasIt() {
        assertThat(PIECE.etag())
                .matches("\"[0-9a-f]{32}\"")
                .isEqualTo(HoldPiece.load().etag());
        assertThat(PIECE.cacheControl()).isEqualTo("public, max-age=86400");
        assertThat(PIECE.isKnownBy(PIECE.etag())).isTrue();
        assertThat(PIECE.isKnownBy("\"other\", W/" + PIECE.etag())).isTrue();
        assertThat(PIECE.isKnownBy("*")).isTrue();
        assertThat(PIECE.isKnownBy("\"other\"")).isFalse();
        assertThat(PIECE.isKnownBy("")).isFalse();
    }

    private static int sample(int index) {
        return (short) ((wav.pcm()[2 * index] & 0xFF) | wav.pcm()[2 * index + 1] << 8);
    }
}
